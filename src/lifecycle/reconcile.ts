import { GatewayError, hasStatus } from "../client/errors";
import { nameMade, objectIn } from "./answer";
import { canonical, lastSegment } from "./identity";
import { behaviour, type Json, type Verdict } from "./kind";
import { makeNameless } from "./nameless";
import { confirmGone, lookUp, observe, seek } from "./observe";
import { lookedInTime } from "./pause";
import { inputsOf, outputsOf } from "./present";
import { remove } from "./remove";
import { creation } from "./request";
import type { Run } from "./run";
import { type Before, lookBefore } from "./shared";
import { ignored, patchFor, sendPatch } from "./sync";
import { importable, isOurs, mayTakeOver } from "./takeover";
import { inDoubt, type Made, named, partOf, Unfinished } from "./unfinished";
import { byState, statusOf, waitFor } from "./wait";

const stateIn = (object: Json, states: readonly string[] | undefined) =>
  states?.includes(String(object.state)) ?? false;

/** Makes the object, or takes up what an interrupted run made of it. */
export async function create(run: Run, importName?: string): Promise<Made> {
  const object = importName === undefined ? await ensure(run) : await imported(run, importName);
  return carryOn(run, object);
}

/** Makes the object be what the program says, whatever has become of it since. */
export async function update(run: Run): Promise<Made> {
  if (onlyForLater(run)) return { id: run.name as string, outputs: renewed(run) };
  const found = await seek(run, run.name as string);
  if (!found) await confirmGone(run, run.name as string);
  if (!found || hasEnded(run, found)) return madeAnew(run, found);
  if (stateIn(found, run.kind.states.failed)) return carryOn(run, await remake(run, found));
  return amend(run, found);
}

/**
 * From the first request on that may change something, state must not say any more that the object is as it was: the
 * program may go back to that, and the engine would see no difference.
 */
async function amend(run: Run, object: Json): Promise<Made> {
  const { client } = run;
  let wrote = false;
  const request: Run["client"]["request"] = (method, ...rest) => {
    wrote ||= method !== "GET";
    return client.request(method, ...rest);
  };
  const watched: Run = { ...run, client: { ...client, request } };
  try {
    return await finish(watched, object);
  } catch (error) {
    if (!wrote) throw error;
    const why = error instanceof Error ? error : new Error(String(error));
    const latest = "object" in why ? (why.object as Json) : object;
    throw new Unfinished({ id: run.name as string, outputs: inDoubt(watched, latest) }, why);
  }
}

const hasEnded = ({ kind }: Run, object: Json) =>
  stateIn(object, kind.states.closing) || stateIn(object, kind.states.gone);

async function madeAnew(run: Run, tombstone: Json | undefined): Promise<Made> {
  // The engine keeps the id that it knows: another object would be lost to it.
  if (run.kind.idField === undefined)
    throw new Error(`${run.name} is no more. Run \`pulumi refresh\`, then \`pulumi up\`, which makes another.`);
  const what = tombstone ? `was deleted behind this stack's back (${String(tombstone.state)})` : "is no more";
  run.warn(`${run.name} ${what}: it is made anew.`);
  return carryOn(run, await ensure(run));
}

/**
 * Whether nothing changed but what counts when the object is deleted: that is for state alone. What is left unfinished
 * or in doubt is a change, too: no program has those keys.
 */
function onlyForLater(run: Run): boolean {
  const { kind, inputs, olds = {} } = run;
  const keys = Object.keys({ ...inputsOf(kind, olds), ...inputs }).filter(
    (key) => canonical(olds[key]) !== canonical(inputs[key]),
  );
  const later = (key: string) => key === "deleteTimeout" || behaviour(kind.fields.shape[key]).deleteOnly === true;
  return keys.length > 0 && keys.every(later);
}

function renewed({ kind, inputs, olds = {} }: Run): Json {
  const outputs = Object.entries(olds).filter(([key]) => !(key in inputsOf(kind, olds)));
  return { ...Object.fromEntries(outputs), ...inputs };
}

/** What fails after the object exists must not lose it. */
async function carryOn(run: Run, object: Json): Promise<Made> {
  try {
    return await finish(run, object);
  } catch (error) {
    const why = error instanceof Error ? error : new Error(String(error));
    const latest = "object" in why ? (why.object as Json) : object;
    throw new Unfinished({ id: run.name as string, outputs: partOf(run, latest) }, why);
  }
}

