import { join } from "node:path";
import type { Part } from "../part.mts";
import { run } from "./run.mts";
import { situations } from "./situations.mts";
import type { Age } from "./steps.mts";
import { makeTemplate, type Template } from "./template.mts";

interface Case {
  situation: string;
  age: Age;
}

const found = (title: string) => situations.filter((one) => one.title === title);

/** Every kind at once, with pinned and derived ids, in every situation in which names, states and objects part ways. */
export const part: Part<Case> = {
  name: "identities",
  runs: "engine",
  short: { cases: 4, least: 4 * 19 },
  groups: situations.map(({ title }) => title),
  open: async () => {
    let template: Promise<Template> | undefined;
    const folder = join(process.cwd(), `identity-${process.pid}-${Math.random().toString(36).slice(2)}`);
    return {
      cases: async (group) =>
        found(group).flatMap(({ title, ages = ["young", "old"], always }) =>
          ages.map((age) => ({
            one: { situation: title, age },
            title: `${title} · ${age}`,
            // A short run takes the first of each family.
            family: age === always ? title : "the rest",
          })),
        ),
      run: async ({ situation, age }) => {
        template ??= makeTemplate(join(folder, "template"));
        const [one] = found(situation);
        if (!one) throw new Error(`there is no situation ${situation}`);
        return run(await template, one, age);
      },
    };
  },
};
