import fc from "fast-check";
import { createStack } from "../../engine/stack.mts";
import type { Part } from "../part.mts";
import { writeFiles } from "../samples.mts";
import { SPEED, startGateway } from "../world.mts";
import { type Once, once } from "./once.mts";
import { INDEX, pulumiDriver } from "./pulumi.mts";
import { endure } from "./run.mts";
import { type Leg, sequences } from "./steps.mts";
import { surround } from "./surroundings.mts";

const ROUNDS = 3;
const SEEDS = 1000;

type Case = Once | { seed: number };

async function work(legs: readonly Leg[]) {
  const gateway = await startGateway();
  // Somebody else's deployments must not end while weeks go by.
  gateway.settings.idleDays = 0;
  const stack = await createStack({
    program: INDEX,
    project: "torture",
    env: {
      FIREWORKS_BASE_URL: gateway.url,
      FIREWORKS_API_KEY: gateway.apiKey,
      FIREWORKS_ACCOUNT_ID: gateway.accountId,
      FIREWORKS_SPEED: String(SPEED),
    },
  });
  try {
    writeFiles(stack.dir);
    await surround(gateway);
    return await endure(pulumiDriver(stack, gateway, SPEED), legs);
  } finally {
    await stack.dispose();
    await gateway.stop();
  }
}

/** The same sequences, shorter, run by the real `pulumi`. */
export const part: Part<Case> = {
  name: "sequences on the engine",
  runs: "engine",
  short: { cases: 4, least: 4 },
  groups: ["all"],
  open: async () => ({
    cases: async () => [
      ...once.map((one) => ({ one, title: `engine: ${one.title}`, family: "once" })),
      ...[...Array(SEEDS).keys()].map((seed) => ({
        one: { seed },
        title: `engine: sequence ${String(seed).padStart(4, "0")}`,
        family: "sequences",
      })),
    ],
    run: (one) =>
      work("seed" in one ? (fc.sample(sequences(ROUNDS), { seed: one.seed, numRuns: 1 })[0] as Leg[]) : one.legs),
  }),
};
