import { lastSegment } from "../../lifecycle/identity";
import { type Update, updatesSince } from "../stack";
import type { Site } from "./find";
import type { Marked } from "./marked";
import type { States } from "./states";

/** By how much the clocks of the gateway and of those who run Pulumi may disagree, in milliseconds. */
const SLACK = 5 * 60_000;

export const madeAt = ({ object }: Pick<Marked, "object">): number => Date.parse(String(object.createTime));

/** Why the stack that a mark names did perhaps not make the object; undefined where its history says that it can have. */
export type Doubt = (one: Marked) => Promise<string | undefined>;

/**
 * A mark says a stack's name alone: one of another backend may bear the same, whose live objects are nobody's here.
 * What this stack made it made during an update of its own.
 */
export function doubtBy({ common }: Site, { stacks }: States, all: readonly Marked[]): Doubt {
  const histories = new Map<string, Promise<Update[]>>();
  const historyOf = (stack: string, maker: string) => {
    const moments = all
      .filter((one) => one.maker.stack === maker)
      .map(madeAt)
      .filter(Number.isFinite);
    const known = histories.get(stack) ?? updatesSince({ ...common, stack }, Math.min(...moments) - SLACK);
    histories.set(stack, known);
    return known;
  };
  return async (one) => {
    const { stack: maker } = one.maker;
    const stack = stacks.find(({ name }) => lastSegment(name) === maker);
    if (stack === undefined)
      return `there is no stack ${maker} here: it was removed or renamed, or is another backend's`;
    const made = madeAt(one);
    try {
      const updates = await historyOf(stack.name, maker);
      if (updates.some(({ from, to }) => from - SLACK <= made && made <= to + SLACK)) return undefined;
    } catch (error) {
      return `the history of stack ${maker} cannot be read: ${(error as Error).message}`;
    }
    return `no finished update of stack ${maker} ran when it was made: it is of a killed run, or of another backend's stack of that name`;
  };
}
