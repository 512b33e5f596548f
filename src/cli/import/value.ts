/** What stands in a program where an imported object's name, or something below it, is meant. */
export class Reference {
  constructor(
    /** The other's full name. */
    readonly target: string,
    /** What follows its name: nothing, or `/versions/v1`. */
    readonly rest = "",
  ) {}
}

/** A value of a program: JSON, with references anywhere in it. */
export type Value = string | number | boolean | null | Reference | Value[] | { [key: string]: Value };
