import type { Part } from "../part.mts";
import { kinds } from "../provider.mts";
import { type Sample, samples, writeFiles } from "../samples.mts";
import { newWorld } from "../world.mts";
import { type Case, casesOf, title } from "./cases.mts";
import { run } from "./run.mts";

/** Every kind, every request of each of its flows, every fault. */
export const part: Part<Case> = {
  name: "faults",
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
      run: (one) => run(world, samples, one),
    };
  },
};
