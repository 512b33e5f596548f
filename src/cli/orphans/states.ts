import { accountOf } from "../../lifecycle/identity";
import { markFor } from "../../lifecycle/mark";
import type { Common } from "../options";
import { kindOf, type State, stacksOf, stateOf } from "../stack";

/** What the stacks of a project hold together. */
export interface States {
  stacks: { name: string; problem?: string }[];
  /** Full names of all that some state has. */
  held: ReadonlySet<string>;
  /** Marks of creations that a run has begun and not ended, with their stack. */
  pending: ReadonlyMap<string, string>;
  /** `accounts/a`: all that hold something of the stacks. */
  accounts: ReadonlySet<string>;
}

/** So many processes at once. */
const ABREAST = 4;

export async function statesOf(common: Common): Promise<States> {
  const names = await stacksOf(common);
  const read: { name: string; state?: State; problem?: string }[] = [];
  for (let at = 0; at < names.length; at += ABREAST)
    read.push(...(await Promise.all(names.slice(at, at + ABREAST).map((name) => one({ ...common, stack: name })))));
  const states = read.flatMap(({ state, name }) => (state ? [{ name, ...state }] : []));
  return {
    stacks: read.map(({ name, problem }) => ({ name, ...(problem ? { problem } : {}) })),
    held: new Set(states.flatMap(({ resources }) => resources.flatMap(({ id }) => id ?? []))),
    accounts: new Set(states.flatMap(({ resources }) => resources.filter(kindOf).map(({ id = "" }) => accountOf(id)))),
    pending: new Map(
      states.flatMap(({ name, pending }) =>
        pending.filter(({ type }) => type === "creating").map(({ resource }) => [markFor(resource.urn), name]),
      ),
    ),
  };
}

async function one(common: Common & { stack: string }): Promise<{ name: string; state?: State; problem?: string }> {
  const name = common.stack;
  try {
    return { name, state: await stateOf(common) };
  } catch (error) {
    return { name, problem: (error as Error).message };
  }
}
