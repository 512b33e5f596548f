/** One way to torture the provider. `npm run torture` runs the cases of all of them. */
export interface Part<Case> {
  /** What its cases are, for the last line: `faults`. */
  name: string;
  /** What cases are looked for in, one at a time. */
  groups: readonly string[];
  /** What it runs: the handlers in its own thread, or the real `pulumi`, which needs a processor for each case. */
  runs: "handlers" | "engine";
  /** What `--short`, and so CI, runs of it: the first so many cases, of which so many have to be survived. */
  short: { cases: number; least: number };
  /** Once, in the folder that all of it runs in. */
  prepare?: () => void | Promise<void>;
  open: () => Promise<Bench<Case>>;
}

/** Where one case after the other is run, in a thread of its own. */
export interface Bench<Case> {
  cases: (group: string) => Promise<Titled<Case>[]>;
  run: (one: Case) => Promise<Outcome>;
  /** Takes away what outlives the thread: folders, processes. */
  close?: () => Promise<void>;
}

export interface Titled<Case> {
  one: Case;
  /** Says all that there is to repeat it. */
  title: string;
  /** Cases of one family are alike: a short run takes some of each. */
  family: string;
  /** The first of its family, whatever the seed. */
  early?: boolean;
}

export interface Outcome {
  /** Whether anything was done to the provider at all. */
  struck: boolean;
  /** How many the case counts for; 1 when absent. */
  count?: number;
  /** What a person saw, if it failed at first. */
  error?: string;
  /** What did not hold. */
  wrong: string[];
  /** Why that is known, and cannot be otherwise. */
  limit?: string;
}