async function imported(run: Run, name: string): Promise<Json> {
  const object = await seek(run, name);
  if (!object)
    throw new Error(
      `${name} does not exist, so it cannot be imported. Nothing was changed. Check the id, or take the import option out to have one made.`,
    );
  const holder = await run.recorded(name);
  if (holder !== undefined && holder !== "unknown")
    throw new Error(
      `${name} is ${lastSegment(holder.replaceAll("::", "/"))} in this stack's state already: take the import option out.`,
    );
  importable(run, object);
  return object;
}

/** The object, made now or found as an earlier attempt left it. */
async function ensure(run: Run): Promise<Json> {
  const left = await run.kind.find?.(run);
  if (left) return left;
  run.asked = run.client.time.now();
  if (run.kind.idField === undefined) return makeNameless(run, post);
  const before = tellsNoAge(run) ? await lookBefore(run) : "there";
  for (let attempt = 1; ; attempt++) {
    try {
      return await post(run);
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      const taken = hasStatus(error, 409) && error.facts.reason === "ALREADY_EXISTS";
      if (!taken && !error.facts.ambiguous) return madeAllTheSame(run, error, before === "absent");
      run.doubted ||= !taken;
      const found = await afterDoubt(run, error, taken && attempt > 1, before);
      if (found) return found;
      if (attempt >= 4) throw error;
    }
  }
}

async function post(run: Run): Promise<Json> {
  const { kind, name } = run;
  const { path, query, body } = await creation(run);
  const once = kind.idField === undefined ? ({ once: true } as const) : {};
  const object = await run.client.request("POST", path, { query, body, signal: run.signal, ...once });
  const answer = { method: "POST", path: `${run.parent}/${kind.collection}`, object };
  const made = name ?? nameMade(kind, kind.nameOf ? kind.nameOf(run, object) : object.name, answer);
  objectIn(kind, made, answer);
  run.name = made;
  // What was just sent is what the object holds, also where the API never returns it.
  run.olds = run.inputs;
  return object;
}

/** Of such an object only a look beforehand can tell afterwards whether it is our request that made it. */
const tellsNoAge = ({ kind }: Run) => !("createTime" in kind.outputs.shape);

/** After "already exists", or after silence: observation beats assumption. Undefined means: make it. */
async function afterDoubt(run: Run, error: GatewayError, hidden: boolean, before: Before): Promise<Json | undefined> {
  const found = await seek(run, run.name as string);
  if (!found) {
    // What held the id may have gone meanwhile: asked for twice, it is there.
    if (!hidden) return undefined;
    // To a key without access a living object is "not found" too: what is not seen is not touched.
    throw new Error(
      `${run.name} exists, but cannot be seen with this key, or not yet. Nothing was changed: run \`pulumi up\` again, ` +
        `or choose another id (${run.kind.idField}).\n${error.message}`,
    );
  }
  if (hasEnded(run, found)) return cleared(run, found, error);
  if (run.olds === undefined && !(await isOurs(run, before))) await mayTakeOver(run, found);
  return stateIn(found, run.kind.states.failed) ? remake(run, found) : found;
}

/** A refusal is believed when there is nothing to be seen: a proxy may have answered for a gateway that was at it. */
async function madeAllTheSame(run: Run, refusal: GatewayError, absent: boolean): Promise<Json> {
  try {
    const found = await observe(run, run.name as string);
    if (found && !hasEnded(run, found)) {
      if (!absent) await mayTakeOver(run, found);
      return found;
    }
  } catch {}
  throw refusal;
}

/** Frees an id that a tombstone holds. Deleting what is deleted loses nothing. */
async function clear(run: Run, error: Error): Promise<void> {
  run.say("clearing the tombstone that holds the id");
  try {
    await remove(run, run.name as string);
  } catch {
    throw error;
  }
}

async function cleared(run: Run, tombstone: Json, error: Error): Promise<Json | undefined> {
  await clear(run, error);
  const still = await lookUp(run, run.name as string);
  if (!still || !stateIn(still, run.kind.states.gone)) return undefined;
  run.say("undeleting, since the id stays reserved");
  return run.client.request("POST", `v1/${run.name}:undelete`, { body: {}, signal: run.signal }).catch(() => {
    throw new Error(
      `${run.name} was deleted and its id stays reserved until ${String(tombstone.purgeTime ?? "it is purged")}. ` +
        `Choose another id (${run.kind.idField}) or wait.\n${error.message}`,
    );
  });
}

