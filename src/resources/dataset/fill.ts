import { GatewayError, hasStatus } from "../../client/errors";
import type { Piece } from "../../client/storage";
import { upload } from "../../client/upload";
import { wholeOf } from "../../content/piece";
import type { Json } from "../../lifecycle/kind";
import { lookUp } from "../../lifecycle/observe";
import { pause, untilDeadline } from "../../lifecycle/pause";
import { createBody } from "../../lifecycle/request";
import type { Run } from "../../lifecycle/run";
import { contentToSend } from "./content";

/** The API's limit for `:upload`; whether its "150 MB" are 2^20 or 10^6 bytes is not said. */
const DIRECT_LIMIT = 150_000_000;

/** FIREWORKS_DIRECT_UPLOAD_LIMIT, in bytes, sends smaller files through signed URLs too. */
function directLimit(): number {
  const limit = Number(process.env.FIREWORKS_DIRECT_UPLOAD_LIMIT || Number.NaN);
  return limit >= 0 ? Math.min(limit, DIRECT_LIMIT) : DIRECT_LIMIT;
}

/** Brings the examples to where they are not yet. */
export async function fill(run: Run, dataset: Json): Promise<Json> {
  if (dataset.state !== "UPLOADING" || run.inputs.source === undefined) return dataset;
  const { piece } = await contentToSend(run);
  try {
    await send(run, piece);
  } catch (error) {
    if (!isWedged(error) || (await lookUp(run, run.name as string))?.state !== "UPLOADING") throw error;
    await makeAnew(run);
    await send(run, piece);
  }
  return (await lookUp(run, run.name as string)) ?? dataset;
}

/** What was validated before its bytes had landed takes no upload for ever after (seen in production). */
const isWedged = (error: unknown) =>
  hasStatus(error, 405, 501) ||
  (error instanceof GatewayError && error.facts.reason === "FAILED_PRECONDITION" && error.facts.status === 400);

async function makeAnew(run: Run): Promise<void> {
  run.warn(
    `${run.name} was left half made by an interrupted run and takes no upload any more: it is deleted and made anew.`,
  );
  try {
    await run.client.request("DELETE", `v1/${run.name}`, { signal: run.signal });
  } catch (error) {
    if (!hasStatus(error, 404)) throw error;
  }
  const body = await createBody(run);
  try {
    await run.client.request("POST", `v1/${run.parent}/datasets`, { body, signal: run.signal });
  } catch (error) {
    // It may have been made all the same.
    if (!(error instanceof GatewayError) || !(error.facts.ambiguous || hasStatus(error, 409))) throw error;
    if (!(await lookUp(run, run.name as string))) throw error;
  }
}

const send = (run: Run, piece: Piece) => (piece.size <= directLimit() ? direct(run, piece) : signed(run, piece));

/** As one form. Whether an attempt without an answer took effect is seen in the state. */
async function direct(run: Run, piece: Piece): Promise<void> {
  const signal = untilDeadline(run);
  for (let attempt = 0; ; attempt++) {
    run.say(`uploading ${piece.name}`);
    const body = new FormData();
    body.set("file", new Blob([await wholeOf(piece)]), piece.name);
    try {
      await run.client.request("POST", `v1/${run.name}:upload`, { body, signal, timeout: 900 });
      return;
    } catch (error) {
      if (!(error instanceof GatewayError) || !error.facts.ambiguous || error.facts.status === 501) throw error;
      if ((await lookUp(run, run.name as string))?.state !== "UPLOADING") return;
      if (attempt >= 4 || !(await pause(run, attempt, 10))) throw error;
    }
  }
}

async function signed(run: Run, piece: Piece): Promise<void> {
  const name = run.name as string;
  await upload({ client: run.client, name, pieces: [piece], signal: untilDeadline(run), say: run.say });
  run.say("validating");
  await run.client.request("POST", `v1/${name}:validateUpload`, {
    body: {},
    signal: run.signal,
    timeout: 300,
    idempotent: true,
  });
}
