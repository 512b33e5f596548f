import * as z from "zod";
import type { Json, Kind } from "../lifecycle/kind";
import type { Shelf } from "../lifecycle/pages";
import type { Run } from "../lifecycle/run";
import { listed } from "../lifecycle/shared";
import { count, createTime, deletionPolicy, displayName, extra, modelName, name, updateTime } from "./common";
import { ACCELERATOR_TYPE, PRECISION, PRESET_TYPE, suggested } from "./values";

const fields = z.object({
  deploymentShapeId: z.string().optional().meta({
    immutable: true,
    default: "derived from the logical name",
    description: "The shape's id in the API. Pinned ids are deleted before they are replaced.",
  }),
  baseModel: modelName.meta({ immutable: true, description: "Full name of the model that the shape is for." }),
  displayName,
  description: z.string().optional().meta({ description: "What the shape is for." }),
  acceleratorType: suggested(ACCELERATOR_TYPE).optional().meta({ description: "GPU." }),
  acceleratorCount: count.min(1, "must be at least 1").optional().meta({ description: "GPUs of one replica." }),
  precision: suggested(PRECISION).optional().meta({ description: "Numeric precision of the weights." }),
  disableDeploymentSizeValidation: z
    .boolean()
    .optional()
    .meta({ description: "Skips the check that the model fits the accelerators." }),
  enableAddons: z.boolean().optional().meta({ default: "false", description: "Whether LoRA adapters can be loaded." }),
  draftModel: modelName.optional().meta({ description: "Model for speculative decoding." }),
  draftTokenCount: count.optional().meta({ description: "Tokens that the draft model proposes at a time." }),
  ngramSpeculationLength: count
    .optional()
    .meta({ description: "Length of the n-grams for speculation without a draft model." }),
  disableSpeculativeDecoding: z
    .boolean()
    .optional()
    .meta({ description: "Leaves the model's default draft model out." }),
  enableSessionAffinity: z
    .boolean()
    .optional()
    .meta({ description: "Whether requests of one session stay on one replica." }),
  numLoraDeviceCached: count.optional().meta({ description: "How many adapters stay in GPU memory." }),
  maxContextLength: count.optional().meta({ description: "Longest context in tokens." }),
  presetType: suggested(PRESET_TYPE).optional().meta({ description: "What the shape is tuned for." }),
  deletionPolicy,
  extra,
});

const outputs = z.object({
  name,
  version: z.string().meta({
    description:
      "Full name of the newest version. Every change of the shape makes a new, immutable one; a deployment that names it is pinned.",
  }),
  createTime,
  updateTime,
  modelType: z.string().meta({ description: "Architecture of the base model." }),
  parameterCount: z.string().meta({ description: "Parameters of the base model (an int64 as a string)." }),
});

async function withVersion(run: Run, shape: Json): Promise<Json> {
  const page = await run.client.request("GET", `v1/${run.name}/versions`, {
    query: { pageSize: 1, orderBy: "create_time desc" },
    signal: run.signal,
  });
  const [latest] = Array.isArray(page.deploymentShapeVersions) ? (page.deploymentShapeVersions as (Json | null)[]) : [];
  return { ...shape, version: typeof latest?.name === "string" ? latest.name : undefined };
}

/** The newest versions of all shapes of the account. */
async function withListedVersion(run: Run, shape: Json): Promise<Json | undefined> {
  const name = run.name as string;
  const shelf: Shelf = {
    client: run.client,
    path: `v1/${run.parent}/deploymentShapes/-/versions`,
    key: "deploymentShapeVersions",
    query: { orderBy: "create_time desc" },
    newest: true,
    nameOf: (version) => /^(.+)\/versions\/[^/]+$/.exec(String(version.name))?.[1],
  };
  const version = (await listed(shelf, name, run.signal))?.entries.get(name)?.name;
  return version === undefined ? undefined : { ...shape, version };
}

export const DeploymentShape: Kind = {
  type: "DeploymentShape",
  collection: "deploymentShapes",
  idField: "deploymentShapeId",
  doc: {
    summary: "Hardware, precision and what else belongs together, under a name that deployments refer to.",
    example: `const shape = new fireworks.DeploymentShape("long-context", {
  baseModel: "accounts/fireworks/models/llama-v3p1-8b-instruct",
  acceleratorType: "NVIDIA_H100_80GB",
  acceleratorCount: 2,
  precision: "FP8",
});
new fireworks.Deployment("chat", { baseModel: shape.baseModel, deploymentShape: shape.version });`,
    replaced: "A change of `baseModel` or `deploymentShapeId` replaces the shape; any other makes a new version of it.",
    leftAlone:
      "Versions that exist are immutable. Whether a version is `validated` or `public` is the service's to decide.",
    tornDown: "Deleted with its versions. Deployments keep what they were made with.",
  },
  fields,
  outputs,
  leftOut: {},
  states: { ready: ["STATE_UNSPECIFIED"], unfinished: [] },
  timeouts: { create: 300, update: 300, delete: 300 },
  patchRequires: ["baseModel"],
  complete: withVersion,
  completeFromList: withListedVersion,
};
