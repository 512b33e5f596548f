import { join } from "node:path";
import { nameOf, type StateResource } from "../../engine/deployment.mts";
import type { RunResult } from "../../engine/stack.mts";
import type { Outcome } from "../part.mts";
import { broken } from "./invariants.mts";
import { foreign, type Moment, now, outlives, placeName } from "./moment.mts";
import { errorsIn, wrongWith, wrongWithOutput } from "./said.mts";
import { held, openScene, type Place, places, pulumi, type Scene } from "./scene.mts";
import type { Age, End, Situation, Step } from "./steps.mts";
import { type Subject, subjects } from "./subjects.mts";
import { LONG_AFTER, SHORTLY_AFTER, type Template } from "./template.mts";

export async function run(template: Template, situation: Situation, age: Age): Promise<Outcome> {
  const scene = openScene(template, join(template.folder, "..", "scene"), subjects);
  scene.foreign = foreign(scene, now(scene));
  scene.gateway.clock.advance(age === "old" ? LONG_AFTER : SHORTLY_AFTER);
  const seen: string[] = [];
  for (const step of situation.steps) {
    const wrong = await taken(scene, step, age);
    if (process.env.IDENTITY_DEBUG) console.log(`${step.does}: ${wrong.join("\n")}`);
    seen.push(...wrong.map((what) => `${step.by ? `${placeName(step.by)}: ` : ""}${step.does}: ${what}`));
    // What follows would only repeat it.
    if (wrong.length > 0) break;
  }
  return { struck: true, count: seen.length > 0 ? 1 : subjects.length, wrong: seen };
}

async function taken(scene: Scene, step: Step, age: Age): Promise<string[]> {
  const before = now(scene);
  const own = step.by === undefined ? [] : current(scene, step.by);
  await step.act?.(scene);
  const result = await command(scene, step);
  const after = now(scene);
  const wrong = broken(scene, before, after, step.by);
  if (!step.by || !result) return wrong;
  wrong.push(...wrongWithOutput(result.output));
  const errors = errorsIn(result.output);
  const change: Change = { before, after, own, later: current(scene, step.by), errors };
  for (const subject of scene.subjects) wrong.push(...wrongEnd(subject, step, age, change));
  if (!justified(scene, step, age, result, [...errors.keys()])) wrong.push(`it said:\n${result.output}`);
  return wrong;
}

/** Whether it failed where it had to, and nowhere else; a command that fails says so once more in the row of the stack. */
function justified(scene: Scene, step: Step, age: Age, { code, output }: RunResult, failed: string[]): boolean {
  if (step.fails) return code !== 0 && step.fails.test(output);
  const refused = scene.subjects.filter((subject) => typeof endOf(subject, step, age) === "object");
  const names = refused.map((subject) => nameIn(subject, step));
  const known = (name: string) => names.includes(name) || (names.length > 0 && name.startsWith("test-"));
  return (code === 0) === (names.length === 0) && failed.every(known);
}

async function command(scene: Scene, { by, args, env }: Step): Promise<RunResult | undefined> {
  if (!by || !args) return undefined;
  const result = await pulumi(scene, by, typeof args === "function" ? args(scene) : [...args], env);
  if (process.env.IDENTITY_DEBUG) console.log(result.output);
  return result;
}

/** What a stack has now, if it is there at all. */
function current(scene: Scene, by: Place): StateResource[] {
  const there = places(scene).some(({ backend, stack }) => backend === by.backend && stack === by.stack);
  const all = there ? held(scene, by) : [];
  return all.filter((one) => !one.delete && one.pendingReplacement !== true);
}

interface Change {
  before: Moment;
  after: Moment;
  own: StateResource[];
  later: StateResource[];
  errors: Map<string, string>;
}

/** Ids that follow from the sample. */
const namesOf = ({ kind, sample: { args, replaced = args } }: Subject) =>
  [args, replaced].map((program) => kind.deriveId?.(program, ""));

const endOf = (subject: Subject, { ends }: Step, age: Age): End => ends?.(subject, age) ?? "kept";
const nameIn = (subject: Subject, { named }: Step) => named?.(subject) ?? subject.name;

function wrongEnd(subject: Subject, step: Step, age: Age, change: Change): string[] {
  const { own, later, errors } = change;
  const name = nameIn(subject, step);
  const end = endOf(subject, step, age);
  const [old, is] = [own, later].map(
    (all) => (all.find((one) => nameOf(one) === name) ?? all.find((one) => nameOf(one) === subject.name))?.id,
  );
  const error = errors.get(name);
  if (end === "any") return [];
  if (typeof end === "object") {
    if (error === undefined) return [`${name} was not refused: ${old} became ${is}`];
    const unlike = end.refused.test(error) ? [] : [`${name} should be refused with ${end.refused}, not ${error}`];
    return [
      ...unlike,
      ...wrongWith(
        subject,
        [old, is, ...namesOf(subject)].flatMap((id) => id?.split("/").at(-1) ?? []),
        error,
      ),
    ];
  }
  if (error !== undefined) return [`${name} should be ${end}, but: ${error}`];
  return became(name, end, change, old, is);
}

function became(
  name: string,
  end: Exclude<End, object>,
  { before, after }: Change,
  old: string | undefined,
  is: string | undefined,
): string[] {
  const [was, now] = [old && before.living.get(old), is && after.living.get(is)];
  const anew = is !== undefined && now !== undefined && now !== before.living.get(is);
  if (end === "anew") return anew ? [] : [`${name} is not a new object: ${old} became ${is}, ${was} ${now}`];
  if (end === "none" || end === "forgotten") {
    const still = end === "none" && old !== undefined && after.living.has(old) && !outlives(old);
    return is === undefined && !still ? [] : [`${name} is still there: ${is ?? old}`];
  }
  return is === old && now === was ? [] : [`${name} did not stay what it was: ${old} became ${is}, ${was} ${now}`];
}