/** A creation that failed never recovers: what is left of it goes, and another is made. */
async function remake(run: Run, failed: Json): Promise<Json> {
  run.warn(
    [`${run.name} is ${String(failed.state)}`, statusOf(failed), "it is deleted and made anew"]
      .filter(Boolean)
      .join("; "),
  );
  await remove(run, run.name as string);
  return ensure(run);
}

const verdictOf =
  (run: Run) =>
  (object: Json): Verdict =>
    run.kind.verdict?.(object, run.inputs, run.limit.option === "create") ?? byState(run.kind, object);

/** A state in which the gateway takes updates. */
const settled =
  (run: Run) =>
  (object: Json): Verdict =>
    byState(run.kind, object);

async function finish(run: Run, object: Json): Promise<Made> {
  run.current(run.name as string);
  let latest = run.kind.fill ? await run.kind.fill(run, object) : object;
  const patch = patchFor(run, latest);
  if (patch && isStuck(run, latest)) latest = await change(run, latest, patch);
  else if (patch) latest = await apply(run, await waitFor(run, latest, settled(run)));
  run.olds = { ...run.olds, ...run.inputs };
  delete run.doubtful;
  latest = (await run.kind.sync?.(run, latest)) ?? latest;
  latest = await waitFor(run, latest, verdictOf(run));
  latest = (await run.kind.complete?.(run, latest)) ?? latest;
  run.say("");
  return { id: run.name as string, outputs: outputsOf(run.kind, run.inputs, named(run, latest), run.olds) };
}

/** Waiting for capacity that may never come: what the program wants instead must not wait for it too. */
const isStuck = (run: Run, object: Json) =>
  stateIn(object, run.kind.states.unfinished) && (object.status as Json | undefined)?.code === "RESOURCE_EXHAUSTED";

/** In place, where the gateway takes that before the object is ready; otherwise anew, since nothing serves yet. */
async function change(run: Run, object: Json, patch: NonNullable<ReturnType<typeof patchFor>>): Promise<Json> {
  try {
    await sendPatch(run, object, patch);
  } catch (error) {
    if (!(error instanceof GatewayError) || !/^(FAILED_PRECONDITION|ABORTED)$/.test(error.facts.reason)) throw error;
    return remake(run, object);
  }
  return (await observe(run, run.name as string)) ?? object;
}

/** Writes, reads back and compares: an update that the gateway ignores is not a success. */
async function apply(run: Run, object: Json): Promise<Json> {
  const patch = patchFor(run, object);
  if (!patch) return object;
  await patchWhenSettled(run, object, patch);
  let left: string[] = [];
  for (const pause of [0, 500, 1000, 2000]) {
    await run.client.time.sleep(pause, run.signal);
    const seen = await lookedInTime(run, (timed) => observe(timed, run.name as string));
    if (!seen)
      throw new Error(`${run.name} was deleted while it was updated. Run \`pulumi refresh\`, then \`pulumi up\`.`);
    left = ignored(run, patch, seen);
    if (left.length === 0) return seen;
  }
  throw new Error(
    `The gateway accepted the update of ${run.name} but did not apply ${left.join(", ")}. ` +
      "Nothing else was lost; run `pulumi up` again, and `pulumi refresh` to see what it holds.",
  );
}

/** Between the look and the update another change may have begun: the gateway then asks to come back later. */
async function patchWhenSettled(
  run: Run,
  object: Json,
  patch: NonNullable<ReturnType<typeof patchFor>>,
): Promise<void> {
  let latest = object;
  for (;;) {
    try {
      await sendPatch(run, latest, patch);
      return;
    } catch (error) {
      const busy = error instanceof GatewayError && /^(FAILED_PRECONDITION|ABORTED)$/.test(error.facts.reason);
      const seen = busy ? await observe(run, run.name as string) : undefined;
      if (!seen || settled(run)(seen).is !== "pending") throw error;
      latest = await waitFor(run, seen, settled(run));
    }
  }
}
