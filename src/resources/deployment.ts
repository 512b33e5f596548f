import * as z from "zod";
import type { Kind } from "../lifecycle/kind";
import {
  count,
  createTime,
  displayName,
  extra,
  inferenceModel,
  modelName,
  name,
  resourceName,
  state,
  status,
  timestamp,
  updateTime,
} from "./common";
import { autoscalingPolicy, schedules, windows } from "./deployment/autoscaling";
import { foresee } from "./deployment/foresee";
import { describe, present } from "./deployment/present";
import { onePlacement, replicaBounds, shapeOrHardware } from "./deployment/rules";
import { explain, progress, states, verdict } from "./deployment/waiting";
import {
  ACCELERATOR_TYPE,
  DIRECT_ROUTE_TYPE,
  HOT_LOAD_BUCKET_TYPE,
  MULTI_REGION,
  PRECISION,
  REGION,
  suggested,
} from "./values";

const placement = z.strictObject({
  region: suggested(REGION).optional().meta({ description: "One region." }),
  multiRegion: suggested(MULTI_REGION).optional().meta({ description: "A group of regions." }),
  regions: z.array(suggested(REGION)).optional().meta({ description: "Several regions." }),
});

const fields = z.object({
  deploymentId: z.string().optional().meta({
    immutable: true,
    default: "derived from the logical name",
    description: "The deployment's id in the API. Pinned ids are deleted before they are replaced.",
  }),
  baseModel: modelName.meta({ immutable: true, description: "Full name of the model to serve." }),
  deploymentShape: z
    .union([
      z.literal("default"),
      resourceName("deploymentShapes", "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast"),
    ])
    .optional()
    .meta({
      rewritten: "version",
      description:
        "Full name of the shape: hardware, precision and what else was measured to work together. Without a version it floats: the gateway picks the latest validated one and stores it (output `deploymentShapeVersion`), which is no diff. With `/versions/<id>` it is pinned. `default` lets the service pick the shape.",
    }),
  displayName,
  description: z.string().optional().meta({ description: "What the deployment is for." }),
  annotations: z.record(z.string(), z.string()).optional().meta({
    description:
      "Annotations of your own. Others', and the `pulumi-fireworks` mark that creation adds, are left alone.",
  }),
  minReplicaCount: count.optional().meta({
    default: "0",
    description:
      "Least number of replicas. With 0 the deployment scales to zero when idle, answers 503 until it is up again, and is deleted by the service after seven idle days.",
  }),
  maxReplicaCount: count.optional().meta({
    default: "the larger of minReplicaCount and 1",
    description:
      "Most replicas. Quota is charged on acceleratorCount × maxReplicaCount even when none runs; 0 stops the deployment and keeps it.",
  }),
  maxWithRevocableReplicaCount: count
    .optional()
    .meta({ description: "Most replicas when revocable capacity counts too." }),
  autoscalingPolicy: autoscalingPolicy.optional().meta({ description: "When replicas are added and removed." }),
  acceleratorType: suggested(ACCELERATOR_TYPE).optional().meta({
    immutable: true,
    default: "the shape's",
    description: "GPU. Only without a shape. Sources disagree on whether it can change in place; it is replaced.",
  }),
  acceleratorCount: count
    .min(1, "must be at least 1")
    .optional()
    .meta({ default: "the shape's", description: "GPUs of one replica." }),
  precision: suggested(PRECISION)
    .optional()
    .meta({ default: "the shape's", description: "Numeric precision of the weights. Only without a shape." }),
  maxContextLength: count.optional().meta({ default: "the model's", description: "Longest context in tokens." }),
  enableAddons: z.boolean().optional().meta({
    default: "false",
    description: "Whether LoRA adapters can be loaded (DeployedModel). Not with quantised precisions.",
  }),
  draftModel: modelName.optional().meta({ description: "Model for speculative decoding." }),
  draftTokenCount: count.optional().meta({ description: "Tokens that the draft model proposes at a time." }),
  ngramSpeculationLength: count
    .optional()
    .meta({ description: "Length of the n-grams for speculation without a draft model." }),
  enableSessionAffinity: z
    .boolean()
    .optional()
    .meta({ default: "false", description: "Whether requests of one session stay on one replica." }),
  enableMtp: z
    .boolean()
    .optional()
    .meta({ description: "Whether multi-token prediction is used. Newer than the specification file." }),
  numPeftDeviceCached: count.optional().meta({ description: "How many adapters stay in GPU memory." }),
  directRouteType: suggested(DIRECT_ROUTE_TYPE)
    .optional()
    .meta({ description: "A route past the gateway; needs `placement.region` and an enterprise account." }),
  directRouteApiKeys: z.array(z.string()).optional().meta({
    secret: true,
    inputOnly: true,
    description:
      "Keys that the direct route accepts. Kept from state on refresh: whether the API returns them is not documented.",
  }),
  placement: placement.optional().meta({
    immutable: true,
    default: "the service's choice",
    description: "Where replicas run: one of its members. Set at creation; the API does not move a deployment.",
  }),
  deploymentTemplate: z
    .string()
    .optional()
    .meta({ immutable: true, description: "Template the deployment is made from." }),
  autoTune: z
    .strictObject({ longPrompt: z.boolean().optional().meta({ description: "Tuned for long prompts." }) })
    .optional()
    .meta({ description: "Tuning by the service." }),
  disableDeploymentSizeValidation: z
    .boolean()
    .optional()
    .meta({ description: "Skips the check that the model fits the accelerators." }),
  enableHotLoad: z
    .boolean()
    .optional()
    .meta({ immutable: true, description: "Whether weights can be swapped while serving." }),
  hotLoadBucketType: suggested(HOT_LOAD_BUCKET_TYPE)
    .optional()
    .meta({ immutable: true, description: "Kind of bucket that weights are loaded from." }),
  hotLoadBucketUrl: z
    .string()
    .optional()
    .meta({ immutable: true, description: "The bucket that weights are loaded from." }),
  hotLoadTrainerJob: z
    .string()
    .optional()
    .meta({ description: "Trainer job whose checkpoints are loaded; a change rolls the replicas." }),
  hotLoadTransitionType: z
    .string()
    .optional()
    .meta({ description: "How replicas change over to new weights. Newer than the specification file." }),
  enableHotReloadLatestAddon: z
    .boolean()
    .optional()
    .meta({ description: "Whether the newest merged adapter replaces the loaded one." }),
  activeModelVersion: z
    .string()
    .optional()
    .meta({ default: "written by rollouts", description: "Model version that serves." }),
  targetModelVersion: z
    .string()
    .optional()
    .meta({ default: "written by rollouts", description: "Model version that a rollout goes to." }),
  pricingPlanId: z.string().optional().meta({ description: "Pricing plan." }),
  expireTime: timestamp.optional().meta({ format: "timestamp", description: "Deprecated by the API, without effect." }),
  preemptible: z.boolean().optional().meta({
    immutable: true,
    description: "Runs on capacity that can be taken away. Newer than the specification file.",
  }),
  forTraining: z
    .boolean()
    .optional()
    .meta({ immutable: true, description: "Made for a training job. Newer than the specification file." }),
  extraArgs: z
    .array(z.string())
    .optional()
    .meta({ description: "Arguments of the server process; superusers only. Newer than the specification file." }),
  extraValues: z
    .record(z.string(), z.any())
    .optional()
    .meta({ description: "Values of the server's chart; superusers only. Newer than the specification file." }),
  acceptShapelessRisk: z
    .boolean()
    .optional()
    .meta({ createOnly: true, query: true, description: "Creates without a shape, which the API otherwise refuses." }),
  skipShapeValidation: z.boolean().optional().meta({
    query: true,
    description: "Accepts a shape version that is not validated, at creation and when the shape changes.",
  }),
  disableAutoDeploy: z
    .boolean()
    .optional()
    .meta({ createOnly: true, query: true, description: "Makes no DeployedModel of the base model." }),
  disableSpeculativeDecoding: z
    .boolean()
    .optional()
    .meta({ createOnly: true, query: true, description: "Creates without the model's default draft model." }),
  skipImageTagValidation: z.boolean().optional().meta({
    createOnly: true,
    query: true,
    description: "Accepts an image tag that is not validated; superusers only.",
  }),
  waitFor: z.enum(["ready", "serving", "none"]).optional().meta({
    local: true,
    default: '"ready"',
    description:
      "What success means: `ready` is the API's READY, which may be zero replicas; `serving` is `minReplicaCount` replicas, at least one, ready for requests; `none` does not wait.",
  }),
  deletionPolicy: z.enum(["hard", "soft", "retain"]).optional().meta({
    deleteOnly: true,
    local: true,
    default: '"hard"',
    description:
      "What a destroy or a replacement does: `hard` deletes and frees the id; `soft` leaves a tombstone for about seven days, which can be undeleted and reserves the id; `retain` leaves the deployment running, and billed.",
  }),
  ignoreChecks: z.boolean().optional().meta({
    deleteOnly: true,
    local: true,
    default: "false, or FIREWORKS_IGNORE_CHECKS of the environment",
    description: "Deletes even a deployment that had requests within the last hour, which the API otherwise refuses.",
  }),
  extra,
});

