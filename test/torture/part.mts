/** One way to torture the provider. `npm run torture` runs the cases of all of them. */
export interface Part<Case> {
  /** What its cases are, for the last line: `faults`. */
  name: string;
  /** What cases are looked for in, one at a time. */
  groups: readonly string[];
  /** Once, in the folder that all of it runs in. */
  prepare: () => void;
  open: () => Promise<Bench<Case>>;
}

/** Where one case after the other is run, in a thread of its own. */
export interface Bench<Case> {
  cases: (group: string) => Promise<Titled<Case>[]>;
  run: (one: Case) => Promise<Outcome>;
}

export interface Titled<Case> {
  one: Case;
  /** Says all that there is to repeat it. */
  title: string;
  /** Cases of one family are alike: a short run takes some of each. */
  family: string;
}

export interface Outcome {
  /** Whether anything was done to the provider at all. */
  struck: boolean;
  /** What a person saw, if it failed at first. */
  error?: string;
  /** What did not hold. */
  wrong: string[];
  /** Why that is known, and cannot be otherwise. */
  limit?: string;
}
