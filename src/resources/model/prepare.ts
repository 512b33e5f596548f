import { hasStatus } from "../../client/errors";
import { elapsed } from "../../client/time";
import type { Json } from "../../lifecycle/kind";
import { lookUp } from "../../lifecycle/observe";
import { lapse, lookedInTime, pause } from "../../lifecycle/pause";
import type { Run } from "../../lifecycle/run";
import { byState, waitFor } from "../../lifecycle/wait";

/** So long an answer without any precision may mean that none is ready yet; then, that the service does not tell. */
const UNTOLD_MS = 10 * 60_000;

const supported = (model: Json) => model.supportedPrecisions as string[] | undefined;

/** Converts the weights to the precisions that are not there yet, and waits until they are listed: the model as it is then. */
export async function prepare(run: Run, object: Json): Promise<Json> {
  const wanted = (run.inputs.preparedPrecisions ?? []) as string[];
  const missing = (model: Json) => wanted.filter((precision) => !supported(model)?.includes(precision));
  if (missing(object).length === 0) return object;
  let latest = await waitFor(run, object, (model) => byState(run.kind, model));
  for (const precision of missing(latest)) {
    run.say(`preparing ${precision}`);
    await request(run, precision);
    latest = (await untilListed(run, precision)) ?? latest;
  }
  return latest;
}

/** Asked for again after an interruption, the service says that it is at it. */
async function request(run: Run, precision: string): Promise<void> {
  try {
    const options = { body: { precision }, signal: run.signal, idempotent: true };
    await run.client.request("POST", `v1/${run.name}:prepare`, options);
  } catch (error) {
    if (!hasStatus(error, 409)) throw error;
  }
}

async function untilListed(run: Run, precision: string): Promise<Json | undefined> {
  const { time } = run.client;
  const started = time.now();
  for (let look = 0; ; look++) {
    const model = await lookedInTime(run, (timed) => lookUp(timed, run.name as string));
    if (!model || supported(model)?.includes(precision)) return model;
    if (supported(model) === undefined && time.now() - started > UNTOLD_MS) {
      run.warn(`${run.name}: whether ${precision} is prepared is not to be seen; the service goes on with it.`);
      return model;
    }
    run.say(`preparing ${precision} (${lapse(run)})`);
    if (!(await pause(run, look, 15)))
      throw new Error(
        `${run.name} is not prepared for ${precision} after ${elapsed(time, started)}. The service goes on with it: run \`pulumi up\` again to wait on, or allow more with customTimeouts: { ${run.limit.option}: "…" }.`,
      );
  }
}
