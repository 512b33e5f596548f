import { setTimeout as sleep } from "node:timers/promises";
import { hasStatus } from "../client/errors";
import type { Json } from "./kind";
import { confirmGone, observe } from "./observe";
import type { Run } from "./run";
import { elapsed } from "./wait";

/** Ends what state holds, as its deletion policy says. */
export async function del(run: Run): Promise<void> {
  const name = run.name as string;
  if (run.inputs.deletionPolicy === "retain") {
    run.warn(`${name} is left as it is (deletionPolicy: retain); Pulumi no longer knows it.`);
    return;
  }
  await remove(run, name, run.kind.deleteQuery?.(run.inputs));
  run.say("");
}

/** Ends the object and waits until it is gone. "Not found" is success, from an account that answers otherwise. */
export async function remove(run: Run, name: string, query: Json = run.kind.deleteQuery?.({}) ?? {}): Promise<void> {
  try {
    if (run.kind.remove) await run.kind.remove(run, name);
    else await run.client.request("DELETE", `v1/${name}`, { query, signal: run.signal });
  } catch (error) {
    if (!hasStatus(error, 404)) throw error;
    return confirmGone(run, name);
  }
  await untilGone(run, name);
}

/** Kinds with a closing state take their time. */
async function untilGone(run: Run, name: string): Promise<void> {
  const { closing = [], gone = [] } = run.kind.states;
  if (closing.length === 0) return;
  const started = Date.now();
  for (let look = 0; ; look++) {
    const object = await observe(run, name);
    if (!object || gone.includes(String(object.state))) return;
    run.say(`${String(object.state)} (${elapsed(started)})`);
    const pause = Math.min(5000, 500 * 2 ** look);
    if (Date.now() + pause > run.deadline)
      throw new Error(
        `${name} is still ${String(object.state)} after ${elapsed(started)}. It stays in state: run the command again, or allow more with customTimeouts: { delete: "…" }.`,
      );
    await sleep(pause, undefined, { signal: run.signal });
  }
}
