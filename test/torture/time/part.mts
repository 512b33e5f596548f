import { destroy, newLife } from "../life.mts";
import type { Outcome, Part } from "../part.mts";
import { kinds } from "../provider.mts";
import { type Sample, samples, writeFiles } from "../samples.mts";
import { kindOf, newWorld, surround, type World } from "../world.mts";
import { type Case, casesOf, situationOf } from "./cases.mts";
import type { Scene } from "./situations.mts";

async function run(world: World, one: Case): Promise<Outcome> {
  const sample = samples[one.sample] as Sample;
  await surround(world, sample);
  for (const [key, value] of Object.entries({ FIREWORKS_DIRECT_UPLOAD_LIMIT: "", ...sample.env }))
    process.env[key] = value;
  const { gateway, engine } = world;
  const life = newLife(kindOf(sample), "thing", gateway, engine);
  const wrong: string[] = [];
  const scene: Scene = {
    life,
    sample,
    gateway,
    said: engine.said,
    wrong,
    expect: (what, held) => void (held || wrong.push(what)),
    whileWaiting: (...acts) => {
      const left = [...acts];
      engine.onSaid = (message) => {
        if (/\(\d+(s|m\d\ds|h\d\dm) of \w+\)(: |$)/.test(message)) left.shift()?.();
      };
    },
  };
  const struck = await situationOf(one).act(scene);
  delete engine.onSaid;
  life.options = {};
  if (wrong.length === 0) await destroy(life);
  return { struck, wrong };
}

/** Waits, their limits, and clocks that are wrong: every kind. */
export const part: Part<Case> = {
  name: "waits",
  runs: "handlers",
  short: { cases: 60, least: 30 },
  groups: kinds.flatMap(({ type }) => [...samples.keys()].filter((at) => samples[at]?.type === type).map(String)),
  prepare: () => writeFiles(process.cwd()),
  open: async () => {
    const world = await newWorld();
    process.argv.push(world.engine.address);
    return { cases: async (group) => casesOf(Number(group)), run: (one) => run(world, one) };
  },
};
