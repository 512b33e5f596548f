import { GatewayError } from "../../client/errors";
import { upload } from "../../client/upload";
import { pieceOfText } from "../../content/piece";
import type { Json } from "../../lifecycle/kind";
import { lookUp } from "../../lifecycle/observe";
import { rest, untilDeadline } from "../../lifecycle/pause";
import type { Run } from "../../lifecycle/run";

/** In seconds: the service counts deployments for a while after they are gone (oumi's client waits as long). */
const PAUSES = [1, 2, 5, 10, 15, 20, 20, 20, 20];

export async function remove(run: Run, name: string): Promise<void> {
  let completed = false;
  for (let attempt = 0; ; ) {
    try {
      await run.client.request("DELETE", `v1/${name}`, { signal: run.signal });
      return;
    } catch (error) {
      if (!(error instanceof GatewayError) || error.facts.reason !== "FAILED_PRECONDITION") throw error;
      const pause = PAUSES[attempt];
      if (/active deployment/i.test(error.facts.words)) {
        run.say("the service still counts deployments of it");
        if (pause === undefined || !(await rest(run, pause * 1000))) throw inUse(error);
        attempt++;
      } else {
        const model = await lookUp(run, name);
        if (model?.state !== "UPLOADING" || completed) throw error;
        await complete(run, model, error);
        completed = true;
      }
    }
  }
}

const inUse = (error: GatewayError) =>
  new Error(
    `${error.message}\nA deployment, or a deployed model, still uses it: delete that first, or set deletionPolicy: "retain".`,
  );

const ADAPTER = ["adapter_config.json", "adapter_model.safetensors", "adapter_model.bin", "fireworks.json"];

/**
 * A model whose upload never ended is not deleted by the API. Nobody wants its content any more, so that its files may
 * as well be empty.
 */
async function complete(run: Run, model: Json, refusal: GatewayError): Promise<void> {
  const name = run.name as string;
  const files = (model.baseModelDetails as { huggingfaceFiles?: string[] } | undefined)?.huggingfaceFiles;
  const names = model.kind === "HF_PEFT_ADDON" ? ADAPTER : [...new Set(["config.json", ...(files ?? [])])];
  run.say("finishing its upload with empty files, since an unfinished one cannot be deleted");
  try {
    const pieces = names.map((file) => pieceOfText(file, "{}"));
    const options = { enableResumableUpload: false };
    await upload({ client: run.client, name, pieces, options, signal: untilDeadline(run), say: run.say });
    const query = { skipHfConfigValidation: true };
    await run.client.request("GET", `v1/${name}:validateUpload`, { query, signal: run.signal });
  } catch {
    throw new Error(
      `${refusal.message}\nIts upload was never finished. Run \`pulumi up\` with the files in place to finish it, then delete it; or let it be with \`pulumi state delete\`.`,
    );
  }
}
