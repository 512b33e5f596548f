// Made from the declarations of Deployment in src/resources by `npm run generate`.
import type * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "../engine/inputs";
import { FireworksResource, type ResourceType } from "../engine/resource";

export interface DeploymentFields {
  /**
   * The deployment's id in the API. Pinned ids are deleted before they are replaced. A change replaces the object. Default: derived from the logical name.
   */
  deploymentId?: string;
  /**
   * Full name of the model to serve. A change replaces the object.
   */
  baseModel: string;
  /**
   * Full name of the shape: hardware, precision and what else was measured to work together. Without a version it floats: the gateway picks the latest validated one and stores it (output `deploymentShapeVersion`), which is no diff. With `/versions/<id>` it is pinned. `default` lets the service pick the shape.
   */
  deploymentShape?: "default" | string;
  /**
   * Human-readable name, at most 63 characters.
   */
  displayName?: string;
  /**
   * What the deployment is for.
   */
  description?: string;
  /**
   * Annotations of your own. Others', and the `pulumi-fireworks` mark that creation adds, are left alone.
   */
  annotations?: {
    [k: string]: string;
  };
  /**
   * Least number of replicas. With 0 the deployment scales to zero when idle, answers 503 until it is up again, and is deleted by the service after seven idle days. Default: 0.
   */
  minReplicaCount?: number;
  /**
   * Most replicas. Quota is charged on acceleratorCount × maxReplicaCount even when none runs; 0 stops the deployment and keeps it. Default: the larger of minReplicaCount and 1.
   */
  maxReplicaCount?: number;
  /**
   * Most replicas when revocable capacity counts too.
   */
  maxWithRevocableReplicaCount?: number;
  /**
   * When replicas are added and removed.
   */
  autoscalingPolicy?: {
    /**
     * How long load must be high before replicas are added; at most an hour. Default: "30s".
     */
    scaleUpWindow?: string;
    /**
     * How long load must be low before replicas are removed; at most an hour. Default: "600s".
     */
    scaleDownWindow?: string;
    /**
     * How long there must be no request before the last replica goes; at least five minutes. Default: "3600s".
     */
    scaleToZeroWindow?: string;
    /**
     * Load per replica that scaling aims at, by metric: `default`, `tokens_generated_per_second`, `prompt_tokens_per_second`, `requests_per_second`, `concurrent_requests`.
     */
    loadTargets?: {
      [k: string]: number;
    };
    /**
     * Raised minimums by time of day, by a name of your own.
     */
    scalingSchedules?: {
      [k: string]: {
        /**
         * Least number of replicas while the schedule is active; the highest of all active ones wins.
         */
        minReplicaCount: number;
        /**
         * When it begins: five fields of cron, such as `0 8 * * 1-5`.
         */
        schedule: string;
        /**
         * How long it stays active, such as `"36000s"`.
         */
        duration: string;
        /**
         * IANA time zone of the schedule, such as `Europe/Berlin`.
         */
        timezone: string;
        /**
         * What it is for.
         */
        description?: string;
        /**
         * Keeps the schedule without its effect.
         */
        disabled?: boolean;
      };
    };
  };
  /**
   * GPU. Only without a shape. Sources disagree on whether it can change in place; it is replaced. A change replaces the object. Default: the shape's.
   */
  acceleratorType?:
    | "NVIDIA_A100_80GB"
    | "NVIDIA_H100_80GB"
    | "AMD_MI300X_192GB"
    | "NVIDIA_A10G_24GB"
    | "NVIDIA_A100_40GB"
    | "NVIDIA_L4_24GB"
    | "NVIDIA_H200_141GB"
    | "NVIDIA_B200_180GB"
    | "AMD_MI325X_256GB"
    | "AMD_MI350X_288GB"
    | "NVIDIA_B300_288GB"
    | (string & {});
  /**
   * GPUs of one replica. Default: the shape's.
   */
  acceleratorCount?: number;
  /**
   * Numeric precision of the weights. Only without a shape. Default: the shape's.
   */
  precision?:
    | "FP16"
    | "FP8"
    | "FP8_MM"
    | "FP8_AR"
    | "FP8_MM_KV_ATTN"
    | "FP8_KV"
    | "FP8_MM_V2"
    | "FP8_V2"
    | "FP8_MM_KV_ATTN_V2"
    | "NF4"
    | "FP4"
    | "BF16"
    | "FP4_BLOCKSCALED_MM"
    | "FP4_MX_MOE"
    | (string & {});
  /**
   * Longest context in tokens. Default: the model's.
   */
  maxContextLength?: number;
  /**
   * Whether LoRA adapters can be loaded (DeployedModel). Not with quantised precisions. Default: false.
   */
  enableAddons?: boolean;
  /**
   * Model for speculative decoding.
   */
  draftModel?: string;
  /**
   * Tokens that the draft model proposes at a time.
   */
  draftTokenCount?: number;
  /**
   * Length of the n-grams for speculation without a draft model.
   */
  ngramSpeculationLength?: number;
  /**
   * Whether requests of one session stay on one replica. Default: false.
   */
  enableSessionAffinity?: boolean;
  /**
   * Whether multi-token prediction is used. Newer than the specification file.
   */
  enableMtp?: boolean;
  /**
   * How many adapters stay in GPU memory.
   */
  numPeftDeviceCached?: number;
  /**
   * A route past the gateway; needs `placement.region` and an enterprise account.
   */
  directRouteType?: "INTERNET" | "GCP_PRIVATE_SERVICE_CONNECT" | "AWS_PRIVATELINK" | (string & {});
  /**
   * Keys that the direct route accepts. Kept from state on refresh: whether the API returns them is not documented. Never read back. Secret: encrypted in state, never printed.
   */
  directRouteApiKeys?: string[];
  /**
   * Where replicas run: one of its members. Set at creation; the API does not move a deployment. A change replaces the object. Default: the service's choice.
   */
  placement?: {
    /**
     * One region.
     */
    region?:
      | "US_IOWA_1"
      | "US_VIRGINIA_1"
      | "US_VIRGINIA_2"
      | "US_ILLINOIS_1"
      | "AP_TOKYO_1"
      | "US_ARIZONA_1"
      | "US_TEXAS_1"
      | "US_ILLINOIS_2"
      | "EU_FRANKFURT_1"
      | "US_TEXAS_2"
      | "EU_ICELAND_1"
      | "EU_ICELAND_2"
      | "US_WASHINGTON_1"
      | "US_WASHINGTON_2"
      | "US_WASHINGTON_3"
      | "AP_TOKYO_2"
      | "US_CALIFORNIA_1"
      | "US_UTAH_1"
      | "US_GEORGIA_1"
      | "US_GEORGIA_2"
      | "US_WASHINGTON_4"
      | "US_GEORGIA_3"
      | "NA_BRITISHCOLUMBIA_1"
      | "US_GEORGIA_4"
      | "US_OHIO_1"
      | "US_NEWYORK_1"
      | "EU_NETHERLANDS_1"
      | "US_WASHINGTON_5"
      | "US_MINNESOTA_1"
      | "US_CALIFORNIA_2"
      | "AP_MALAYSIA_1"
      | "US_OHIO_2"
      | "EU_LONDON_1"
      | "EU_PARIS_1"
      | "EU_HELSINKI_1"
      | "US_NEVADA_1"
      | "EU_ICELAND_DEV_1"
      | "US_ARIZONA_2"
      | "US_ARIZONA_3"
      | "US_MISSOURI_1"
      | "US_TEXAS_3"
      | "EU_ICELAND_3"
      | (string & {});
    /**
     * A group of regions.
     */
    multiRegion?: "GLOBAL" | "US" | "EUROPE" | "APAC" | (string & {});
    /**
     * Several regions.
     */
    regions?:
      | "US_IOWA_1"
      | "US_VIRGINIA_1"
      | "US_VIRGINIA_2"
      | "US_ILLINOIS_1"
      | "AP_TOKYO_1"
      | "US_ARIZONA_1"
      | "US_TEXAS_1"
      | "US_ILLINOIS_2"
      | "EU_FRANKFURT_1"
      | "US_TEXAS_2"
      | "EU_ICELAND_1"
      | "EU_ICELAND_2"
      | "US_WASHINGTON_1"
      | "US_WASHINGTON_2"
      | "US_WASHINGTON_3"
      | "AP_TOKYO_2"
      | "US_CALIFORNIA_1"
      | "US_UTAH_1"
      | "US_GEORGIA_1"
      | "US_GEORGIA_2"
      | "US_WASHINGTON_4"
      | "US_GEORGIA_3"
      | "NA_BRITISHCOLUMBIA_1"
      | "US_GEORGIA_4"
      | "US_OHIO_1"
      | "US_NEWYORK_1"
      | "EU_NETHERLANDS_1"
      | "US_WASHINGTON_5"
      | "US_MINNESOTA_1"
      | "US_CALIFORNIA_2"
      | "AP_MALAYSIA_1"
      | "US_OHIO_2"
      | "EU_LONDON_1"
      | "EU_PARIS_1"
      | "EU_HELSINKI_1"
      | "US_NEVADA_1"
      | "EU_ICELAND_DEV_1"
      | "US_ARIZONA_2"
      | "US_ARIZONA_3"
      | "US_MISSOURI_1"
      | "US_TEXAS_3"
      | "EU_ICELAND_3"
      | (string & {})[];
  };
  /**
   * Template the deployment is made from. A change replaces the object.
   */
  deploymentTemplate?: string;
  /**
   * Tuning by the service.
   */
  autoTune?: {
    /**
     * Tuned for long prompts.
     */
    longPrompt?: boolean;
  };
  /**
   * Skips the check that the model fits the accelerators.
   */
  disableDeploymentSizeValidation?: boolean;
  /**
   * Whether weights can be swapped while serving. A change replaces the object.
   */
  enableHotLoad?: boolean;
  /**
   * Kind of bucket that weights are loaded from. A change replaces the object.
   */
  hotLoadBucketType?: "MINIO" | "S3" | "NEBIUS" | "FW_HOSTED" | (string & {});
  /**
   * The bucket that weights are loaded from. A change replaces the object.
   */
  hotLoadBucketUrl?: string;
  /**
   * Trainer job whose checkpoints are loaded; a change rolls the replicas.
   */
  hotLoadTrainerJob?: string;
  /**
   * How replicas change over to new weights. Newer than the specification file.
   */
  hotLoadTransitionType?: string;
  /**
   * Whether the newest merged adapter replaces the loaded one.
   */
  enableHotReloadLatestAddon?: boolean;
  /**
   * Model version that serves. Default: written by rollouts.
   */
  activeModelVersion?: string;
  /**
   * Model version that a rollout goes to. Default: written by rollouts.
   */
  targetModelVersion?: string;
  /**
   * Pricing plan.
   */
  pricingPlanId?: string;
  /**
   * Deprecated by the API, without effect.
   */
  expireTime?: string;
  /**
   * Runs on capacity that can be taken away. Newer than the specification file. A change replaces the object.
   */
  preemptible?: boolean;
  /**
   * Made for a training job. Newer than the specification file. A change replaces the object.
   */
  forTraining?: boolean;
  /**
   * Arguments of the server process; superusers only. Newer than the specification file.
   */
  extraArgs?: string[];
  /**
   * Values of the server's chart; superusers only. Newer than the specification file.
   */
  extraValues?: {
    [k: string]: unknown;
  };
  /**
   * Creates without a shape, which the API otherwise refuses. Counts at creation only: a later change is no diff.
   */
  acceptShapelessRisk?: boolean;
  /**
   * Accepts a shape version that is not validated, at creation and when the shape changes.
   */
  skipShapeValidation?: boolean;
  /**
   * Makes no DeployedModel of the base model. Counts at creation only: a later change is no diff.
   */
  disableAutoDeploy?: boolean;
  /**
   * Creates without the model's default draft model. Counts at creation only: a later change is no diff.
   */
  disableSpeculativeDecoding?: boolean;
  /**
   * Accepts an image tag that is not validated; superusers only. Counts at creation only: a later change is no diff.
   */
  skipImageTagValidation?: boolean;
  /**
   * What success means: `ready` is the API's READY, which may be zero replicas; `serving` is `minReplicaCount` replicas, at least one, ready for requests; `none` does not wait. Default: "ready".
   */
  waitFor?: "ready" | "serving" | "none";
  /**
   * What a destroy or a replacement does: `hard` deletes and frees the id; `soft` leaves a tombstone for about seven days, which can be undeleted and reserves the id; `retain` leaves the deployment running, and billed. A change is stored for the deletion and sends no request. Default: "hard".
   */
  deletionPolicy?: "hard" | "soft" | "retain";
  /**
   * Deletes even a deployment that had requests within the last hour, which the API otherwise refuses. A change is stored for the deletion and sends no request. Default: false, or FIREWORKS_IGNORE_CHECKS of the environment.
   */
  ignoreChecks?: boolean;
  /**
   * The escape hatch: fields and query parameters that the API has and this package does not know yet. Fields are compared with what the gateway returns; where it does not return them, with what was sent last.
   */
  extra?: {
    /**
     * Fields of the object, in the API's camelCase.
     */
    body?: {
      [k: string]: unknown;
    };
    /**
     * Query parameters of the create request.
     */
    query?: {
      [k: string]: unknown;
    };
  };
}

