import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import type { Outcome } from "../part.mts";
import { type Handler, handler, type Json, type Kind, memory, newMemory, obey } from "../provider.mts";
import { polluted, strange, wrongWithFailures } from "./judge.mts";
import { families, valid } from "./programs.mts";
import type { Recorder } from "./recorder.mts";
import { value } from "./values.mts";

/** How many inputs a case tries; fewer of those that are as large as can be. */
export const BATCH = 100;
const BATCH_OF_LARGE = 20;

/** Milliseconds of a processor for one call; more for what is as large as can be. */
const LONGEST = 1_000;
const LONGEST_OF_LARGE = 5_000;

export interface Bench {
  kind: Kind;
  recorder: Recorder;
}

export const hidden = (kind: Kind): Json => ({
  urn: `urn:pulumi:dev::torture::pulumi-nodejs:dynamic/fireworks:${kind.type}::thing`,
  dryRun: false,
});

/** A handler at the beginning of an operation of the engine. */
export function started({ kind, recorder }: Bench): Handler {
  Object.assign(memory, newMemory());
  const own = handler(kind);
  const config: Json = { baseUrl: recorder.url, apiKey: "fw_planted", accountId: "a" };
  void own.configure({ config: { get: (key) => config[key.replace("fireworks:", "")] as string | undefined } });
  return own;
}

/** What an answer was, and what was wrong with it. */
interface Tried<T> {
  answer?: T;
  wrong: string[];
}

/** Calls that must never throw. */
async function within<T>(name: string, limit: number, work: () => Promise<T>): Promise<Tried<T>> {
  const before = process.threadCpuUsage();
  try {
    const answer = await work();
    const { user, system } = process.threadCpuUsage(before);
    const took = (user + system) / 1000;
    const late = took > limit ? [`${name} took ${Math.round(took)} ms`] : [];
    // Of what is refused the engine reads the failures alone.
    const found = isRefused(answer) ? strange(answer.failures) : strange(answer);
    return { answer, wrong: [...late, ...(found ? [`${name} answers what the engine cannot take: ${found}`] : [])] };
  } catch (error) {
    return { wrong: [`${name} throws ${String((error as Error).stack ?? error).slice(0, 400)}`] };
  }
}

const isRefused = (answer: unknown): answer is { failures: unknown[] } =>
  ((answer as { failures?: unknown[] }).failures ?? []).length > 0;

/** The same inputs for the same seed. */
export async function tryPrograms(bench: Bench, family: string, seed: number): Promise<Outcome> {
  const { programs, fits } = families[family] as (typeof families)[string];
  const olds = fc.oneof(fc.constant({}), fc.constant({}), fc.constantFrom(...valid(bench.kind)), value);
  const tried = fc.sample(fc.tuple(programs(bench.kind), olds), {
    numRuns: family === "large" ? BATCH_OF_LARGE : BATCH,
    seed,
  });
  const wrong: string[] = [];
  for (const [args, old] of tried) {
    const before = await checked(bench, fits && typeof old !== "object" ? {} : old);
    const found = await tryProgram(bench, args, before, fits, family === "large" ? LONGEST_OF_LARGE : LONGEST);
    wrong.push(...found.map((what) => `${what}\n    args: ${shown(args)}\n    olds: ${shown(before)}`));
  }
  return { struck: true, count: tried.length, wrong: [...wrong, ...polluted()].slice(0, 5) };
}

/** What state has of a valid program; whatever else was given is nonsense of another provider's. */
async function checked(bench: Bench, old: unknown): Promise<Json> {
  if (typeof old !== "object" || old === null || Array.isArray(old)) return { displayName: old };
  const { inputs, failures } = await started(bench).check({}, { ...old, __pulumi: hidden(bench.kind) });
  return failures.length === 0 ? inputs : (old as Json);
}

const shown = (args: unknown) => {
  try {
    return JSON.stringify(args)?.slice(0, 600);
  } catch {
    return "(too deep to be shown)";
  }
};

async function tryProgram(bench: Bench, args: Json, olds: Json, fits: boolean, limit: number): Promise<string[]> {
  const { kind, recorder } = bench;
  const own = started(bench);
  recorder.asked.length = 0;
  const first = await within("check", limit, () => own.check(olds, { ...args, __pulumi: hidden(kind) }));
  const { inputs, failures } = first.answer ?? { inputs: {}, failures: [] };
  const wrong = [...first.wrong, ...wrongWithFailures(failures)];
  // A rule over several arguments may forbid what the declaration of each allows.
  if (fits && failures.length > 0 && obey(kind, args).length === 0 && Object.keys(olds).length === 0)
    wrong.push(
      `what fits is refused: ${failures
        .map(({ reason }) => reason)
        .join("; ")
        .slice(0, 500)}`,
    );
  const id = `accounts/a/${kind.parent ? "users/x/" : ""}${kind.collection}/made`;
  const then = await within("diff", limit, () => own.diff(id, { ...olds, name: id }, inputs));
  wrong.push(...then.wrong);
  if (failures.length === 0 && wrong.length === 0) wrong.push(...(await settled(bench, inputs, limit)));
  if (recorder.asked.length > 0) wrong.push(`requests were sent: ${recorder.asked.join(", ")}`);
  return wrong;
}

/** What was checked once is what it is: neither another check nor a diff finds something to do. */
async function settled(bench: Bench, inputs: Json, limit: number): Promise<string[]> {
  const own = started(bench);
  const again = await within("the second check", limit, () =>
    own.check(inputs, { ...inputs, __pulumi: hidden(bench.kind) }),
  );
  const wrong = [...again.wrong, ...wrongWithFailures(again.answer?.failures)];
  for (const { reason } of again.answer?.failures ?? []) wrong.push(`what was checked is refused: ${reason}`);
  const after = again.answer?.inputs;
  if (!isDeepStrictEqual(inputs, after)) wrong.push(`what was checked changes: ${shown(inputs)} into ${shown(after)}`);
  const id = String(inputs.name ?? `${String(inputs.mark)}x`);
  const then = await within("diff", limit, () => own.diff(id, { ...inputs, name: id }, inputs));
  if ((then.answer?.replaces ?? []).length > 0) wrong.push(`nothing changed, and yet: ${shown(then.answer)}`);
  return [...wrong, ...then.wrong];
}
