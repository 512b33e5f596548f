import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { type Answer, WrongUse } from "../answer";
import { gateway } from "../gateway";
import type { Common } from "../options";
import { projectFile } from "../project";
import { type StateResource, stackName, stateOf } from "../stack";
import { type Described, type Home, urnOf } from "./describe";
import { describeAll, heldIn, planOf } from "./plan";
import { type Progress, progress } from "./progress";
import { declarations } from "./references";
import { answerOf, type Report, textOf } from "./report";
import { checkWish, select } from "./select";
import { importIntoState } from "./state";
import { finish, leftOver, type Target, targetOf, writeUnfinished } from "./target";
import { typescript } from "./typescript";
import { yaml } from "./yaml";

export interface ImportOptions {
  all?: true;
  kind?: string[];
  filter?: string;
  language?: string;
  out?: string;
  protect: boolean;
  dryRun?: true;
}

export async function run(options: ImportOptions & Common, names: readonly string[]): Promise<Answer> {
  const wish = { ...options, names };
  checkWish(wish);
  const target = targetOf(options);
  const shown = progress();
  try {
    const { home, state } = await beginning(options, shown);
    const selected = await select(home.client, home.account, wish, ({ collection }) =>
      shown.at(`Listing ${collection}`),
    );
    const plan = planOf(selected.objects, state, leftOver(target));
    const { described, failed } = await describeAll(home, plan.declared, shown);
    const program = programOf(home, described, target, options.protect);
    const held = heldIn(state);
    const fresh = described.filter(({ name }) => !held.has(name));
    if (!options.dryRun) await carryOut({ options, target, program, described, fresh, shown });
    const report: Report = {
      stack: home.stack,
      account: home.account,
      dryRun: options.dryRun === true,
      target,
      protect: options.protect,
      program,
      imported: described.map(({ kind, logical, name }) => ({
        type: kind.type,
        name: logical,
        urn: urnOf(home, kind, logical),
        id: name,
      })),
      skipped: [...plan.known, ...selected.passed].map(withId),
      failed: failed.map(withId),
      warnings: described.flatMap(({ warnings }) => warnings),
    };
    shown.end();
    if (target.file === undefined && !options.json) process.stderr.write(`${textOf(report)}\n`);
    return answerOf(report);
  } finally {
    shown.end();
  }
}

const withId = ({ name, reason }: { name: string; reason: string }) => ({ id: name, reason });

async function beginning(options: Common, shown: Progress): Promise<{ home: Home; state: StateResource[] }> {
  const file = projectFile(options.cwd);
  if (file === undefined)
    throw new WrongUse("There is no Pulumi.yaml here: run it in the project's folder, or name that with -C.");
  const { name: project } = parse(readFileSync(file, "utf8")) as { name: string };
  shown.at("Reading the stack");
  const [{ client, account }, stack, { resources }] = await Promise.all([
    gateway(options),
    stackName(options),
    stateOf(options),
  ]);
  return { home: { client, account, project, stack }, state: resources };
}

function programOf(home: Home, described: readonly Described[], { language }: Target, protect: boolean): string {
  const head = [
    `Made by \`pulumi-fireworks import\` of what ${home.account} holds.`,
    "Pinned ids are those of the living objects: changing one replaces its object.",
  ];
  const all = declarations(described);
  return language === "yaml" ? yaml(all, head, protect) : typescript(all, head, protect);
}

interface Work {
  options: ImportOptions & Common;
  target: Target;
  program: string;
  described: readonly Described[];
  fresh: readonly Described[];
  shown: Progress;
}

/** The program first: who has resources in state without it would have them deleted. */
async function carryOut({ options, target, program, described, fresh, shown }: Work): Promise<void> {
  if (described.length === 0) return;
  writeUnfinished(target, program);
  if (fresh.length > 0) {
    shown.at(`Writing ${fresh.length} resources into the stack's state`);
    await importIntoState(options, fresh, options.protect);
  }
  finish(target);
}
