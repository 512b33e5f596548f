/** What a command found, for people and for programs. */
export interface Answer {
  /** The shape that docs/cli.md promises. */
  json: object;
  text: string;
  /** There is something to act on: orphans, a check that failed. */
  findings?: boolean;
}

export const EXIT = {
  fine: 0,
  /** It could not be done; the message says why. */
  failed: 1,
  /** An unknown option or argument: nothing was done. */
  wrongUse: 2,
  /** It was done, and there is something to act on. */
  findings: 3,
} as const;

/** The command line itself does not hold together. */
export class WrongUse extends Error {}