export interface DeploymentOutputs {
  /**
   * Full resource name, `accounts/<account>/<collection>/<id>`: what other resources refer to.
   */
  name: string;
  /**
   * State as the gateway last told it.
   */
  state: string;
  /**
   * The gateway's own words on the state: a code such as `RESOURCE_EXHAUSTED`, and a message.
   */
  status: {
    code?: string;
    message?: string;
  };
  /**
   * When the object was created (RFC 3339).
   */
  createTime: string;
  /**
   * When the object was last changed (RFC 3339).
   */
  updateTime: string;
  /**
   * The shape's version that the deployment runs, as the gateway stored it.
   */
  deploymentShapeVersion: string;
  /**
   * GPUs of one replica, whether the program or the shape says so: what it costs follows.
   */
  hardware: {
    acceleratorType: string;
    acceleratorCount: number;
  };
  /**
   * Replicas there are.
   */
  replicaCount: number;
  /**
   * Replicas that scaling aims at.
   */
  desiredReplicaCount: number;
  /**
   * Replicas that serve.
   */
  readyReplicaCount: number;
  /**
   * Where the service placed it.
   */
  region: string;
  /**
   * The cluster it runs on.
   */
  cluster: string;
  /**
   * Address of the direct route.
   */
  directRouteHandle: string;
  /**
   * What an inference request names as its `model`.
   */
  inferenceModel: string;
}

