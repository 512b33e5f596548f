import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Outcome, Part } from "../part.mts";
import { kinds } from "../provider.mts";
import { type Sample, samples, writeFiles } from "../samples.mts";
import { newWorld } from "../world.mts";
import { type Case, casesOf, title } from "./cases.mts";
import { limitOf } from "./limits.mts";
import { run } from "./run.mts";

/** Requests are given up after a second: a thread that was held up for long has given up some by itself. */
const HELD_UP_MS = 250;

/** On a busy machine a case that was not survived is worth another look. */
async function undisturbed(work: () => Promise<Outcome>): Promise<Outcome> {
  const stalls = monitorEventLoopDelay({ resolution: 10 });
  stalls.enable();
  let outcome = await work();
  for (let again = 0; again < 4 && outcome.wrong.length > 0 && stalls.max / 1e6 > HELD_UP_MS; again++) {
    stalls.reset();
    outcome = await work();
  }
  stalls.disable();
  return outcome;
}

/** Every kind, every request of each of its flows, every fault. */
export const part: Part<Case> = {
  name: "faults",
  runs: "handlers",
  short: { cases: 520, least: 500 },
  groups: kinds.flatMap(({ type }) => {
    const own = [...samples.keys()].filter((index) => samples[index]?.type === type);
    if (own.length === 0) throw new Error(`test/torture/samples.mts has no sample of the kind ${type}`);
    return own.map(String);
  }),
  prepare: () => writeFiles(process.cwd()),
  open: async () => {
    const world = await newWorld();
    // The provider finds the engine by the last argument of its process.
    process.argv.push(world.engine.address);
    return {
      cases: async (group) => {
        const index = Number(group);
        const cases = await casesOf(world, samples[index] as Sample, index);
        return cases.map((one) => ({ one, title: title(samples, one), family: `${group} ${one.flow}` }));
      },
      run: async (one) => {
        const outcome = await undisturbed(() => run(world, samples, one));
        const limit = limitOf(one);
        return limit === undefined ? outcome : { ...outcome, limit };
      },
    };
  },
};
