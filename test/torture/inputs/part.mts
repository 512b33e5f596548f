import type { Outcome, Part } from "../part.mts";
import { type Kind, kinds } from "../provider.mts";
import { writeFiles } from "../samples.mts";
import { families } from "./programs.mts";
import { startRecorder } from "./recorder.mts";
import { type Bench, tryPrograms } from "./run.mts";
import { actions } from "./state.mts";

interface Case {
  type: string;
  family: string;
  seed: number;
}

/** How many cases there are of each family and kind. */
const SEEDS = 60;

const run = (bench: Bench, { family, seed }: Case): Promise<Outcome> =>
  family in families ? tryPrograms(bench, family, seed) : (actions[family] as (typeof actions)[string])(bench, seed);

/** Hostile programs and hostile state, for every kind. */
export const part: Part<Case> = {
  name: "inputs",
  runs: "handlers",
  short: { cases: 96, least: 6_500 },
  groups: kinds.map(({ type }) => type),
  prepare: () => writeFiles(process.cwd()),
  open: async () => {
    const recorder = await startRecorder();
    // Nobody waits here for anything.
    process.env.FIREWORKS_SPEED = "1000";
    return {
      cases: async (type) =>
        [...Object.keys(families), ...Object.keys(actions)].flatMap((family) =>
          Array.from({ length: SEEDS }, (_, seed) => ({
            one: { type, family, seed },
            title: `${type} · ${family} · ${seed}`,
            family: `${type} ${family}`,
          })),
        ),
      run: (one) => run({ kind: kinds.find(({ type }) => type === one.type) as Kind, recorder }, one),
    };
  },
};
