import { cut } from "../../client/errors";
import { digestOf } from "../../content/digest";
import type { LocalFile } from "../../content/file";
import { lastSegment } from "../../lifecycle/identity";
import type { Circumstances, Enriched, Failure, Json } from "../../lifecycle/kind";
import type { Run } from "../../lifecycle/run";
import { hasUnknown, UNKNOWN } from "../../lifecycle/unknown";
import { notOne } from "../common";
import { adapterConfig, isAdapter, kindOf, list } from "./files";
import { placeDigest, placeOf, SOURCES, sourceOf } from "./source";

/** Finds out what is to be uploaded, and whether it can be. */
export async function enrich(
  inputs: Json,
  olds: Json | undefined,
  { importing, say }: Circumstances,
): Promise<Enriched> {
  const fail = (...failures: Failure[]): Enriched => ({ inputs, failures });
  const stored = olds?.contentDigest === undefined ? {} : { contentDigest: olds.contentDigest };
  if (inputs.source === UNKNOWN) return { inputs: { ...inputs, contentDigest: UNKNOWN }, failures: [] };
  const wrong = notOne("source", inputs.source, SOURCES);
  if (wrong) return fail(wrong);
  const isNew = olds === undefined && !importing;
  if (inputs.source === undefined) {
    const needed = isNew && /^HF_(BASE_MODEL|PEFT_ADDON)$/.test(kindOf(inputs));
    const reason = 'is required to make a model: source: { directory: "./weights" }, or awsS3Source, azureBlobSource';
    return needed ? fail({ property: "source", reason }) : { inputs: { ...inputs, ...stored }, failures: [] };
  }
  const { directory } = sourceOf(inputs);
  if (directory === undefined) {
    const unknown = hasUnknown(placeOf(sourceOf(inputs)));
    const failures = isNew ? peftFailures(inputs, undefined) : [];
    return { inputs: { ...inputs, contentDigest: unknown ? UNKNOWN : placeDigest(sourceOf(inputs)) }, failures };
  }
  if (hasUnknown([directory, inputs.kind])) return { inputs: { ...inputs, contentDigest: UNKNOWN }, failures: [] };
  const listing = list(inputs, directory);
  if ("missing" in listing) return withoutFolder(inputs, olds, listing.missing);
  if ("failure" in listing) return fail(listing.failure);
  const failures = isNew ? peftFailures(inputs, listing.files) : [];
  if (failures.length > 0) return fail(...failures);
  return { inputs: { ...inputs, contentDigest: await digestOf(listing.files, say) }, failures: [] };
}

/** A pipeline need not have the weights, as long as nothing is to be uploaded: a replacement is checked without olds. */
function withoutFolder(inputs: Json, olds: Json | undefined, folder: string): Enriched {
  const missing = `${cut(folder, 200)} does not exist`;
  const contentDigest = sourceOf(olds ?? {}).directory === undefined ? undefined : olds?.contentDigest;
  if (contentDigest === undefined) {
    const reason = `${missing}, and the model has to be uploaded from there`;
    return { inputs, failures: [{ property: "source.directory", reason }] };
  }
  const warnings = [`${missing}: the model is taken to hold what was uploaded last.`];
  return { inputs: { ...inputs, contentDigest }, failures: [], warnings };
}

/** The details that the create request needs must be given, or be found in the adapter. */
function peftFailures(inputs: Json, files: readonly LocalFile[] | undefined): Failure[] {
  if (!isAdapter(inputs) || hasUnknown(inputs.kind)) return [];
  const details = inputs.peftDetails as Json | undefined;
  if (inputs.peftDetails === UNKNOWN) return [];
  if (details === undefined) {
    const reason =
      'is required for a LoRA adapter (kind HF_PEFT_ADDON, the default): peftDetails: { baseModel: "accounts/…/models/…" }';
    return [{ property: "peftDetails", reason }];
  }
  let found: ReturnType<typeof adapterConfig>;
  try {
    found = files ? adapterConfig(files) : {};
  } catch (error) {
    return [{ property: "source.directory", reason: `adapter_config.json is not JSON: ${(error as Error).message}` }];
  }
  const where = files ? "since adapter_config.json does not say it" : "since an import cannot be looked into";
  const lacking = (["r", "targetModules"] as const).filter((key) => details[key] === undefined && !found[key]);
  if (lacking.length > 0)
    return lacking.map((key) => ({ property: `peftDetails.${key}`, reason: `is required, ${where}` }));
  if (details.r === undefined && (Number(found.r) < 4 || Number(found.r) > 64))
    return [{ property: "source.directory", reason: `adapter_config.json has r ${found.r}: the API takes 4 to 64` }];
  return [];
}

/** The files to upload: those that check saw. */
export async function filesOf(run: Run): Promise<LocalFile[]> {
  const directory = sourceOf(run.inputs).directory as string;
  const listing = list(run.inputs, directory);
  if ("missing" in listing)
    throw new Error(
      `${run.name} has to be uploaded, but ${listing.missing} does not exist: run \`pulumi up\` where the files are.`,
    );
  if ("failure" in listing) throw new Error(`source.directory: ${listing.failure.reason}.`);
  const { contentDigest } = run.inputs;
  if (contentDigest !== undefined && (await digestOf(listing.files, run.say)) !== contentDigest)
    throw new Error(
      `The files in ${directory} are no longer those of the preview: run \`pulumi up\` again when nothing writes to them any more.`,
    );
  return listing.files;
}

/** The create request: what the folder says goes along where the program says nothing. */
export async function completed(run: Run, body: Json): Promise<Json> {
  const { cluster, ...model } = body;
  const files = sourceOf(run.inputs).directory === undefined ? [] : await filesOf(run);
  const names = files.map(({ name }) => name);
  if (kindOf(run.inputs) === "HF_BASE_MODEL")
    model.baseModelDetails = {
      checkpointFormat: "HUGGINGFACE",
      worldSize: 1,
      ...(names.length > 0 ? { huggingfaceFiles: names } : {}),
      ...(model.baseModelDetails as Json | undefined),
    };
  if (isAdapter(run.inputs) && model.peftDetails !== undefined)
    model.peftDetails = { ...adapterConfig(files), ...(model.peftDetails as Json) };
  return { modelId: lastSegment(run.name as string), model, ...(cluster === undefined ? {} : { cluster }) };
}
