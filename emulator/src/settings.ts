/** Durations of the state machines, in virtual seconds. */
export interface Timing {
  deploymentCreateSeconds: number;
  deploymentUpdateSeconds: number;
  deploymentDeleteSeconds: number;
  deploymentScaleUpSeconds: number;
  deployedModelSeconds: number;
  undeploySeconds: number;
  modelImportSeconds: number;
  modelPrepareSeconds: number;
  modelBusySeconds: number;
  routerSeconds: number;
  userSeconds: number;
  uploadUrlSeconds: number;
}

/** What shall become of chosen objects. The first rule that matches counts, for as long as it stands. */
export interface OutcomeRule {
  /** Regular expression for the id. */
  match: string;
  outcome: "FAILED" | "RESOURCE_EXHAUSTED" | "SLOW";
  /** Default: deployments. */
  collection?: "deployments" | "deployedModels" | "models";
  acceleratorType?: string;
  region?: string;
  message?: string;
  terminationMessage?: string;
}

export interface Settings {
  mask: "explicit" | "fromBody" | "replaceWithoutMask";
  camelCaseMask: "accept" | "ignore" | "reject";
  patchRequired: "enforce" | "ignore";
  patchWithoutBaseModel: "accept" | "reject" | "keepOldBounds";
  patchWhileUpdating: "reject" | "accept";
  acceleratorTypeInPlace: boolean;
  placementInPlace: boolean;
  unknownQuery: "reject" | "ignore";
  unknownFields: "reject" | "ignore";
  zeroValues: "omit" | "emit";
  missingSecret: 500 | 404;
  secretName: "both" | "full" | "bare";
  shapeMatch: "catalogue" | "exact" | "off";
  shapesValidated: boolean;
  shapeCreation: "allow" | "deny";
  loadTargets: "all" | "default";
  autoRouters: "multiRegion" | "never";
  hardDeleteOfDeleted: "free" | "keep";
  deletionOfReferred: "reject" | "accept";
  deletionOfUploading: "reject" | "accept";
  chunkedUpload: "drop" | "refuse";
  lengthRangeHeader: "require" | "ignore";
  requestsPerSecond: number;
  quotaStatus: 429 | 400;
  defaultQuota: number;
  tombstoneDays: number;
  idleDays: number;
  defaultRegion: string;
  timing: Timing;
  outcome: OutcomeRule[];
}

export type SettingsChange = Partial<Omit<Settings, "timing">> & { timing?: Partial<Timing> };

export const defaultSettings = (): Settings => ({
  mask: "explicit",
  camelCaseMask: "ignore",
  patchRequired: "enforce",
  patchWithoutBaseModel: "accept",
  patchWhileUpdating: "reject",
  acceleratorTypeInPlace: false,
  placementInPlace: false,
  unknownQuery: "reject",
  unknownFields: "reject",
  zeroValues: "omit",
  missingSecret: 500,
  secretName: "both",
  shapeMatch: "catalogue",
  shapesValidated: true,
  shapeCreation: "allow",
  loadTargets: "all",
  autoRouters: "multiRegion",
  hardDeleteOfDeleted: "free",
  deletionOfReferred: "reject",
  deletionOfUploading: "accept",
  chunkedUpload: "drop",
  lengthRangeHeader: "require",
  requestsPerSecond: 0,
  quotaStatus: 429,
  defaultQuota: 16,
  tombstoneDays: 7,
  idleDays: 7,
  defaultRegion: "US_ILLINOIS_2",
  timing: {
    deploymentCreateSeconds: 120,
    deploymentUpdateSeconds: 30,
    deploymentDeleteSeconds: 10,
    deploymentScaleUpSeconds: 30,
    deployedModelSeconds: 20,
    undeploySeconds: 5,
    modelImportSeconds: 60,
    modelPrepareSeconds: 60,
    modelBusySeconds: 10,
    routerSeconds: 5,
    userSeconds: 2,
    uploadUrlSeconds: 3600,
  },
  outcome: [],
});