const replicas = z.number().int();

const outputs = z.object({
  name,
  state,
  status,
  createTime,
  updateTime,
  deploymentShapeVersion: z
    .string()
    .meta({ description: "The shape's version that the deployment runs, as the gateway stored it." }),
  hardware: z
    .object({ acceleratorType: z.string(), acceleratorCount: replicas })
    .meta({ description: "GPUs of one replica, whether the program or the shape says so: what it costs follows." }),
  replicaCount: replicas.meta({ description: "Replicas there are." }),
  desiredReplicaCount: replicas.meta({ description: "Replicas that scaling aims at." }),
  readyReplicaCount: replicas.meta({ description: "Replicas that serve." }),
  region: z.string().meta({ description: "Where the service placed it." }),
  cluster: z.string().meta({ description: "The cluster it runs on." }),
  directRouteHandle: z.string().meta({ description: "Address of the direct route." }),
  inferenceModel,
});

const HOUR = 3600;

export const Deployment: Kind = {
  type: "Deployment",
  collection: "deployments",
  idField: "deploymentId",
  doc: {
    summary: "A model on GPUs of its own, billed per GPU-second while replicas run.",
    example: `const chat = new fireworks.Deployment("chat", {
  baseModel: "accounts/fireworks/models/llama-v3p1-8b-instruct",
  deploymentShape: "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast",
  minReplicaCount: 1,
  maxReplicaCount: 4,
  waitFor: "serving",
}, { customTimeouts: { create: "40m" } });`,
    replaced:
      "What the API cannot change in place replaces the deployment: `baseModel`, `deploymentId`, `placement`, `acceleratorType`, the template and the hot-load bucket. With a derived id the new one is ready before the old one goes.",
    leftAlone:
      "Fields that the program leaves out: whatever the shape, the service or a person sets there is no drift. Annotations of others.",
    tornDown:
      "Deleted for good, so that the id is free again; see `deletionPolicy`. A deployment that had requests within the last hour is protected by the API unless `ignoreChecks` says otherwise.",
  },
  fields,
  outputs,
  leftOut: {
    purgeTime: "only on tombstones, which are read as gone",
    deleteTime: "only on tombstones, which are read as gone",
    replicaStats: "changes every second; its ready replicas are readyReplicaCount",
  },
  rules: [shapeOrHardware, replicaBounds, windows, schedules, onePlacement],
  states,
  timeouts: { create: HOUR, update: HOUR, delete: HOUR },
  patchRequires: ["baseModel"],
  mark: "annotations",
  verdict,
  progress,
  explain,
  validates: true,
  foresee,
  describe,
  updateQuery: (inputs) => (inputs.skipShapeValidation === true ? { skipShapeValidation: true } : {}),
  deleteQuery: (props) => ({
    hard: props.deletionPolicy !== "soft",
    ignoreChecks: props.ignoreChecks === true || /^(1|true)$/i.test(process.env.FIREWORKS_IGNORE_CHECKS ?? ""),
  }),
  present,
};
