import { GatewayError } from "../../client/errors";
import { upload } from "../../client/upload";
import { pieceOfFile } from "../../content/piece";
import type { Json } from "../../lifecycle/kind";
import { lookUp } from "../../lifecycle/observe";
import { lapse, pause, untilDeadline } from "../../lifecycle/pause";
import type { Run } from "../../lifecycle/run";
import { filesOf } from "./content";
import { importModel } from "./import";
import { sourceOf } from "./source";

/** How long files that were sent may not be seen by the validation. */
const PROPAGATION_MS = 15 * 60_000;

/** Brings the weights to where they are not yet. What an interrupted run sent is sent again. */
export async function fill(run: Run, model: Json): Promise<Json> {
  if (model.state !== "UPLOADING" || run.inputs.source === undefined) return model;
  const name = run.name as string;
  const source = sourceOf(run.inputs);
  if (source.directory !== undefined) {
    const pieces = (await filesOf(run)).map(pieceOfFile);
    const options = { enableResumableUpload: false };
    await upload({ client: run.client, name, pieces, options, signal: untilDeadline(run), say: run.say });
    await validated(run);
    return (await lookUp(run, name)) ?? model;
  }
  await importModel(run, source);
  const imported = await lookUp(run, name);
  if (imported?.state !== "UPLOADING") return imported ?? model;
  // Whether an import validates by itself is not documented.
  await validated(run);
  return (await lookUp(run, name)) ?? model;
}

/** The service looks for the files; right after an upload it may not see them all yet. */
async function validated(run: Run): Promise<void> {
  const { time } = run.client;
  const started = time.now();
  const { skipHfConfigValidation, trustRemoteCode } = run.inputs;
  for (let look = 0; ; look++) {
    run.say(`validating (${lapse(run)})`);
    try {
      const { warnings } = await run.client.request("GET", `v1/${run.name}:validateUpload`, {
        query: { skipHfConfigValidation, trustRemoteCode },
        signal: run.signal,
        timeout: 300,
      });
      for (const warning of Array.isArray(warnings) ? warnings : []) run.warn(`${run.name}: ${String(warning)}`);
      return;
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      const early = error.facts.reason === "FAILED_PRECONDITION" && error.facts.status === 400;
      if (early && time.now() - started < PROPAGATION_MS && (await pause(run, look, 30))) continue;
      throw early || error.facts.reason === "INVALID_ARGUMENT" ? invalid(run, error) : error;
    }
  }
}

const invalid = (run: Run, error: GatewayError) =>
  new Error(
    `${run.name} is uploaded, but the service does not accept it.\n${error.message}\n` +
      "Mend the files and run `pulumi up` again; `skipHfConfigValidation` and `trustRemoteCode` relax the check.",
  );
