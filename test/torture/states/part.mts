import { cpSync } from "node:fs";
import { join } from "node:path";
import type { Part } from "../part.mts";
import { newWorld } from "../world.mts";
import { type Case, run, storiesOf } from "./engine.mts";
import { CHAPTERS, FIXTURES, versions } from "./fixture.mts";
import { cases, run as runShaped, type Case as Shaped } from "./shapes.mts";

/** Every version's state, on the real engine. Each resource of a fixture counts. */
export const states: Part<Case> = {
  name: "old states",
  runs: "engine",
  short: { cases: 3, least: 75 },
  groups: versions(),
  open: async () => ({
    cases: async (version) =>
      CHAPTERS.flatMap((chapter) =>
        storiesOf(chapter).map((story) => ({
          one: { version, chapter, story },
          title: `${version} · ${chapter} · ${story}`,
          family: `${version} ${chapter}`,
        })),
      ),
    run,
  }),
};

/** The same state as an earlier version might have written it, on the handlers. */
export const shapes: Part<Shaped> = {
  name: "older shapes",
  runs: "handlers",
  short: { cases: 100, least: 95 },
  groups: versions(),
  prepare: () => {
    for (const version of versions()) cpSync(join(FIXTURES, version, "files"), process.cwd(), { recursive: true });
  },
  open: async () => {
    const world = await newWorld();
    process.argv.push(world.engine.address);
    return { cases, run: (one) => runShaped(world, one) };
  },
};
