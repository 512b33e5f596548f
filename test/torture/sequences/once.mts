import { type Form, forms } from "./catalogue.mts";
import { type Program, programOf } from "./program.mts";
import type { Leg } from "./steps.mts";
import type { Trouble } from "./trouble.mts";

/** A sequence that failed once, or a suspicion. */
export interface Once {
  title: string;
  legs: readonly Leg[];
}

const leg = (program: Program, trouble: Trouble | null = null): Leg => ({ program, events: [], trouble });

const lost = (method: string, fault: string, standing = false): Trouble => ({
  fault,
  when: "after",
  method,
  nth: 1,
  standing,
  kill: false,
});

const alone = (form: Form, base: number): Program =>
  programOf([{ form: forms.indexOf(form), slot: 0, base, link: 0, fields: {} }]);

/** The change was made, nobody heard of it, and the program is again as it was: the engine sees no difference. */
const back: Once[] = forms.flatMap((form) =>
  ["400 invalid", "503"].map((fault) => ({
    title: `back after a change that took effect unheard, ${fault}: ${form.title}`,
    legs: [leg(alone(form, 0)), leg(alone(form, 1), lost("PATCH", fault, fault === "503")), leg(alone(form, 0))],
  })),
);

export const once: readonly Once[] = back;
