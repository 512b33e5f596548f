import * as z from "zod";
import type { Kind } from "../lifecycle/kind";
import {
  count,
  createTime,
  deletionPolicy,
  displayName,
  extra,
  inferenceModel,
  int64,
  modelName,
  name,
  resourceName,
  state,
  status,
  updateTime,
} from "./common";
import { completed, enrich } from "./model/content";
import { fill } from "./model/fill";
import { prepare } from "./model/prepare";
import { remove } from "./model/remove";
import { source } from "./model/source";
import { CHECKPOINT_FORMAT, MODEL_KIND, PRECISION, SNAPSHOT_TYPE, suggested } from "./values";

const baseModelDetails = z.strictObject({
  checkpointFormat: suggested(CHECKPOINT_FORMAT)
    .optional()
    .meta({ default: '"HUGGINGFACE"', description: "Format of the weights." }),
  worldSize: count.optional().meta({ default: "1", description: "For how many GPUs the checkpoint is cut." }),
  huggingfaceFiles: z
    .array(z.string())
    .optional()
    .meta({ unordered: true, default: "the files of `source.directory`", description: "Names of the files." }),
  parameterCount: int64.optional().meta({ format: "int64", description: "Number of parameters." }),
  moe: z.boolean().optional().meta({ description: "Whether it is a mixture of experts." }),
  tunable: z.boolean().optional().meta({ description: "Whether it can be fine-tuned." }),
  modelType: z.string().optional().meta({ description: "Architecture, as in `config.json`." }),
  supportsFireattention: z.boolean().optional().meta({ description: "Whether FireAttention can serve it." }),
  supportsMtp: z.boolean().optional().meta({ description: "Whether multi-token prediction works with it." }),
});

const peftDetails = z.strictObject({
  baseModel: modelName.meta({
    description: "Full name of the model that the adapter was trained on; it must be READY.",
  }),
  r: z
    .int("must be a whole number")
    .min(4, "must be from 4 to 64")
    .max(64, "must be from 4 to 64")
    .optional()
    .meta({ default: "from `adapter_config.json` of `source.directory`", description: "Rank of the adapter." }),
  targetModules: z.array(z.string()).min(1, "must name at least one module").optional().meta({
    unordered: true,
    default: "from `adapter_config.json` of `source.directory`",
    description: "Modules that the adapter changes.",
  }),
  mergeAddonModelName: resourceName("models", "accounts/my-account/models/merged")
    .optional()
    .meta({ description: "Model that the adapter is merged into." }),
});

const conversationConfig = z.strictObject({
  style: z.string().meta({ description: "Chat template, such as `jinja`." }),
  system: z.string().optional().meta({ description: "Default system prompt." }),
  template: z.string().optional().meta({ description: "Jinja template, for the style `jinja`." }),
});

const date = z.strictObject({
  year: count.optional().meta({ description: "Year." }),
  month: count.optional().meta({ description: "Month, 1 to 12." }),
  day: count.optional().meta({ description: "Day of the month." }),
});

const fields = z.object({
  modelId: z.string().optional().meta({
    immutable: true,
    default: "derived from the logical name and the content",
    description: "The model's id in the API. Pinned ids are deleted before they are replaced.",
  }),
  kind: suggested(MODEL_KIND).optional().meta({
    immutable: true,
    default: '"HF_PEFT_ADDON"',
    description: "What it is: `HF_BASE_MODEL` for whole models, `HF_PEFT_ADDON` for LoRA adapters.",
  }),
  source: source.optional().meta({
    local: true,
    format: "json",
    description:
      "Where the weights come from: exactly one of its members. Other content replaces the model; the same content from another place, with other times or other credentials, does not. Left out for a model that exists already.",
  }),
  sourceVersion: z.string().optional().meta({
    immutable: true,
    local: true,
    description: "Any text. A change imports again: what lies in a bucket may change without its address changing.",
  }),
  displayName,
  description: z.string().optional().meta({ description: "What the model is for." }),
  baseModelDetails: baseModelDetails.optional().meta({
    immutable: true,
    default: "for HF_BASE_MODEL made from the folder",
    description: "Facts about a base model.",
  }),
  peftDetails: peftDetails
    .optional()
    .meta({ immutable: true, description: "Facts about a LoRA adapter. Required for `HF_PEFT_ADDON`." }),
  teftDetails: z.strictObject({}).optional().meta({ immutable: true, description: "Marks a TEFT add-on." }),
  preparedPrecisions: z.array(suggested(PRECISION)).optional().meta({
    local: true,
    unordered: true,
    description:
      "Precisions that the weights are converted to beforehand, so that deployments start sooner. One that is taken out stays prepared.",
  }),
  githubUrl: z.string().optional().meta({ description: "Where its code is." }),
  huggingFaceUrl: z.string().optional().meta({ description: "Where it is on Hugging Face." }),
  public: z.boolean().optional().meta({ default: "false", description: "Whether other accounts may use the model." }),
  conversationConfig: conversationConfig.optional().meta({
    default: "from the files",
    description: "How chat messages become a prompt.",
  }),
  contextLength: count.optional().meta({ default: "from the files", description: "Longest context in tokens." }),
  trainingContextLength: count.optional().meta({ description: "Longest context in tokens when it is fine-tuned." }),
  supportsImageInput: z
    .boolean()
    .optional()
    .meta({ default: "from the files", description: "Whether it sees images." }),
  supportsTools: z.boolean().optional().meta({ default: "from the files", description: "Whether it calls tools." }),
  supportsLora: z.boolean().optional().meta({ description: "Whether adapters can be loaded on it." }),
  useHfApplyChatTemplate: z.boolean().optional().meta({ description: "Uses the chat template of its tokenizer." }),
  defaultDraftModel: modelName.optional().meta({ description: "Model that deployments speculate with by default." }),
  defaultDraftTokenCount: count.optional().meta({ description: "Tokens that it proposes at a time." }),
  deprecationDate: date.optional().meta({ description: "When it goes out of service." }),
  snapshotType: suggested(SNAPSHOT_TYPE)
    .optional()
    .meta({
      immutable: true,
      zero: SNAPSHOT_TYPE[0],
      default: `"${SNAPSHOT_TYPE[0]}"`,
      description: "Whether a snapshot is whole or builds on another.",
    }),
  rendererHuggingFaceRepoId: z
    .string()
    .optional()
    .meta({ description: "Hugging Face repository of its renderer. Newer than the specification file." }),
  cluster: z.string().optional().meta({
    immutable: true,
    inputOnly: true,
    description: "Full name of the cluster of your own that the model is made on.",
  }),
  skipHfConfigValidation: z
    .boolean()
    .optional()
    .meta({ local: true, default: "false", description: "Accepts an upload whose `config.json` is not understood." }),
  trustRemoteCode: z
    .boolean()
    .optional()
    .meta({ local: true, default: "false", description: "Accepts an upload that brings code of its own." }),
  deletionPolicy,
  extra,
});

