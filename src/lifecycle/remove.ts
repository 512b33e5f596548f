import { hasStatus, readable } from "../client/errors";
import { elapsed } from "../client/time";
import type { Json } from "./kind";
import { confirmGone, observe } from "./observe";
import { inTime, Late, lapse } from "./pause";
import type { Run } from "./run";
import { type Judge, lookAgain } from "./together";

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
  const { time } = run.client;
  const started = time.now();
  const there = (state: string, why = "") =>
    new Error(
      `${name} is still ${state} after ${elapsed(time, started)}${why}. It stays in state: run the command again, or allow more with customTimeouts: { delete: "…" }.`,
    );
  const judge: Judge = { word: ({ state }) => (closing.some((one) => one === state) ? "goes on" : undefined) };
  let state = "on its way out";
  try {
    let object = await inTime(run, (timed) => observe(timed, name));
    let late = time.now() >= run.deadline;
    for (let look = 0; object && !gone.includes(String(object.state)); look++) {
      state = stateOf(object);
      run.say(`${state} (${lapse(run)})`);
      if (late) throw there(state);
      const next = await lookAgain({ ...run, name }, Math.min(5000, 500 * 2 ** look), judge);
      object = next.object;
      late = next.last === true;
    }
  } catch (error) {
    throw error instanceof Late ? there(state, `, as far as is known (${error.message})`) : error;
  }
}

const stateOf = ({ state }: Json) => readable(state ?? "STATE_UNSPECIFIED", 60);
