import { flows } from "../faults/flows.mts";
import type { Part, Titled } from "../part.mts";
import { type Sample, samples, writeFiles } from "../samples.mts";
import { kindOf, newWorld } from "../world.mts";
import { attacks, type Hostile } from "./attacks.mts";
import { type Case, hostility, questionsOf, run, samplesOf, types } from "./run.mts";

function fits({ only }: Hostile, question: string): boolean {
  const list = /^GET .*\*\/[a-zA-Z]+$/.test(question);
  if (only === "lists") return list;
  if (only === "endpoints") return question.endsWith(":getUploadEndpoint");
  return only === undefined || (/^(GET|POST|PATCH) [^:]*$/.test(question) === (only === "objects") && !list);
}

function ofQuestion(sample: number, flow: string, question: string): Titled<Case>[] {
  const { type, variant } = samples[sample] as Sample;
  return Object.entries(attacks)
    .filter(([, hostile]) => fits(hostile, question))
    .map(([attack]) => ({
      one: { sample, flow, question, attack },
      title: [type, ...(variant ? [variant] : []), flow, question, attack].join(" · "),
      family: `${type} ${attack}`,
    }));
}

/** A gateway that lies: every kind, each request of its flows, every lie. */
export const part: Part<Case> = {
  name: "lies",
  runs: "handlers",
  short: { cases: 130, least: 115 },
  groups: types.flatMap((type) => samplesOf(type).map(String)),
  prepare: () => writeFiles(process.cwd()),
  open: async () => {
    const world = await newWorld();
    process.argv.push(world.engine.address);
    const hostile = await hostility(world);
    return {
      cases: async (group) => {
        const sample = samples[Number(group)] as Sample;
        const all: Titled<Case>[] = [];
        for (const { name } of flows.filter(({ has }) => has(kindOf(sample), sample)))
          for (const question of await questionsOf(hostile, sample, name))
            all.push(...ofQuestion(Number(group), name, question));
        return all;
      },
      run: (one) => run(hostile, one),
    };
  },
};
