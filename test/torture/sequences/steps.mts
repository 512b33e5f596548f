import fc from "fast-check";
import { type Drafts, type Edit, edited, type Program, programOf } from "./program.mts";
import { type Trouble, troubles } from "./trouble.mts";

/** What happens between two runs of `up`; the numbers mean something only among what there is. */
export type Event =
  | { event: "refresh" | "destroy"; trouble: Trouble | null }
  | { event: "preview" }
  | { event: "wait"; minutes: number }
  | { event: "change" | "write" | "vanish" | "discard"; which: number; field: number; value: number }
  | { event: "stranger"; form: number };

/** The program changes, something happens, and `up` runs. */
export interface Round {
  edits: Edit[];
  events: Event[];
  trouble: Trouble | null;
}

/** A round as it is run. */
export interface Leg {
  program: Program;
  events: readonly Event[];
  trouble: Trouble | null;
}

const number = fc.nat(999);
const oneOf = <T extends string>(...all: T[]) => fc.constantFrom(...all);
const weighted = <T,>(...all: [number, fc.Arbitrary<T>][]) =>
  fc.oneof(...all.map(([weight, arbitrary]) => ({ weight, arbitrary })));
/** As many as are allowed are as likely as few: what is small goes wrong less. */
const some = <T,>(arbitrary: fc.Arbitrary<T>, minLength: number, maxLength: number) =>
  fc.array(arbitrary, { minLength, maxLength, size: "max" });

const add: fc.Arbitrary<Edit> = fc.record({
  edit: fc.constant("add" as const),
  form: number,
  slot: number,
  base: fc.constantFrom(0, 0, 0, 1),
  link: number,
});

const edit: fc.Arbitrary<Edit> = weighted<Edit>(
  [4, add],
  [3, fc.record({ edit: oneOf("remove", "pin", "order"), which: number })],
  [3, fc.record({ edit: fc.constant("base" as const), which: number, base: fc.nat(2) })],
  [1, fc.record({ edit: fc.constant("link" as const), which: number, link: number })],
  [5, fc.record({ edit: fc.constant("set" as const), which: number, field: number, value: fc.nat(2) })],
  [3, fc.record({ edit: fc.constant("clear" as const), which: number, field: number })],
);

/** Going back is an edit of its own: right after a failure it is what a person does. */
const edits: fc.Arbitrary<Edit[]> = weighted<Edit[]>(
  [3, some(edit, 1, 3)],
  [
    1,
    fc
      .record({ edit: fc.constant("back" as const), to: fc.constantFrom(0, 0, 0, 1, 2, 3) })
      .map((one): Edit[] => [one]),
  ],
  [1, fc.constant<Edit[]>([])],
);

const struck: fc.Arbitrary<Trouble> = fc
  .record({
    fault: fc.constantFrom(...troubles),
    nth: fc.constantFrom(1, 1, 2, 3, 4, 5, 7, 9),
    standing: fc.constantFrom(false, true, true),
    kill: fc.constantFrom(false, false, false, true),
  })
  .map(({ fault, ...rest }) => ({ ...fault, ...rest }));
const trouble = fc.option(struck, { freq: 2, nil: null });
const rarely = fc.option(struck, { freq: 3, nil: null });

const event: fc.Arbitrary<Event> = weighted<Event>(
  [4, fc.record({ event: oneOf("change", "write", "vanish", "discard"), which: number, field: number, value: number })],
  [2, fc.record({ event: fc.constant("refresh" as const), trouble: rarely })],
  [1, fc.record({ event: fc.constant("preview" as const) })],
  [2, fc.record({ event: fc.constant("wait" as const), minutes: fc.constantFrom(1, 30, 90, 1440, 10_080) })],
  [1, fc.record({ event: fc.constant("stranger" as const), form: number })],
  [1, fc.record({ event: fc.constant("destroy" as const), trouble: rarely })],
);

const first = fc.record({ edits: some(add, 2, 5), events: fc.constant<Event[]>([]), trouble });
const later = fc.record({
  edits,
  events: weighted<Event[]>([1, fc.constant<Event[]>([])], [1, some(event, 1, 2)]),
  trouble,
});

const rounds = (most: number): fc.Arbitrary<Round[]> =>
  fc.tuple(first, some(later, 2, most - 1)).map(([one, more]) => [one, ...more]);

function legs(all: Round[]): Leg[] {
  const history: Drafts[] = [[]];
  return all.map(({ edits, events, trouble }) => {
    const before = history.at(-1) as Drafts;
    const after = edits.reduce((drafts, edit) => edited(drafts, edit, history), before);
    history.push(after);
    return { program: programOf(after), events, trouble };
  });
}

export const sequences = (most: number): fc.Arbitrary<Leg[]> => rounds(most).map(legs);
