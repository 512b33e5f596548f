import type { Emulator, Json, Kind } from "../provider.mts";
import type { Program } from "./program.mts";
import type { Trouble } from "./trouble.mts";

export interface Held {
  name: string;
  kind: Kind;
  id: string;
  outputs: Json;
}

/** What a command ended with, as a person sees it. */
export interface Ended {
  error?: string;
  /** Ids and names that the error may go by. */
  names?: string[];
  kind?: Kind;
  /** Resources whose deletion failed: it may have taken effect, and state holds them all the same. */
  unheard?: string[];
}

/** Whatever runs commands on a stack: the handlers in the engine's order, or the real `pulumi`. */
export interface Driver {
  gateway: Emulator;
  up: (program: Program, trouble?: Trouble) => Promise<Ended>;
  refresh: (trouble?: Trouble) => Promise<Ended>;
  destroy: (trouble?: Trouble) => Promise<Ended>;
  preview: (program: Program) => Promise<Ended>;
  /** Whether refresh finds anything, and what `up` and `preview` do then. */
  noise: (program: Program) => Promise<string[]>;
  held: () => Promise<Held[]>;
  /** Everything that has been said so far, and what state shows in clear. */
  said: () => Promise<string[]>;
}
