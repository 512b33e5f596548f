import { dirname } from "node:path";
import type { Answer } from "../answer";
import { type Configuration, configuration, gatewayBy } from "../gateway";
import type { Common } from "../options";
import { type Progress, progress } from "../progress";
import { projectFile, projectName } from "../project";
import { printed } from "../run";
import { type StateResource, stackName, stateOf } from "../stack";
import { type Described, type Home, urnOf } from "./describe";
import { describeAll, heldIn, planOf } from "./plan";
import { type Program, programOf } from "./program";
import { answerOf, type Report, textOf } from "./report";
import { checkWish, select } from "./select";
import { importIntoState } from "./state";
import { takenNames } from "./taken";
import { finish, leftOver, shownUnfinished, type Target, targetOf, writeUnfinished } from "./target";

export interface ImportOptions {
  all?: true;
  kind?: string[];
  filter?: string;
  language?: string;
  out?: string;
  protect: boolean;
  dryRun?: true;
  again?: true;
}

export async function run(options: ImportOptions & Common, names: readonly string[]): Promise<Answer> {
  const wish = { ...options, names };
  checkWish(wish);
  const target = targetOf(options);
  const left = leftOver(target);
  const shown = progress();
  try {
    const { home, state, settings } = await beginning(options, shown);
    const selected = await select(home.client, home.account, wish, shown.at);
    const plan = planOf(selected.objects, {
      state,
      leftOver: left,
      taken: target.language === "yaml" ? takenNames(rootOf(options), home.stack, settings) : new Set(),
      again: options.again === true,
    });
    const found = await describeAll(home, plan.declared, shown);
    const program = await programOf(home, found.described, target, options.protect);
    const { described } = program;
    const held = heldIn(state);
    const fresh = described.filter(({ name }) => !held.has(name));
    if (!options.dryRun) await carryOut({ options, target, program, fresh, shown });
    const report: Report = {
      stack: home.stack,
      account: home.account,
      dryRun: options.dryRun === true,
      target,
      protect: options.protect,
      program: program.text,
      fresh: fresh.length,
      imported: described.map(({ kind, logical, name }) => ({
        type: kind.type,
        name: logical,
        urn: urnOf(home, kind, logical),
        id: name,
      })),
      skipped: [...plan.known, ...selected.passed].map(withId),
      failed: [...selected.failed, ...found.failed, ...program.failed].map(withId),
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

const rootOf = ({ cwd }: Common) => dirname(projectFile(cwd) ?? cwd);

interface Beginning {
  home: Home;
  state: StateResource[];
  settings: Configuration;
}

async function beginning(options: Common, shown: Progress): Promise<Beginning> {
  const project = await projectName(options.cwd);
  shown.at("Reading the stack");
  const [settings, stack, { resources }] = await Promise.all([
    configuration(options),
    stackName(options),
    stateOf(options),
  ]);
  const { client, account } = await gatewayBy(settings, shown);
  return { home: { client, account, project, stack }, state: resources, settings };
}

interface Work {
  options: ImportOptions & Common;
  target: Target;
  program: Program;
  fresh: readonly Described[];
  shown: Progress;
}

/** The program first: who has resources in state without it would have them deleted. */
async function carryOut({ options, target, program: { text, described }, fresh, shown }: Work): Promise<void> {
  if (described.length === 0) return;
  writeUnfinished(
    target,
    text,
    described.map(({ name }) => name),
  );
  if (target.file === undefined && !options.json) await printed(text.trimEnd());
  if (fresh.length > 0) {
    shown.at(`Writing ${fresh.length} resources into the stack's state`);
    try {
      await importIntoState(options, fresh, options.protect);
    } catch (error) {
      throw target.file === undefined ? error : new Error(`${wordsOf(error)}\n${taking(target)}`);
    }
  }
  finish(target, text);
}

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

const taking = (target: Target) =>
  `The program is ${shownUnfinished(target)} so far: the same command again takes it up.`;
