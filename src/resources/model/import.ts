import { GatewayError, readable } from "../../client/errors";
import { elapsed } from "../../client/time";
import type { Json } from "../../lifecycle/kind";
import { lookUp } from "../../lifecycle/observe";
import { lapse, lookedInTime, pause } from "../../lifecycle/pause";
import type { Run } from "../../lifecycle/run";
import { placeText, type Source } from "./source";

const LONGEST_PAUSE = 10;

/** An import that goes on already; any other precondition is the user's to mend. */
const BUSY = /import.*(progress|running|already|ongoing|pending)|already.*import/i;

/** Imports, or waits for the import that an interrupted run began: the service does one at a time. */
export async function importModel(run: Run, source: Source): Promise<void> {
  const started = run.client.time.now();
  for (let attempt = 0; ; attempt++) {
    const operation = await begin(run, source);
    if (operation) return untilDone(run, source, operation, started);
    run.say(`importing from ${placeText(source)}, begun by an earlier run (${lapse(run)})`);
    const rested = await pause(run, attempt, LONGEST_PAUSE);
    // What is done must not be begun once more.
    const model = await lookedInTime(run, (timed) => lookUp(timed, run.name as string));
    if (model?.state !== "UPLOADING") return;
    if (!rested) throw overdue(run, source, started);
  }
}

/** The operation; undefined when there is one already, or none may be known. */
async function begin(run: Run, { awsS3Source, azureBlobSource }: Source): Promise<Json | undefined> {
  const body = awsS3Source ? { awsS3Source } : { azureBlobSource };
  try {
    return await run.client.request("POST", `v1/${run.name}:import`, { body, signal: run.signal });
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const { reason, words, ambiguous } = error.facts;
    const busy = /^(ABORTED|ALREADY_EXISTS)$/.test(reason) || (reason === "FAILED_PRECONDITION" && BUSY.test(words));
    if (!busy && !ambiguous) throw error;
    return undefined;
  }
}

async function untilDone(run: Run, source: Source, begun: Json, started: number): Promise<void> {
  let operation = begun;
  for (let look = 0; operation.done !== true; look++) {
    run.say(`importing from ${placeText(source)} (${lapse(run)})`);
    if (!(await pause(run, look, LONGEST_PAUSE))) throw overdue(run, source, started);
    const name = typeof begun.name === "string" ? begun.name : undefined;
    operation = (name && (await lookedInTime(run, (timed) => lookUp(timed, name)))) || forgotten(run, source);
  }
  const error = operation.error as { code?: number; message?: string } | undefined;
  if (error)
    throw new Error(
      `The import of ${run.name} from ${placeText(source)} failed: ${readable(error.message) || "the service gives no reason"}. ` +
        "Check the address and the credentials of `source`, then run `pulumi up` again.",
    );
}

function forgotten(run: Run, source: Source): never {
  throw new Error(
    `The service no longer knows the import of ${run.name} from ${placeText(source)}. Run \`pulumi up\` again to import anew.`,
  );
}

const overdue = (run: Run, source: Source, started: number) =>
  new Error(
    `The import of ${run.name} from ${placeText(source)} is not done after ${elapsed(run.client.time, started)}. It goes on: run \`pulumi up\` again to wait on, or allow more with customTimeouts: { ${run.limit.option}: "…" }.`,
  );
