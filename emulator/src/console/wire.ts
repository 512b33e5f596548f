/** What the console page is told on `GET /__emulator/events`. Types alone: the page's JavaScript is checked against them. */

export interface ConsoleEvent {
  /** In the first event of a stream, which has everything: what was known before is void. */
  about?: About;
  clock?: { now: number; speed: number };
  /** Those that are new or have changed. */
  objects?: ObjectSummary[];
  /** Names of those that are no more. */
  gone?: string[];
  journal?: JournalNews;
  faults?: Rule[];
  outcome?: Rule[];
}

export interface About {
  version: string;
  url: string;
  accounts: string[];
  catalogue: string;
}

export interface ObjectSummary {
  name: string;
  displayName?: string;
  state?: string;
  status?: { code: string; message: string };
  createTime?: string;
  replicas?: { ready: number; desired: number };
  next?: NextChange;
}

/** What time will do to an object, and when: virtual milliseconds. */
export interface NextChange {
  at: number;
  to: string;
}

export interface JournalNews {
  /** Oldest first. One that is known already has been answered since. */
  entries: JournalRow[];
  /** How many the journal holds. */
  total: number;
  /** Whatever was shown before has gone, or there is a gap. */
  anew: boolean;
}

/** A journal entry without its body, which `GET /__emulator/journal?id=` has. */
export interface JournalRow {
  id: string;
  time: string;
  method: string;
  path: string;
  operation?: string;
  status: number;
  bytes: number;
  responseBytes?: number;
  duration?: number;
  fault?: string;
}

export type Rule = Record<string, unknown>;
