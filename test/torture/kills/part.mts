import type { Part } from "../part.mts";
import { type Case, casesFrom, family, title } from "./cases.mts";
import { type Looks, run } from "./run.mts";
import { beginnings, sceneOf } from "./scenes.mts";
import { dispose, newSite, prepare } from "./site.mts";

/** A command costs seconds: in a short run some cases are looked at less closely once they are as they should be. */
function looks(nth: number): Looks {
  const all = process.env.PULUMI_FIREWORKS_TORTURE !== "short";
  return { calm: all || nth % 4 === 0, destroyed: all || nth % 8 === 0 };
}

/** The real engine, killed at each request of a few programs and at random times, and what everybody does then: cancel, and again. */
export const part: Part<Case> = {
  name: "kills",
  runs: "engine",
  // Those at random times come too late where finding them took longer.
  short: { cases: 28, least: 24 },
  groups: beginnings().map(({ name }) => name),
  prepare,
  open: async () => {
    const site = await newSite();
    let done = 0;
    return {
      cases: async (group) => {
        const cases = await casesFrom(site, sceneOf(group));
        return cases.map((one) => ({ one, title: title(one), family: family(one) }));
      },
      run: (one) => run(site, one, looks(done++)),
      close: () => dispose(site),
    };
  },
};
