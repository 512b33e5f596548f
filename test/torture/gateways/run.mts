import { flowOf } from "../faults/cases.mts";
import { act, begin } from "../faults/flows.mts";
import { differences } from "../faults/judge.mts";
import { failure } from "../faults/run.mts";
import { polluted, strange, wrongWithText } from "../inputs/judge.mts";
import { type Life, newLife, refresh } from "../life.mts";
import type { Outcome } from "../part.mts";
import { plantedIn, plantedOn } from "../planted.mts";
import { type Json, kinds } from "../provider.mts";
import { type Sample, samples } from "../samples.mts";
import { told } from "../scan.mts";
import { kindOf, objects, surround, type World } from "../world.mts";
import { attacks } from "./attacks.mts";
import { type Between, startProxy } from "./proxy.mts";

export interface Case {
  sample: number;
  flow: string;
  question: string;
  attack: string;
}

/** A world whose gateway is asked through the proxy. */
export interface Hostility {
  world: World;
  proxy: Between;
}

/** In seconds of the gateway's time: what never ends is not waited for for hours. */
const LIMITS = { create: 60, update: 60, delete: 60 };

/** Real milliseconds, however many requests are sent again: those of an hour of the gateway's, and for a busy machine more. */
const LONGEST = 90_000;

/** Bytes by which a command may grow. */
const MOST = 128 * 1024 * 1024;

export async function hostility(world: World): Promise<Hostility> {
  const proxy = await startProxy(world.gateway.url);
  return { world: { ...world, gateway: { ...world.gateway, url: proxy.own } }, proxy };
}

async function begun({ world }: Hostility, sample: Sample, name: string): Promise<Life> {
  await surround(world, sample);
  for (const [key, value] of Object.entries({ FIREWORKS_DIRECT_UPLOAD_LIMIT: "", ...sample.env }))
    process.env[key] = value;
  const life = newLife(kindOf(sample), "thing", world.gateway, world.engine);
  await begin(life, flowOf(name), sample);
  return life;
}

/** What a flow asks, each question once. */
export async function questionsOf(one: Hostility, sample: Sample, flow: string): Promise<string[]> {
  const life = await begun(one, sample, flow);
  one.proxy.asked.length = 0;
  await act(life, flowOf(flow), sample);
  return [...new Set(one.proxy.asked)];
}

export async function run(hostile: Hostility, one: Case): Promise<Outcome> {
  const { world, proxy } = hostile;
  const sample = samples[one.sample] as Sample;
  const { slow, attack } = attacks[one.attack] as (typeof attacks)[string];
  await surround(world, sample);
  const others = objects(world.gateway, kindOf(sample));
  const life = await begun(hostile, sample, one.flow);
  Object.assign(proxy, { strikes: (asked: string) => asked === one.question, attack: attack(), struck: 0 });
  proxy.received.length = 0;
  life.options.customTimeouts = LIMITS;
  process.env.FIREWORKS_SPEED = slow ? "600" : "60";
  const { error, wrong } = await bounded(() => act(life, flowOf(one.flow), sample));
  Object.assign(proxy, { attack: undefined });
  process.env.FIREWORKS_SPEED = "60";
  delete life.options.customTimeouts;
  const secrets = {
    ...plantedOn(world.gateway),
    ...plantedIn(life.kind, sample.args),
    ...plantedIn(life.kind, sample.changed),
  };
  const texts = [...(error === undefined ? [] : [error]), ...world.engine.said];
  wrong.push(...texts.flatMap(wrongWithText), ...(error === undefined ? [] : wrongWithError(life, error)));
  wrong.push(...texts.flatMap((text) => told(secrets, { "what a person sees": text })));
  wrong.push(
    ...proxy.received.flatMap((text) => told({ "the API key": world.gateway.apiKey }, { "a request elsewhere": text })),
  );
  if (!one.question.includes("getUploadEndpoint") && proxy.received.length > 0)
    wrong.push(`it went elsewhere: ${proxy.received[0]}`);
  const found = strange(life.held.current ?? {});
  if (found) wrong.push(`state holds ${found}`);
  wrong.push(...polluted());
  if (wrong.length === 0) wrong.push(...(await recovered({ life, sample, others }, one, error)));
  return { struck: proxy.struck > 0, ...(error === undefined ? {} : { error }), wrong };
}

const REMEDY =
  /\b(run|check|set|use|choose|wait|lower|delete|take|mend|allow|adapt|add|see|ask|give|cut|repeat|unset|declare|change)\b/i;

function wrongWithError({ kind }: Life, message: string): string[] {
  const named = message.includes(kind.collection) || message.includes(kind.type);
  const wrong = named ? [] : ["the error does not name the object"];
  if (!REMEDY.test(message.replace(/^\S+ \S+:/, ""))) wrong.push("the error does not say what to do");
  return wrong.map((what) => `${what}: ${message.slice(0, 300)}`);
}

/** Within bounds of time and memory, both of this thread. */
async function bounded(work: () => Promise<void>): Promise<{ error?: string; wrong: string[] }> {
  const size = () => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = size();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, size())), 5);
  let late: NodeJS.Timeout | undefined;
  const wrong: string[] = [];
  const limit = new Promise<string>((resolve) => {
    late = setTimeout(() => {
      wrong.push(`it has not ended after ${LONGEST / 1000} s`);
      resolve("");
    }, LONGEST);
  });
  const error = await Promise.race([
    work().then(
      () => undefined,
      (reason: unknown) => (reason instanceof Error ? reason.message : `not an error: ${String(reason)}`),
    ),
    limit,
  ]);
  clearTimeout(late);
  clearInterval(watch);
  if (most - before > MOST) wrong.push(`it took ${Math.round((most - before) / 1024 / 1024)} MiB`);
  return { ...(error === undefined ? {} : { error }), wrong };
}

interface Past {
  life: Life;
  sample: Sample;
  others: readonly Json[];
}

/** Refused, and yet made: without a mark or a date nobody can say by whom, so the error names the way to take it over. */
const madeAllTheSame = ({ question }: Case, error: string | undefined) =>
  /^POST [^:]*$/.test(question) && /: [34]\d\d\b/.test(error ?? "");

/** From a gateway that is itself again: what the program says, once, and nobody else's touched. */
async function recovered({ life, sample, others }: Past, one: Case, before: string | undefined): Promise<string[]> {
  const flow = flowOf(one.flow);
  const again = () => failure(() => act(life, flow, sample));
  let error = (await failure(() => refresh(life))) ?? (await again());
  const leftover = madeAllTheSame(one, before) ? /`import: "([^"]+)"`/.exec(error ?? "")?.[1] : undefined;
  if (leftover !== undefined) {
    life.options.import = leftover;
    error = await again();
  }
  if (error !== undefined) return [`afterwards: ${error}`];
  return differences(life, sample, flow.program(life.kind, sample), others).map((what) => `afterwards: ${what}`);
}

export const samplesOf = (type: string): number[] =>
  [...samples.keys()].filter((index) => samples[index]?.type === type);
export const types = kinds.map(({ type }) => type);
