import type { Answer, Client } from "./client.mts";

/** Something that clients do, written against the HTTP API alone: for the emulator and for the real service. */
export interface Scenario {
  name: string;
  /** Ids of `fidelity.jsonl` that it holds against what it sees. */
  lines: readonly string[];
  /** Why it is not for the real service. */
  emulatorOnly?: string;
  /** What it rents there, at most. It is broken off when the minutes are over. */
  rents?: { replicas: number; minutes: number };
  /** Number of the open question in the list of what nobody has tried. */
  question?: number;
  run(run: Run): Promise<void>;
}

/** The dearest accelerator on fireworks.ai/pricing, US dollars an hour, as of 2026-09-01. */
const dearest = 20;

/** US dollars that a scenario can cost where a replica has so many accelerators. */
export const dollars = ({ rents }: Scenario, accelerators = 1): number =>
  rents ? Math.ceil((rents.replicas * accelerators * rents.minutes * dearest) / 60) : 0;

export interface Run extends Client {
  /** "accounts/…" */
  account: string;
  apiKey: string;
  baseModel: string;
  shape: string;
  /** An id of this run: nobody else's object has it. */
  id(word: string): string;
  /** Holds what was seen against what the line says. */
  check(line: string, what: string, seen: unknown, expected: unknown): void;
  /** Which of the readings that a setting offers was seen. */
  reading(line: string, setting: string, seen: unknown): void;
  /** Asks until there is an answer that will do; seconds of the service's time. */
  until(path: string, done: (answer: Answer) => boolean, seconds: number): Promise<Answer>;
}
