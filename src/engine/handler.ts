import { check, type Told } from "../lifecycle/check";
import { diff } from "../lifecycle/diff";
import { lastSegment } from "../lifecycle/identity";
import type { Failure, Json, Kind } from "../lifecycle/kind";
import { read } from "../lifecycle/read";
import { create, update } from "../lifecycle/reconcile";
import { del } from "../lifecycle/remove";
import type { Run } from "../lifecycle/run";
import { type Made, Unfinished } from "../lifecycle/unfinished";
import type { Handler } from "./calls";
import { presentable, strings, withPresentableStatus } from "./conceal";
import { handlerText } from "./handler-text";
import { HIDDEN_KEY, type Hidden } from "./hidden";
import { known } from "./known";
import { memory } from "./memory";
import { accountInTime, foreseeChecked, foreseeDiff } from "./preview";
import { attend, flushed, log } from "./progress";
import { secretsOf } from "./secrets";
import { configure, ownAccount } from "./settings";
import { startRun } from "./start";
import { fromEngine, PROVIDER_KEY, toEngine, withSecrets, wrappedIn } from "./wire";

/** The engine's side of a kind: its wire formats around the lifecycle. */
export function handler(kind: Kind): Handler {
  const secrets = secretsOf(kind);
  const outward = (props: Json) => {
    const shown = withPresentableStatus(props, known(kind, props));
    return toEngine(withSecrets(shown, secrets)) as Json;
  };
  return {
    configure: async (request) => {
      configure(request);
      attend();
    },
    check: (olds, news) => checkCall(kind, olds, news),
    diff: async (id, olds, news) => diffCall(kind, id, inward(olds), inward(news)),
    create: (inputs) => createCall(kind, inward(inputs), outward),
    update: async (id, olds, news) => {
      const [inputs, before] = [inward(news), inward(olds)];
      const work = () => update(startRun(kind, inputs, id, "update", before));
      const made = await orPartial(kind, outward, () => plain(kind, id, [inputs, before], work));
      return { outs: outward(made.outputs) };
    },
    read: async (id, props) => {
      const state = inward(props);
      const found = await plain(kind, id, [state], () => read(startRun(kind, state, id, "update"), state));
      return found ? { id, props: outward(found.outputs), inputs: outward(found.inputs) } : {};
    },
    delete: (id, props) => {
      const state = inward(props);
      return plain(kind, id, [state], () => deleteCall(startRun(kind, state, id, "delete")));
    },
  };
}

/** What the program has registered was checked before; the engine asks of the rest for the sake of what it stands on. */
async function diffCall(kind: Kind, id: string, olds: Json, news: Json) {
  const name = news.name ?? news.mark;
  const hidden = typeof name === "string" ? memory.told.get(name) : undefined;
  const answer = diff(kind, id, olds, news, typeof name === "string" && !hidden);
  if (isPreview(hidden)) await foreseeDiff(kind, hidden, olds, news, answer);
  return answer;
}

const isPreview = (hidden: Hidden | undefined): hidden is Hidden =>
  hidden?.dryRun === true && typeof hidden.urn === "string";

function inward(props: Json): Json {
  const { [PROVIDER_KEY]: _provider, [HIDDEN_KEY]: _hidden, ...rest } = (fromEngine(props) ?? {}) as Json;
  return rest;
}

async function checkCall(kind: Kind, olds: Json, news: Json) {
  const hidden = hiddenOf(news);
  const [before, after] = [inward(olds), inward(news)];
  const secrets = () => [...known(kind, before, after), ...wrappedIn(news).flatMap(strings)];
  const earlier = Object.keys(before).length === 0 ? undefined : before;
  const checked = await check(kind, {
    olds: earlier,
    news: after,
    told: toldBy(hidden),
    account: () => (isPreview(hidden) ? accountInTime(hidden) : ownAccount()),
    claims: memory.claims,
    say: (message) => log("info", hidden?.urn, presentable(message, secrets()), true),
  });
  const name = checked.inputs.name ?? checked.inputs.mark;
  // What failed, for bearing the name of another, must not be heard in the other's stead.
  if (typeof name === "string" && hidden && checked.failures.length === 0) memory.told.set(name, hidden);
  for (const warning of checked.warnings) log("warning", hidden?.urn, presentable(warning, secrets()));
  const foreseen =
    isPreview(hidden) && checked.failures.length === 0
      ? await foreseeChecked(kind, hidden, earlier, checked.inputs)
      : [];
  const failures = [...checked.failures, ...foreseen].map((one) => told(one, secrets()));
  return { inputs: toEngine(checked.inputs) as Json, failures };
}

