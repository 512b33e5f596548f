import { setTimeout as sleep } from "node:timers/promises";
import { destroy, type Life, newLife, refresh, up } from "../life.mts";
import type { Outcome } from "../part.mts";
import type { Emulator, Json } from "../provider.mts";
import type { Sample } from "../samples.mts";
import { kindOf, objects, SPEED, surround, type World } from "../world.mts";
import { lateBy } from "./actions.mts";
import { type Case, faultOf, flowOf } from "./cases.mts";
import { act, begin, type Flow } from "./flows.mts";
import { differences, secretsIn, wrongWithError } from "./judge.mts";

/** In seconds of the gateway's time: what never ends is not waited for for hours. */
const LIMITS = { create: 600, update: 600, delete: 600 };

/** A life at the point where its flow begins. */
export async function begun(world: World, sample: Sample, flow: Flow): Promise<Life> {
  await surround(world, sample);
  for (const [key, value] of Object.entries({ FIREWORKS_DIRECT_UPLOAD_LIMIT: "", ...sample.env }))
    process.env[key] = value;
  const life = newLife(kindOf(sample), "thing", world.gateway, world.engine);
  await begin(life, flow, sample);
  world.gateway.clearJournal();
  return life;
}

export async function run(world: World, samples: readonly Sample[], one: Case): Promise<Outcome> {
  const sample = samples[one.sample] as Sample;
  const flow = flowOf(one.flow);
  const others = await othersOf(world, sample);
  const life = await begun(world, sample, flow);
  const { gateway, engine } = world;
  strike(gateway, one);
  if (one.standing) life.options.customTimeouts = LIMITS;
  const error = await failure(() => act(life, flow, sample));
  delete life.options.customTimeouts;
  const struck = one.fault === "no capacity" || gateway.journal().some(({ fault }) => fault !== undefined);
  gateway.faults.clear();
  await quiet(gateway);
  const wrong = error === undefined ? [] : wrongWithError(life, error, ids(life, sample));
  const context: Context = { life, sample, flow, others };
  if (error === undefined && !strikesTheNext(one)) wrong.push(...held("at once", converged(context)));
  else wrong.push(...(await recovered(context, one)));
  if (wrong.length === 0) wrong.push(...(await calm(context)));
  if (wrong.length === 0) wrong.push(...(await ended(context)));
  wrong.push(...secretsIn(engine.said));
  return { struck, ...(error === undefined ? {} : { error }), wrong };
}

interface Context {
  life: Life;
  sample: Sample;
  flow: Flow;
  others: Json[];
}

/** What somebody else made, as it is before anything begins. */
async function othersOf(world: World, sample: Sample): Promise<Json[]> {
  await surround(world, sample);
  return objects(world.gateway, kindOf(sample));
}

/** @returns the rule's id, by which the journal names what it struck */
export function strike(gateway: Emulator, one: Case): string {
  const { action, most } = faultOf(one);
  const { nth, ...request } = one.request;
  const times = one.standing ? (most ?? 1_000_000) : 1;
  // That an answer drips says for itself that it comes after the effect.
  const when = action.drip === undefined && one.when === "after" ? { when: one.when } : {};
  if (action.capacity === undefined) return gateway.faults.add({ ...request, nth, times, ...when, action });
  // An outage befalls deployments, not requests.
  return gateway.faults.add({ action });
}

/** What was under way when its client gave up may still take effect, unless it is a request that never comes to its end. */
export async function quiet(gateway: Emulator): Promise<void> {
  const until = Date.now() + 2 * lateBy(SPEED);
  while (Date.now() < until && gateway.journal().some(({ duration }) => duration === undefined)) await sleep(20);
}

export async function failure(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const held = (when: string, wrong: string[]) => wrong.map((what) => `${when}: ${what}`);

/** Ids that the flow's objects have, or are to get. Whose id the service makes has none before. */
function ids({ held: { current, condemned }, options, kind }: Life, { args, replaced = {} }: Sample): string[] {
  const known = [current?.id, options.import, ...condemned.map(({ id }) => id)].filter((id) => id !== undefined);
  const given = [args, replaced].map((program) => kind.deriveId?.(program, "thing") ?? "thing");
  return [
    ...known.map((id) => id.slice(id.lastIndexOf("/") + 1)),
    ...(kind.idField === undefined ? [] : [...given, "pinned"]),
  ];
}

const converged = ({ life, sample, flow, others }: Context) =>
  differences(life, sample, flow.program(life.kind, sample), others);

/** Refused, and yet made: without a mark or a date nobody can say by whom, so the error names the way to take it over. */
export const madeAllTheSame = ({ fault, when, request }: Case) =>
  ((when === "after" && /^4/.test(fault)) || fault === "delivered twice") &&
  request.operation?.startsWith("Gateway_Create");

/** The API has no means to say which of two objects of one name a request is meant for: a late one strikes the second. */
export const strikesTheNext = ({ fault, when, flow, request }: Case) =>
  fault === "late" && when === "before" && flow === "replace, deleted first" && request.method === "DELETE";

/** The same command once more, now that nothing is in its way. */
async function recovered(context: Context, one: Case): Promise<string[]> {
  const { life, sample, flow } = context;
  if (one.refreshed || strikesTheNext(one)) {
    const error = await failure(() => refresh(life));
    if (error !== undefined) return [`refresh after the failure: ${error}`];
  }
  let error = await failure(() => act(life, flow, sample));
  const leftover = madeAllTheSame(one) ? /`import: "([^"]+)"`/.exec(error ?? "")?.[1] : undefined;
  if (leftover !== undefined) {
    life.options.import = leftover;
    error = await failure(() => act(life, flow, sample));
  }
  if (error !== undefined) return [`once more: ${error}`];
  return held("once more", converged(context));
}

/** Nothing is left to do: neither refresh nor another `up` finds a difference. */
async function calm({ life, sample, flow, others }: Context): Promise<string[]> {
  const program = flow.program(life.kind, sample);
  if (program === undefined) return [];
  const error = await failure(async () => {
    if (flow.name === "refresh") await up(life, program);
    await refresh(life);
    life.gateway.clearJournal();
    await up(life, program);
  });
  if (error !== undefined) return [`afterwards: ${error}`];
  const noise = life.gateway.journal().map(({ method, path }) => `${method} ${path}`);
  return held("afterwards", [
    ...noise.map((request) => `there was still ${request} to do`),
    ...differences(life, sample, program, others),
  ]);
}

async function ended({ life, sample, others }: Context): Promise<string[]> {
  const error = await failure(() => destroy(life));
  return error === undefined ? held("destroyed", differences(life, sample, undefined, others)) : [`destroy: ${error}`];
}
