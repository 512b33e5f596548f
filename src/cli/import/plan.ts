import type { Listed } from "../../lifecycle/list";
import { nameOf, type StateResource } from "../stack";
import { type Described, describe, type Home } from "./describe";
import { logicalNames } from "./names";
import { each } from "./pool";
import type { Progress } from "./progress";

/** An object with the logical name that it gets, or has. */
interface Named extends Listed {
  logical: string;
}

export interface Plan {
  /** What the program is to declare. */
  declared: Named[];
  /** What state has already, and the program with it. */
  known: { name: string; reason: string }[];
}

/** Resources of the stack's state by id. */
export type Held = ReadonlyMap<string, StateResource>;

/**
 * What is new, and of what is in state that which an import was cut off over: state has it, and the program that was to
 * declare it was never finished.
 */
export function planOf(
  objects: readonly Listed[],
  state: readonly StateResource[],
  leftOver: string | undefined,
): Plan {
  const held = heldIn(state);
  const fresh = objects.filter(({ name }) => !held.has(name));
  const names = logicalNames(fresh, new Set(state.map(nameOf)));
  const declared: Named[] = fresh.map((one) => ({ ...one, logical: names.get(one.name) as string }));
  const known: Plan["known"] = [];
  for (const one of objects) {
    const holder = held.get(one.name);
    if (!holder) continue;
    const logical = nameOf(holder);
    if (leftOver !== undefined && declares(leftOver, logical)) declared.push({ ...one, logical });
    else known.push({ name: one.name, reason: `is ${logical} in the stack's state already` });
  }
  return { declared, known };
}

export const heldIn = (state: readonly StateResource[]): Held =>
  new Map(state.flatMap((one) => (one.id !== undefined && !one.external ? [[one.id, one]] : [])));

/** As the generators write it. */
const declares = (program: string, logical: string) =>
  program.includes(`"${logical}",`) || program.split("\n").includes(`  ${logical}:`);

export interface Outcome {
  described: Described[];
  failed: { name: string; reason: string }[];
}

/** One that cannot be declared does not keep the others from it. */
export async function describeAll(home: Home, all: readonly Named[], shown: Progress): Promise<Outcome> {
  const outcome: Outcome = { described: [], failed: [] };
  let done = 0;
  await each(byName(all), async ({ kind, name, logical }) => {
    try {
      outcome.described.push(await describe(home, kind, name, logical));
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      outcome.failed.push({ name, reason: words.replace(`${name} `, "") });
    }
    done += 1;
    shown.at("Reading objects:", done, all.length);
  });
  return { described: byName(outcome.described), failed: byName(outcome.failed) };
}

const byName = <T extends { name: string }>(all: readonly T[]): T[] =>
  [...all].sort((a, b) => (a.name < b.name ? -1 : 1));