/** Arguments of Deployment, each a value or an output of another resource. */
export interface DeploymentArgs extends Inputs<DeploymentFields> {}

const about: ResourceType = {
  "type": "Deployment",
  "idField": "deploymentId",
  "properties": [
    "deploymentId",
    "baseModel",
    "deploymentShape",
    "displayName",
    "description",
    "annotations",
    "minReplicaCount",
    "maxReplicaCount",
    "maxWithRevocableReplicaCount",
    "autoscalingPolicy",
    "acceleratorType",
    "acceleratorCount",
    "precision",
    "maxContextLength",
    "enableAddons",
    "draftModel",
    "draftTokenCount",
    "ngramSpeculationLength",
    "enableSessionAffinity",
    "enableMtp",
    "numPeftDeviceCached",
    "directRouteType",
    "directRouteApiKeys",
    "placement",
    "deploymentTemplate",
    "autoTune",
    "disableDeploymentSizeValidation",
    "enableHotLoad",
    "hotLoadBucketType",
    "hotLoadBucketUrl",
    "hotLoadTrainerJob",
    "hotLoadTransitionType",
    "enableHotReloadLatestAddon",
    "activeModelVersion",
    "targetModelVersion",
    "pricingPlanId",
    "expireTime",
    "preemptible",
    "forTraining",
    "extraArgs",
    "extraValues",
    "acceptShapelessRisk",
    "skipShapeValidation",
    "disableAutoDeploy",
    "disableSpeculativeDecoding",
    "skipImageTagValidation",
    "waitFor",
    "deletionPolicy",
    "ignoreChecks",
    "extra",
    "name",
    "state",
    "status",
    "createTime",
    "updateTime",
    "deploymentShapeVersion",
    "hardware",
    "replicaCount",
    "desiredReplicaCount",
    "readyReplicaCount",
    "region",
    "cluster",
    "directRouteHandle",
    "inferenceModel"
  ],
  "secrets": [
    "directRouteApiKeys"
  ]
};