/** What each setting does: the table in the README, and the answer of `GET /__emulator/settings?describe=true`. */
export const settingMeanings: Record<Exclude<keyof Settings, "timing"> | `timing.${keyof Timing}`, string> = {
  mask: "`explicit`: updateMask counts, without one it is derived from the body. `fromBody`: updateMask is ignored. `replaceWithoutMask`: without a mask every mutable field is replaced",
  camelCaseMask: "what a mask path in camelCase does: applied, silently not applied, or 400",
  patchRequired:
    "a PATCH without the body fields that the schema requires, a deployment's baseModel apart: 400, or accepted",
  patchWithoutBaseModel:
    "a PATCH of a deployment without its baseModel: accepted, 400, or accepted while the replica bounds stay as they were",
  patchWhileUpdating:
    "a PATCH of a deployment that is CREATING, UPDATING or DELETING: 400 FAILED_PRECONDITION, or accepted",
  acceleratorTypeInPlace: "whether PATCH can change a deployment's acceleratorType",
  placementInPlace: "whether PATCH can change a deployment's placement",
  unknownQuery: "a query parameter that the operation does not have: 400, or ignored",
  unknownFields: "a body field that the schema does not have: 400, or dropped",
  zeroValues:
    "fields at their zero value, and messages that are not set: left out of answers, or emitted as zero and null",
  missingSecret: "the status for GET, PATCH and DELETE of a secret that does not exist",
  secretName: "which forms of `name` the creation of a secret accepts: full resource name, bare id, or both",
  shapeMatch:
    "which base models a deployment shape accepts. `catalogue`: its own, and any whose architecture the emulator cannot know (custom models). `exact`: its own. `off`: all",
  shapesValidated: "whether new versions of an account's own deployment shapes are validated at once",
  shapeCreation: "whether an account may create deployment shapes: yes, or 403 PERMISSION_DENIED",
  loadTargets: "the keys of autoscalingPolicy.loadTargets: `all` five of the guide, or `default` alone",
  autoRouters: "whether a deployment with a multi-region placement gets an auto-generated router",
  hardDeleteOfDeleted:
    "DELETE with hard=true of a deployment that is DELETED: frees its id at once, or leaves it reserved until it is purged",
  deletionOfReferred: "DELETE of a deployment that a router refers to: 400 FAILED_PRECONDITION, or accepted",
  deletionOfUploading: "DELETE of a model that is UPLOADING: 400 FAILED_PRECONDITION, or accepted",
  chunkedUpload: "an upload without Content-Length: answered 200 and dropped, or refused with 411",
  lengthRangeHeader: "whether an upload needs the header x-goog-content-length-range",
  requestsPerSecond:
    "requests that an account may send in a second of real time; those beyond it are answered 429 with Retry-After. 0 = any number",
  quotaStatus: "the status of a refusal by quota",
  defaultQuota: "accelerators of each type that a new account may use",
  tombstoneDays: "days until a soft-deleted deployment is purged and its id is free again",
  idleDays: "days without traffic after which a deployment with minReplicaCount 0 is deleted; 0 = never",
  defaultRegion: "region of deployments without a placement",
  outcome:
    "rules that make chosen objects fail, lack capacity or be slow: `{match, outcome, collection?, acceleratorType?, region?, message?, terminationMessage?}`",
  "timing.deploymentCreateSeconds": "CREATING until READY",
  "timing.deploymentUpdateSeconds": "UPDATING until READY",
  "timing.deploymentDeleteSeconds": "DELETING until DELETED, or gone",
  "timing.deploymentScaleUpSeconds": "a request at zero replicas until a replica is ready",
  "timing.deployedModelSeconds": "DEPLOYING until DEPLOYED",
  "timing.undeploySeconds": "UNDEPLOYING until gone",
  "timing.modelImportSeconds": "`:import` until the operation is done",
  "timing.modelPrepareSeconds": "`:prepare` until the precision is listed in supportedPrecisions",
  "timing.modelBusySeconds": "how long a model counts as in use after its last deployment is gone",
  "timing.routerSeconds": "CREATING or UPDATING until READY",
  "timing.userSeconds": "CREATING or UPDATING until READY",
  "timing.uploadUrlSeconds": "until a signed upload URL expires",
};

/** Changes `settings` in place: everybody holds the same object. Unknown names are an error, not a typo that does nothing. */
export function changeSettings(settings: Settings, change: SettingsChange): void {
  for (const [key, value] of Object.entries(change)) {
    if (!(key in settings)) throw new Error(`unknown setting "${key}"`);
    if (key !== "timing") {
      Object.assign(settings, { [key]: structuredClone(value) });
      continue;
    }
    for (const [name, seconds] of Object.entries(value as object)) {
      if (!(name in settings.timing)) throw new Error(`unknown setting "timing.${name}"`);
      Object.assign(settings.timing, { [name]: seconds });
    }
  }
}