const flag = (description: string) => z.boolean().meta({ description });

const outputs = z.object({
  name,
  state,
  status,
  createTime,
  updateTime,
  inferenceModel,
  importedFrom: z.string().meta({ description: "Where the service imported it from." }),
  fineTuningJob: z.string().meta({ description: "The job that made it." }),
  calibrated: flag("Whether it is calibrated for lower precisions."),
  tunable: flag("Whether it can be fine-tuned."),
  rlTunable: flag("Whether it can be tuned by reinforcement learning."),
  supervisedLoraTunable: flag("Whether an adapter for it can be trained on examples."),
  supervisedFullParameterTunable: flag("Whether all its parameters can be trained on examples."),
  rlLoraTunable: flag("Whether an adapter for it can be trained by reinforcement learning."),
  rlFullParameterTunable: flag("Whether all its parameters can be trained by reinforcement learning."),
  supportsServerless: flag("Whether it can be used without a deployment."),
  defaultSamplingParams: z
    .record(z.string(), z.number())
    .meta({ description: "Sampling parameters that requests get by default." }),
  supportedPrecisions: z.array(z.string()).meta({ description: "Precisions that deployments can serve it with." }),
  supportedPrecisionsWithCalibration: z
    .array(z.string())
    .meta({ description: "Precisions that it can be served with once it is calibrated." }),
});

const HOUR = 3600;

export const Model: Kind = {
  type: "Model",
  collection: "models",
  idField: "modelId",
  doc: {
    summary: "Weights of your own, a base model or a LoRA adapter, uploaded from a folder or imported from a bucket.",
    example: `const weights = new fireworks.Model("support-weights", {
  kind: "HF_BASE_MODEL",
  source: { directory: "./weights" },
});
const adapter = new fireworks.Model("tone", {
  source: { awsS3Source: { s3Bucket: "my-adapters", s3Path: "tone/v3", roleArn } },
  peftDetails: { baseModel: weights.name, r: 16, targetModules: ["q_proj", "v_proj"] },
});`,
    replaced:
      "Other content replaces the model, as do `modelId`, `kind`, `sourceVersion`, `cluster`, `snapshotType`, and the details. A folder is known by what is in its files: a fresh clone with other times is the same content.",
    leftAlone:
      "What the service reads from the files where the program says nothing. A folder that is missing, as in a pipeline without the weights, as long as nothing has to be uploaded.",
    tornDown:
      "Deleted, for about two minutes again and again while the service still counts deployments that are gone. One whose upload never finished is finished with empty files first, since the API may refuse to delete it.",
  },
  fields,
  outputs,
  leftOut: {
    deployedModelRefs: "changes with every deployment of the model; DeployedModel and Deployment say it",
  },
  states: { ready: ["READY"], unfinished: ["UPLOADING"] },
  timeouts: { create: 6 * HOUR, update: 6 * HOUR, delete: 600 },
  enrich,
  createBody: completed,
  fill,
  sync: prepare,
  remove,
  present: (model) => ({ inferenceModel: model.name }),
};