/**
 * A model on GPUs of its own, billed per GPU-second while replicas run.
 *
 * @example
 * const chat = new fireworks.Deployment("chat", {
 *   baseModel: "accounts/fireworks/models/llama-v3p1-8b-instruct",
 *   deploymentShape: "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast",
 *   minReplicaCount: 1,
 *   maxReplicaCount: 4,
 *   waitFor: "serving",
 * }, { customTimeouts: { create: "40m" } });
 *
 * What the API cannot change in place replaces the deployment: `baseModel`, `deploymentId`, `placement`, `acceleratorType`, the template and the hot-load bucket. With a derived id the new one is ready before the old one goes.
 * Fields that the program leaves out: whatever the shape, the service or a person sets there is no drift. Annotations of others.
 * Deleted for good, so that the id is free again; see `deletionPolicy`. A deployment that had requests within the last hour is protected by the API unless `ignoreChecks` says otherwise.
 */
export class Deployment extends FireworksResource {
  /** The deployment's id in the API. Pinned ids are deleted before they are replaced. A change replaces the object. Default: derived from the logical name. */
  declare readonly deploymentId: pulumi.Output<DeploymentFields["deploymentId"]>;
  /** Full name of the model to serve. A change replaces the object. */
  declare readonly baseModel: pulumi.Output<DeploymentFields["baseModel"]>;
  /** Full name of the shape: hardware, precision and what else was measured to work together. Without a version it floats: the gateway picks the latest validated one and stores it (output `deploymentShapeVersion`), which is no diff. With `/versions/<id>` it is pinned. `default` lets the service pick the shape. */
  declare readonly deploymentShape: pulumi.Output<DeploymentFields["deploymentShape"]>;
  /** Human-readable name, at most 63 characters. */
  declare readonly displayName: pulumi.Output<DeploymentFields["displayName"]>;
  /** What the deployment is for. */
  declare readonly description: pulumi.Output<DeploymentFields["description"]>;
  /** Annotations of your own. Others', and the `pulumi-fireworks` mark that creation adds, are left alone. */
  declare readonly annotations: pulumi.Output<DeploymentFields["annotations"]>;
  /** Least number of replicas. With 0 the deployment scales to zero when idle, answers 503 until it is up again, and is deleted by the service after seven idle days. Default: 0. */
  declare readonly minReplicaCount: pulumi.Output<DeploymentFields["minReplicaCount"]>;
  /** Most replicas. Quota is charged on acceleratorCount × maxReplicaCount even when none runs; 0 stops the deployment and keeps it. Default: the larger of minReplicaCount and 1. */
  declare readonly maxReplicaCount: pulumi.Output<DeploymentFields["maxReplicaCount"]>;
  /** Most replicas when revocable capacity counts too. */
  declare readonly maxWithRevocableReplicaCount: pulumi.Output<DeploymentFields["maxWithRevocableReplicaCount"]>;
  /** When replicas are added and removed. */
  declare readonly autoscalingPolicy: pulumi.Output<DeploymentFields["autoscalingPolicy"]>;
  /** GPU. Only without a shape. Sources disagree on whether it can change in place; it is replaced. A change replaces the object. Default: the shape's. */
  declare readonly acceleratorType: pulumi.Output<DeploymentFields["acceleratorType"]>;
  /** GPUs of one replica. Default: the shape's. */
  declare readonly acceleratorCount: pulumi.Output<DeploymentFields["acceleratorCount"]>;
  /** Numeric precision of the weights. Only without a shape. Default: the shape's. */
  declare readonly precision: pulumi.Output<DeploymentFields["precision"]>;
  /** Longest context in tokens. Default: the model's. */
  declare readonly maxContextLength: pulumi.Output<DeploymentFields["maxContextLength"]>;
  /** Whether LoRA adapters can be loaded (DeployedModel). Not with quantised precisions. Default: false. */
  declare readonly enableAddons: pulumi.Output<DeploymentFields["enableAddons"]>;
  /** Model for speculative decoding. */
  declare readonly draftModel: pulumi.Output<DeploymentFields["draftModel"]>;
  /** Tokens that the draft model proposes at a time. */
  declare readonly draftTokenCount: pulumi.Output<DeploymentFields["draftTokenCount"]>;
  /** Length of the n-grams for speculation without a draft model. */
  declare readonly ngramSpeculationLength: pulumi.Output<DeploymentFields["ngramSpeculationLength"]>;
  /** Whether requests of one session stay on one replica. Default: false. */
  declare readonly enableSessionAffinity: pulumi.Output<DeploymentFields["enableSessionAffinity"]>;
  /** Whether multi-token prediction is used. Newer than the specification file. */
  declare readonly enableMtp: pulumi.Output<DeploymentFields["enableMtp"]>;
  /** How many adapters stay in GPU memory. */
  declare readonly numPeftDeviceCached: pulumi.Output<DeploymentFields["numPeftDeviceCached"]>;
  /** A route past the gateway; needs `placement.region` and an enterprise account. */
  declare readonly directRouteType: pulumi.Output<DeploymentFields["directRouteType"]>;
  /** Keys that the direct route accepts. Kept from state on refresh: whether the API returns them is not documented. Never read back. Secret: encrypted in state, never printed. */
  declare readonly directRouteApiKeys: pulumi.Output<DeploymentFields["directRouteApiKeys"]>;
  /** Where replicas run: one of its members. Set at creation; the API does not move a deployment. A change replaces the object. Default: the service's choice. */
  declare readonly placement: pulumi.Output<DeploymentFields["placement"]>;
  /** Template the deployment is made from. A change replaces the object. */
  declare readonly deploymentTemplate: pulumi.Output<DeploymentFields["deploymentTemplate"]>;
  /** Tuning by the service. */
  declare readonly autoTune: pulumi.Output<DeploymentFields["autoTune"]>;
  /** Skips the check that the model fits the accelerators. */
  declare readonly disableDeploymentSizeValidation: pulumi.Output<DeploymentFields["disableDeploymentSizeValidation"]>;
  /** Whether weights can be swapped while serving. A change replaces the object. */
  declare readonly enableHotLoad: pulumi.Output<DeploymentFields["enableHotLoad"]>;
  /** Kind of bucket that weights are loaded from. A change replaces the object. */
  declare readonly hotLoadBucketType: pulumi.Output<DeploymentFields["hotLoadBucketType"]>;
  /** The bucket that weights are loaded from. A change replaces the object. */
  declare readonly hotLoadBucketUrl: pulumi.Output<DeploymentFields["hotLoadBucketUrl"]>;
  /** Trainer job whose checkpoints are loaded; a change rolls the replicas. */
  declare readonly hotLoadTrainerJob: pulumi.Output<DeploymentFields["hotLoadTrainerJob"]>;
  /** How replicas change over to new weights. Newer than the specification file. */
  declare readonly hotLoadTransitionType: pulumi.Output<DeploymentFields["hotLoadTransitionType"]>;
  /** Whether the newest merged adapter replaces the loaded one. */
  declare readonly enableHotReloadLatestAddon: pulumi.Output<DeploymentFields["enableHotReloadLatestAddon"]>;
  /** Model version that serves. Default: written by rollouts. */
  declare readonly activeModelVersion: pulumi.Output<DeploymentFields["activeModelVersion"]>;
  /** Model version that a rollout goes to. Default: written by rollouts. */
  declare readonly targetModelVersion: pulumi.Output<DeploymentFields["targetModelVersion"]>;
  /** Pricing plan. */
  declare readonly pricingPlanId: pulumi.Output<DeploymentFields["pricingPlanId"]>;
  /** Deprecated by the API, without effect. */
  declare readonly expireTime: pulumi.Output<DeploymentFields["expireTime"]>;
  /** Runs on capacity that can be taken away. Newer than the specification file. A change replaces the object. */
  declare readonly preemptible: pulumi.Output<DeploymentFields["preemptible"]>;
  /** Made for a training job. Newer than the specification file. A change replaces the object. */
  declare readonly forTraining: pulumi.Output<DeploymentFields["forTraining"]>;
  /** Arguments of the server process; superusers only. Newer than the specification file. */
  declare readonly extraArgs: pulumi.Output<DeploymentFields["extraArgs"]>;
  /** Values of the server's chart; superusers only. Newer than the specification file. */
  declare readonly extraValues: pulumi.Output<DeploymentFields["extraValues"]>;
  /** Creates without a shape, which the API otherwise refuses. Counts at creation only: a later change is no diff. */
  declare readonly acceptShapelessRisk: pulumi.Output<DeploymentFields["acceptShapelessRisk"]>;
  /** Accepts a shape version that is not validated, at creation and when the shape changes. */
  declare readonly skipShapeValidation: pulumi.Output<DeploymentFields["skipShapeValidation"]>;
  /** Makes no DeployedModel of the base model. Counts at creation only: a later change is no diff. */
  declare readonly disableAutoDeploy: pulumi.Output<DeploymentFields["disableAutoDeploy"]>;
  /** Creates without the model's default draft model. Counts at creation only: a later change is no diff. */
  declare readonly disableSpeculativeDecoding: pulumi.Output<DeploymentFields["disableSpeculativeDecoding"]>;
  /** Accepts an image tag that is not validated; superusers only. Counts at creation only: a later change is no diff. */
  declare readonly skipImageTagValidation: pulumi.Output<DeploymentFields["skipImageTagValidation"]>;
  /** What success means: `ready` is the API's READY, which may be zero replicas; `serving` is `minReplicaCount` replicas, at least one, ready for requests; `none` does not wait. Default: "ready". */
  declare readonly waitFor: pulumi.Output<DeploymentFields["waitFor"]>;
  /** What a destroy or a replacement does: `hard` deletes and frees the id; `soft` leaves a tombstone for about seven days, which can be undeleted and reserves the id; `retain` leaves the deployment running, and billed. A change is stored for the deletion and sends no request. Default: "hard". */
  declare readonly deletionPolicy: pulumi.Output<DeploymentFields["deletionPolicy"]>;
  /** Deletes even a deployment that had requests within the last hour, which the API otherwise refuses. A change is stored for the deletion and sends no request. Default: false, or FIREWORKS_IGNORE_CHECKS of the environment. */
  declare readonly ignoreChecks: pulumi.Output<DeploymentFields["ignoreChecks"]>;
  /** The escape hatch: fields and query parameters that the API has and this package does not know yet. Fields are compared with what the gateway returns; where it does not return them, with what was sent last. */
  declare readonly extra: pulumi.Output<DeploymentFields["extra"]>;
  /** Full resource name, `accounts/<account>/<collection>/<id>`: what other resources refer to. */
  declare readonly name: pulumi.Output<DeploymentOutputs["name"]>;
  /** State as the gateway last told it. */
  declare readonly state: pulumi.Output<DeploymentOutputs["state"]>;
  /** The gateway's own words on the state: a code such as `RESOURCE_EXHAUSTED`, and a message. */
  declare readonly status: pulumi.Output<DeploymentOutputs["status"]>;
  /** When the object was created (RFC 3339). */
  declare readonly createTime: pulumi.Output<DeploymentOutputs["createTime"]>;
  /** When the object was last changed (RFC 3339). */
  declare readonly updateTime: pulumi.Output<DeploymentOutputs["updateTime"]>;
  /** The shape's version that the deployment runs, as the gateway stored it. */
  declare readonly deploymentShapeVersion: pulumi.Output<DeploymentOutputs["deploymentShapeVersion"]>;
  /** GPUs of one replica, whether the program or the shape says so: what it costs follows. */
  declare readonly hardware: pulumi.Output<DeploymentOutputs["hardware"]>;
  /** Replicas there are. */
  declare readonly replicaCount: pulumi.Output<DeploymentOutputs["replicaCount"]>;
  /** Replicas that scaling aims at. */
  declare readonly desiredReplicaCount: pulumi.Output<DeploymentOutputs["desiredReplicaCount"]>;
  /** Replicas that serve. */
  declare readonly readyReplicaCount: pulumi.Output<DeploymentOutputs["readyReplicaCount"]>;
  /** Where the service placed it. */
  declare readonly region: pulumi.Output<DeploymentOutputs["region"]>;
  /** The cluster it runs on. */
  declare readonly cluster: pulumi.Output<DeploymentOutputs["cluster"]>;
  /** Address of the direct route. */
  declare readonly directRouteHandle: pulumi.Output<DeploymentOutputs["directRouteHandle"]>;
  /** What an inference request names as its `model`. */
  declare readonly inferenceModel: pulumi.Output<DeploymentOutputs["inferenceModel"]>;

  /**
   * @param name the logical name, unique in the program
   * @param args what it is to be
   * @param options Pulumi's options; `import` takes over an object that exists
   */
  constructor(name: string, args: DeploymentArgs, options?: pulumi.CustomResourceOptions) {
    super(about, name, args, options);
  }

  /** Looks up an object that this program does not manage, by its full name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): Deployment {
    return new Deployment(name, {} as DeploymentArgs, { ...options, id });
  }
}
