import { isNameOf } from "../../lifecycle/identity";
import type { Listed } from "../../lifecycle/list";
import { kinds } from "../../resources";
import type { Progress } from "../progress";
import { nameOf, type StateResource } from "../stack";
import { type Described, describe, type Home } from "./describe";
import { logicalNames } from "./names";
import { each } from "./pool";

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

export interface Before {
  state: readonly StateResource[];
  /** Ids that the program of an import that was cut off declares. */
  leftOver: ReadonlySet<string>;
  /** Names that are no longer free, besides those in state. */
  taken: ReadonlySet<string>;
  /** Whether what state has already is declared too. */
  again: boolean;
}

/**
 * What is new; and of what is in state all that an import was cut off over, whatever is asked for now: state has it, and
 * the program that was to declare it was never finished.
 */
export function planOf(objects: readonly Listed[], { state, leftOver, taken, again }: Before): Plan {
  const held = heldIn(state);
  const asked = new Set(objects.map(({ name }) => name));
  const left = [...leftOver].filter((name) => held.has(name) && !asked.has(name)).flatMap((name) => listedBy(name));
  const fresh = objects.filter(({ name }) => !held.has(name));
  const names = logicalNames(fresh, new Set([...state.map(nameOf), ...taken]));
  const declared: Named[] = fresh.map((one) => ({ ...one, logical: names.get(one.name) as string }));
  const known: Plan["known"] = [];
  for (const one of [...objects, ...left]) {
    const holder = held.get(one.name);
    if (!holder) continue;
    const logical = nameOf(holder);
    if (again || leftOver.has(one.name)) declared.push({ ...one, logical });
    else known.push({ name: one.name, reason: `is ${logical} in the stack's state already` });
  }
  return { declared, known };
}

function listedBy(name: string): Listed[] {
  const kind = kinds.find((one) => isNameOf(one, name));
  return kind ? [{ kind, name, object: {} }] : [];
}

export const heldIn = (state: readonly StateResource[]): Held =>
  new Map(state.flatMap((one) => (one.id !== undefined && !one.external ? [[one.id, one]] : [])));

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
