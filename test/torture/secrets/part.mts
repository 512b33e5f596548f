import type { Part } from "../part.mts";
import { allSown } from "./plant.mts";
import { run } from "./run.mts";
import { type Script, scripts } from "./scripts.mts";

interface Case {
  script: number;
}

/** Secrets of every kind, and every place where Pulumi, the provider or the emulator says or keeps something. */
export const part: Part<Case> = {
  name: "places without secrets",
  runs: "engine",
  short: { cases: 3, least: 250 },
  groups: ["scripts"],
  prepare: allSown,
  open: async () => ({
    cases: async () => scripts.map(({ title, family }, script) => ({ one: { script }, title, family })),
    run: async ({ script }) => run(scripts[script] as Script),
  }),
};