/**
 * The engine prints the value of the property that a failure names, a secret's too, and `<nil>` for what is nested: so
 * the name stands in the reason.
 */
const told = ({ property, reason }: Failure, secrets: readonly string[]): Failure => ({
  property: "",
  reason: presentable(property === "" ? reason : `${property}: ${reason}`, secrets),
});

function hiddenOf(news: Json): Hidden | undefined {
  const hidden = ((fromEngine(news) ?? {}) as Json)[HIDDEN_KEY];
  return typeof hidden === "object" && hidden !== null ? (hidden as unknown as Hidden) : undefined;
}

function toldBy(hidden: Hidden | undefined): Told {
  const text = (value: unknown) => (typeof value === "string" ? value : undefined);
  const [urn, id, deleteTimeout] = [text(hidden?.urn), text(hidden?.import), hidden?.timeouts?.delete];
  return {
    ...(urn ? { urn } : {}),
    ...(id ? { import: id } : {}),
    ...(typeof deleteTimeout === "number" ? { deleteTimeout } : {}),
  };
}

async function createCall(kind: Kind, inputs: Json, outward: (props: Json) => Json) {
  const hidden = memory.told.get(String(inputs.name ?? inputs.mark));
  const name = kind.idField === undefined ? undefined : (inputs.name as string | undefined);
  // With deleteBeforeReplace what was imported once is gone by now, and another is to be made.
  const gone = name !== undefined && memory.deleted.has(name);
  const importName = hidden?.import === undefined || gone ? undefined : name;
  const run = () => create(startRun(kind, inputs, name, "create"), importName);
  const made = await orPartial(kind, outward, () => plain(kind, name, [inputs], run));
  return { id: made.id, outs: outward(made.outputs) };
}

async function orPartial(kind: Kind, outward: (props: Json) => Json, work: () => Promise<Made>): Promise<Made> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Unfinished ? partial(kind, error.made, error.why, outward) : error;
  }
}

async function deleteCall(run: Run): Promise<void> {
  // A replacement under the same id has just made this very object.
  if (memory.current.has(run.name as string))
    run.warn(`${run.name} is the current object of this stack and is not deleted.`);
  else {
    await del(run);
    memory.deleted.add(run.name as string);
  }
}

/** The engine keeps the object, shows the reasons, and calls `update` in the next run. */
function partial(kind: Kind, made: Made, why: Error, outward: (props: Json) => Json): Error {
  const properties = { ...outward(made.outputs), [PROVIDER_KEY]: handlerText(kind.type) };
  const error = new Error(`${kind.type} ${made.id} is not finished`);
  return Object.assign(error, { id: made.id, properties, reasons: [why.message], stack: "" });
}

/**
 * Of what `read` and `delete` throw Pulumi's plugin prints `${error}: ${error.stack}` beside the resource's own
 * diagnostic, which has the message: one line that leads there is enough.
 */
async function plain<T>(kind: Kind, name: string | undefined, props: Json[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const secrets = known(kind, ...props);
    const told = error instanceof Unfinished ? error.why : error;
    if (told instanceof Error) {
      identify(told, error instanceof Unfinished ? error.made.id : name);
      told.message = presentable(told.message, secrets);
    }
    if (error instanceof Error && !(error instanceof Unfinished)) {
      error.stack = "failed, see its own diagnostic";
      error.toString = () => presentable([kind.type, name].filter(Boolean).join(" "), secrets);
    }
    throw error;
  } finally {
    await flushed();
  }
}

/** A request for a list, or for something new, does not say on whose account it was sent. */
function identify(error: Error, name: string | undefined): void {
  if (name !== undefined && !error.message.includes(`/${lastSegment(name)}`))
    error.message = `${name}: ${error.message}`;
}
