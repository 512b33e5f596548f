/** What was measured, in the unit that the row's name gives: less is better. */
export interface Measured {
  ours: number;
  /** The same of what it is compared with, or the figure that is aimed at. */
  theirs: number;
  /** What else a reader of the table wants to know. */
  note?: string;
}

export interface Row {
  name: string;
  /** The greatest ratio of ours to theirs that is good enough. */
  goal: number;
  /** Cheap and steady enough to be measured at every change: CI compares it with what is recorded. */
  short?: true;
  /** Theirs is a figure, and ours a time or a size that another machine has otherwise: so is the ratio. */
  constant?: true;
  /** A program without which it cannot be measured, and which not every machine has. */
  needs?: string;
  measure(): Promise<Measured>;
}

export interface Area {
  rows: Row[];
  /** Comes before the first of the rows that are measured. */
  open?(): void;
  /** Ends what the rows have left running. */
  close(): Promise<void>;
}

export interface Scale {
  /** Everything a hundred times smaller: to see that it works, not how fast. */
  quick: boolean;
  /** The rows that take long, too. */
  full: boolean;
  /** As always, in fewer rounds: for the rows that are `short`. */
  short: boolean;
}

/** A row as it is printed and recorded. */
export interface Result {
  name: string;
  ours: number;
  theirs: number;
  ratio: number;
  goal: number;
}

export const rounded = (value: number): number => Number(value.toPrecision(3));
