import { readable } from "../client/errors";
import type { Time } from "../client/time";
import { isFormed } from "./answer";
import { isDefault } from "./compare";
import type { Json, Kind, Verdict } from "./kind";
import { lacks } from "./lacks";
import { allowed, LAST_LOOK_MS, Late, lapse, within } from "./pause";
import type { Run } from "./run";
import { isOlder, type Judge, type Look, lookAgain, type Word } from "./together";

/** A wait that ended otherwise than well. The object exists, and state must keep it. */
export class WaitError extends Error {
  constructor(
    message: string,
    readonly object: Json,
  ) {
    super(message);
    this.stack = message;
  }
}

/** The server's own reason, when it gives one. */
export function statusOf(object: Json): string | undefined {
  const { code, message } = (object.status ?? {}) as { code?: unknown; message?: unknown };
  const parts = [code, message].filter((part) => !isDefault(part) && part !== "OK");
  const words = parts.map((part) => readable(part)).filter((part) => part !== "");
  return words.length > 0 ? words.join(": ") : undefined;
}

/** What a state means for a wait, where the kind has nothing better to say. */
export function byState(kind: Pick<Kind, "states">, object: Json): Verdict {
  const state = readable(object.state ?? "STATE_UNSPECIFIED", 60);
  if (kind.states.ready.includes(state)) return { is: "done" };
  const bad = [...(kind.states.failed ?? []), ...(kind.states.closing ?? []), ...(kind.states.gone ?? [])];
  if (bad.includes(state)) return { is: "failed", why: [`is ${state}`, statusOf(object)].filter(Boolean).join(": ") };
  return { is: "pending", why: [state, statusOf(object)].filter(Boolean).join(": ") };
}

/** Seconds until the next look: one at first, a tenth of the wait later, fifteen at most (the official client's). */
const interval = (time: Time, since: number) => Math.min(15, Math.max(1, (time.now() - since) / 10_000));

/**
 * Looks at the object until `verdict` is satisfied.
 * @throws WaitError when it fails or time is up
 */
export async function waitFor(run: Run, object: Json, verdict: (object: Json) => Verdict): Promise<Json> {
  const { time } = run.client;
  const started = time.now();
  let latest = object;
  let known: Known = { whole: object, at: started };
  // A machine that slept has not looked yet: the limit ends a wait only after a look that came later.
  let late = false;
  const judge: Judge = {
    word: (entry) => wordOf(run, entry, known, verdict),
    lack: (it) => lackOf(run, it, verdict),
  };
  for (;;) {
    const now = verdict(latest);
    if (now.is === "done") return latest;
    if (now.is === "failed") throw await failure(run, latest, now.why);
    const why = progressOf(run, latest, now.why);
    // A row is short: the server's own words, after the state, stand last.
    const [state = "", ...words] = why.split(": ");
    run.say([`${state} (${lapse(run)})`, ...words].join(": "));
    if (late) throw await overdue(run, latest, why);
    const look = await lookAgain(run, interval(time, started) * 1000, judge).catch((error) =>
      unseen(run, latest, why, error),
    );
    late = look.last === true;
    if (!look.object)
      throw new WaitError(
        `${run.name} was deleted while it was waited for. Run \`pulumi refresh\`, then \`pulumi up\`.`,
        latest,
      );
    latest = look.object;
    if (look.whole) known = { whole: latest, at: time.now() };
  }
}

/** How far it has come, and what is waited for. */
const progressOf = (run: Run, object: Json, why: string) =>
  [...(run.kind.progress?.(object, run.inputs) ?? []), why].join(", ");

function lackOf(run: Run, object: Json, verdict: (object: Json) => Verdict): string | undefined {
  if (byState(run.kind, object).is !== "done") return undefined;
  const now = verdict(object);
  return now.is === "pending" ? progressOf(run, object, now.why) : undefined;
}

/** The last answer that was about this object alone, and when it came. */
interface Known {
  whole: Json;
  at: number;
}

/** For how long a list is believed that the state is right and something else is not, in milliseconds. */
const UNSURE_MS = 30_000;

/** Whether to go by what a list has of an object: it may tell less than a GET, be older, or be wrong. */
function wordOf(run: Run, entry: Json, { whole, at }: Known, verdict: (object: Json) => Verdict): Word {
  if (isOlder(entry, whole) || lacks(whole, entry) || !isFormed(run, entry)) return undefined;
  const now = verdict(entry).is;
  if (now === "failed") return undefined;
  if (now === "done") return "done";
  const unsure = byState(run.kind, entry).is === "done";
  const known = byState(run.kind, whole).is === "done" && run.client.time.now() - at < UNSURE_MS;
  return !unsure || known ? "goes on" : "ask";
}

/** What nobody answered in time is as it was when it was seen last. */
async function unseen(run: Run, object: Json, why: string, error: unknown): Promise<Look> {
  throw error instanceof Late ? await overdue(run, object, `${why} when it was seen last (${error.message})`) : error;
}

async function failure(run: Run, object: Json, why: string): Promise<WaitError> {
  const more = await explanation(run, object);
  return new WaitError(
    `${run.name} ${why}.${more} It stays in the stack's state; mend the cause and run \`pulumi up\` again.`,
    object,
  );
}

async function overdue(run: Run, object: Json, why: string): Promise<WaitError> {
  const more = await explanation(run, object);
  return new WaitError(
    `${run.name} is not ready after ${allowed(run)}: ${why}.${more} It stays in the stack's state and is not deleted: run \`pulumi up\` again to wait on, or allow more with customTimeouts: { ${run.limit.option}: "…" }.`,
    object,
  );
}

/** An explanation must not hide the failure that it explains. */
async function explanation(run: Run, object: Json): Promise<string> {
  try {
    const more = await within(run, LAST_LOOK_MS, async (timed) => run.kind.explain?.(timed, object));
    return more ? ` ${more}` : "";
  } catch {
    return "";
  }
}
