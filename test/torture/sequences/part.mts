import fc from "fast-check";
import type { Outcome, Part } from "../part.mts";
import { writeFiles } from "../samples.mts";
import { newWorld } from "../world.mts";
import { handlersDriver } from "./handlers.mts";
import { type Once, once } from "./once.mts";
import { endure } from "./run.mts";
import { type Leg, sequences } from "./steps.mts";
import { surround } from "./surroundings.mts";

const ROUNDS = 5;
const SEEDS = 10_000;

type Case = Once | { seed: number };

/** What failed once comes first; its family is its own, so that every short run has all of it. */
const cases = [
  ...once.map((one) => ({ one, title: one.title, family: one.title })),
  ...[...Array(SEEDS).keys()].map((seed) => ({
    one: { seed },
    title: `sequence ${String(seed).padStart(4, "0")}`,
    family: "sequences",
  })),
];

/** Programs that grow, shrink and change, with drift and faults in between. */
export const part: Part<Case> = {
  name: "sequences",
  runs: "handlers",
  short: { cases: 80 + once.length, least: 80 + once.length },
  groups: ["all"],
  prepare: () => writeFiles(process.cwd()),
  open: async () => {
    const world = await newWorld();
    // The provider finds the engine by the last argument of its process.
    process.argv.push(world.engine.address);
    // Somebody else's deployments must not end while weeks go by.
    world.gateway.settings.idleDays = 0;
    await surround(world.gateway);
    const prepared = world.gateway.snapshot();
    const work = (legs: readonly Leg[]) => {
      world.gateway.restore(prepared);
      world.gateway.faults.clear();
      world.engine.said.length = 0;
      return endure(handlersDriver(world), legs);
    };
    return {
      cases: async () => cases,
      run: (one) => ("seed" in one ? shrunk(one.seed, work) : work(one.legs)),
    };
  },
};

const PATIENCE_MS = 120_000;

/** What fails is made as short as it can be, so that a person can read it. */
async function shrunk(seed: number, work: (legs: Leg[]) => Promise<Outcome>): Promise<Outcome> {
  let last: Outcome | undefined;
  const property = fc.asyncProperty(sequences(ROUNDS), async (legs) => {
    const outcome = await work(legs).catch(({ stack, message }: Error) => ({
      struck: true,
      wrong: [stack ?? message],
    }));
    if (last === undefined || outcome.wrong.length > 0) last = outcome;
    return outcome.wrong.length === 0;
  });
  await fc.check(property, { seed, numRuns: 1, interruptAfterTimeLimit: PATIENCE_MS });
  return last ?? { struck: true, wrong: [`it took longer than ${PATIENCE_MS / 1000} s`] };
}
