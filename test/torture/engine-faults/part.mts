import { flows } from "../faults/flows.mts";
import type { Part } from "../part.mts";
import { run } from "./run.mts";
import { newSite } from "./site.mts";
import { type Row, rowsOf } from "./strikes.mts";

/** Of all flows together this row has all sorts but an outage and expired addresses, which only some kinds can meet. */
const EARLY = 1;

/** Every kind in one stack of the real engine: each flow of each, each sort of fault. */
export const part: Part<Row> = {
  name: "faults on the engine",
  runs: "engine",
  short: { cases: flows.length, least: 50 },
  groups: flows.map(({ name }) => name),
  open: async () => {
    const site = await newSite();
    return {
      cases: async (flow) =>
        rowsOf(flow).map((one) => ({
          one,
          title: `${flow} · row ${one.row + 1}`,
          family: flow,
          early: one.row === EARLY,
        })),
      run: (one) => run(site, one),
      close: async () => {
        await site.stack.dispose();
        await site.gateway.stop();
      },
    };
  },
};
