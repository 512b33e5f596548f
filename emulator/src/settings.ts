import { schemaNamed } from "./api/spec";
import { amount, type Check, choice, fieldsProblem, isObject, object, pattern, text, whole } from "./check";

/** What shall become of chosen objects. The first rule that matches counts, for as long as it stands. */
export interface OutcomeRule {
  /** Regular expression for the id. */
  match: string;
  /** `FAILED`: it fails. `RESOURCE_EXHAUSTED`: it gets no accelerators while the rule stands. `SLOW`: it takes ten times as long. */
  outcome: "FAILED" | "RESOURCE_EXHAUSTED" | "SLOW";
  /** Default: deployments. */
  collection?: "deployments" | "deployedModels" | "models";
  /** Only objects on these accelerators, "NVIDIA_H100_80GB". Default: on any. */
  acceleratorType?: string;
  /** Only objects in this region, "US_ILLINOIS_2". Default: in any. */
  region?: string;
  /** The message of the object's status. Default: one that says what has failed or lacks. */
  message?: string;
  /** What GetTerminationMessage answers for a deployment that has FAILED. */
  terminationMessage?: string;
}

const outcomeFields = {
  match: pattern,
  outcome: choice("FAILED", "RESOURCE_EXHAUSTED", "SLOW"),
  collection: choice("deployments", "deployedModels", "models"),
  acceleratorType: text,
  region: text,
  message: text,
  terminationMessage: text,
} satisfies { [Name in keyof Required<OutcomeRule>]: Check<OutcomeRule[Name]> };

const outcomeRules: Check<OutcomeRule[]> = (value) => {
  if (!Array.isArray(value)) return "must be a list of rules";
  for (const [at, rule] of value.entries()) {
    if (!isObject(rule)) return `must be a list of rules: rule ${at} is no object`;
    const problem = fieldsProblem({ match: null, outcome: null, ...rule }, outcomeFields);
    if (problem) return `must be a list of rules: in rule ${at}, ${problem}`;
  }
  return undefined;
};

const region: Check<string> = (value) =>
  value !== "REGION_UNSPECIFIED" && schemaNamed("gatewayRegion").enum?.includes(value as string)
    ? undefined
    : "must be a region of the specification, such as US_IOWA_1";

/** A century at most: what is due by it has a date that clients can read. */
const days = amount(36_500, "days");
const seconds = amount(36_500 * 86_400, "seconds");

interface Setting {
  readonly default: unknown;
  readonly check: Check;
  readonly meaning: string;
}

/** Durations of the state machines. */
const timings = {
  deploymentCreateSeconds: { default: 120, check: seconds, meaning: "virtual seconds from CREATING to READY" },
  deploymentUpdateSeconds: { default: 30, check: seconds, meaning: "virtual seconds from UPDATING to READY" },
  deploymentDeleteSeconds: {
    default: 10,
    check: seconds,
    meaning: "virtual seconds from DELETING until it is DELETED, or gone",
  },
  deploymentScaleUpSeconds: {
    default: 30,
    check: seconds,
    meaning: "virtual seconds from a request at zero replicas until a replica is ready",
  },
  deployedModelSeconds: { default: 20, check: seconds, meaning: "virtual seconds from DEPLOYING to DEPLOYED" },
  undeploySeconds: { default: 5, check: seconds, meaning: "virtual seconds from UNDEPLOYING until it is gone" },
  modelImportSeconds: {
    default: 60,
    check: seconds,
    meaning: "virtual seconds from `:import` until the operation is done",
  },
  modelPrepareSeconds: {
    default: 60,
    check: seconds,
    meaning: "virtual seconds from `:prepare` until the precision is listed in supportedPrecisions",
  },
  modelBusySeconds: {
    default: 10,
    check: seconds,
    meaning: "virtual seconds for which a model counts as in use after its last deployment is gone",
  },
  routerSeconds: { default: 5, check: seconds, meaning: "virtual seconds from CREATING or UPDATING to READY" },
  userSeconds: { default: 2, check: seconds, meaning: "virtual seconds from CREATING or UPDATING to READY" },
  uploadUrlSeconds: { default: 3600, check: seconds, meaning: "virtual seconds until a signed upload URL expires" },
} as const satisfies Record<string, Setting>;

/** All that there is to say of each setting: types, defaults, checks and the table in the README are made of it. */
const table = {
  mask: {
    default: "explicit",
    check: choice("explicit", "fromBody", "replaceWithoutMask"),
    meaning:
      "`explicit`: updateMask counts, without one it is derived from the body. `fromBody`: updateMask is ignored. `replaceWithoutMask`: without a mask every mutable field is replaced",
  },
  camelCaseMask: {
    default: "ignore",
    check: choice("accept", "ignore", "reject"),
    meaning: "what a mask path in camelCase does: applied, silently not applied, or 400",
  },
  patchRequired: {
    default: "enforce",
    check: choice("enforce", "ignore"),
    meaning:
      "a PATCH without the body fields that the schema requires, a deployment's baseModel apart: 400, or accepted",
  },
  patchWithoutBaseModel: {
    default: "accept",
    check: choice("accept", "reject", "keepOldBounds"),
    meaning:
      "a PATCH of a deployment without its baseModel: accepted, 400, or accepted while the replica bounds stay as they were",
  },
  patchWhileUpdating: {
    default: "reject",
    check: choice("reject", "accept"),
    meaning: "a PATCH of a deployment that is CREATING, UPDATING or DELETING: 400 FAILED_PRECONDITION, or accepted",
  },
  acceleratorTypeInPlace: {
    default: false,
    check: choice(true, false),
    meaning: "whether PATCH can change a deployment's acceleratorType",
  },
  placementInPlace: {
    default: false,
    check: choice(true, false),
    meaning: "whether PATCH can change a deployment's placement",
  },
  unknownQuery: {
    default: "reject",
    check: choice("reject", "ignore"),
    meaning: "a query parameter that the operation does not have: 400, or ignored",
  },
  unknownFields: {
    default: "reject",
    check: choice("reject", "ignore"),
    meaning: "a body field that the schema does not have: 400, or dropped",
  },
  zeroValues: {
    default: "emit",
    check: choice("emit", "omit"),
    meaning:
      "fields at their zero value, and messages that are not set: emitted as zero and null, or left out of answers",
  },
  missingSecret: {
    default: 500,
    check: choice(500, 404),
    meaning: "the status for GET, PATCH and DELETE of a secret that does not exist",
  },
  secretName: {
    default: "both",
    check: choice("both", "full", "bare"),
    meaning: "which forms of `name` the creation of a secret accepts: full resource name, bare id, or both",
  },
  shapeMatch: {
    default: "catalogue",
    check: choice("catalogue", "exact", "off"),
    meaning:
      "which base models a deployment shape accepts. `catalogue`: its own, and any whose architecture the emulator cannot know (custom models). `exact`: its own. `off`: all",
  },
  shapesValidated: {
    default: true,
    check: choice(true, false),
    meaning: "whether new versions of an account's own deployment shapes are validated at once",
  },
  shapeCreation: {
    default: "allow",
    check: choice("allow", "deny"),
    meaning: "whether an account may create deployment shapes: yes, or 403 PERMISSION_DENIED",
  },
  loadTargets: {
    default: "all",
    check: choice("all", "default"),
    meaning: "the keys of autoscalingPolicy.loadTargets: `all` five of the guide, or `default` alone",
  },
  autoRouters: {
    default: "multiRegion",
    check: choice("multiRegion", "never"),
    meaning: "whether a deployment with a multi-region placement gets an auto-generated router",
  },
  hardDeleteOfDeleted: {
    default: "free",
    check: choice("free", "keep"),
    meaning:
      "DELETE with hard=true of a deployment that is DELETED: frees its id at once, or leaves it reserved until it is purged",
  },
  deletionOfReferred: {
    default: "reject",
    check: choice("reject", "accept"),
    meaning: "DELETE of a deployment that a router refers to: 400 FAILED_PRECONDITION, or accepted",
  },
  deletionOfUploading: {
    default: "accept",
    check: choice("reject", "accept"),
    meaning: "DELETE of a model that is UPLOADING: 400 FAILED_PRECONDITION, or accepted",
  },
  chunkedUpload: {
    default: "drop",
    check: choice("drop", "refuse"),
    meaning: "an upload without Content-Length: answered 200 and dropped, or refused with 411",
  },
  lengthRangeHeader: {
    default: "require",
    check: choice("require", "ignore"),
    meaning: "whether an upload needs the header x-goog-content-length-range",
  },
  requestsPerSecond: {
    default: 0,
    check: amount(1_000_000, "requests a second"),
    meaning:
      "requests that an account may send in a second of real time; those beyond it are answered 429 with Retry-After. 0 = any number",
  },
  validateOnly: {
    default: "honest",
    check: choice("honest", "filled", "ignored"),
    meaning:
      "what validateOnly does for a new deployment. honest: it is checked, and the answer has neither createTime nor state; filled: the answer has both, though nothing is made; ignored: it is made",
  },
  quotaStatus: {
    default: 429,
    check: choice(429, 400),
    meaning: "the status of a refusal by quota",
  },
  defaultQuota: {
    default: 16,
    check: whole(0, "a whole number of accelerators"),
    meaning: "accelerators of each type that a new account may use",
  },
  tombstoneDays: {
    default: 7,
    check: days,
    meaning: "virtual days until a soft-deleted deployment is purged and its id is free again",
  },
  idleDays: {
    default: 7,
    check: days,
    meaning: "virtual days without traffic after which a deployment with minReplicaCount 0 is deleted; 0 = never",
  },
  defaultRegion: {
    default: "US_ILLINOIS_2",
    check: region,
    meaning: "region of deployments without a placement",
  },
  outcome: {
    default: [],
    check: outcomeRules,
    meaning:
      "rules that make chosen objects fail, lack capacity or be slow: `{match, outcome, collection?, acceleratorType?, region?, message?, terminationMessage?}`",
  },
} as const satisfies Record<string, Setting>;

type Values<Table> = {
  -readonly [Name in keyof Table]: Table[Name] extends { check: Check<infer Value> } ? Value : never;
};

/** Durations of the state machines, in virtual seconds, from 0 to a century. Each one's definition has its default and its meaning. */
export interface Timing extends Values<typeof timings> {}

/** How to read what sources disagree on, or say nothing of. Each one's definition has its default, its values and its meaning. */
export interface Settings extends Values<typeof table> {
  timing: Timing;
}

/** The settings that shall be others; what is left out stays as it is. */
export type SettingsChange = Partial<Omit<Settings, "timing">> & { timing?: Partial<Timing> };

type Part = "default" | "check" | "meaning";

const column = <P extends Part>(settings: Readonly<Record<string, Setting>>, part: P): Record<string, Setting[P]> =>
  Object.fromEntries(Object.entries(settings).map(([name, setting]) => [name, setting[part]]));

export const defaultSettings = (): Settings =>
  structuredClone({ ...column(table, "default"), timing: column(timings, "default") }) as unknown as Settings;

/** With the names that errors have: "timing.userSeconds". */
export const settingsTable: Readonly<Record<string, Setting>> = {
  ...table,
  ...Object.fromEntries(Object.entries(timings).map(([name, setting]) => [`timing.${name}`, setting])),
};

/** What each setting does: the answer of `GET /__emulator/settings?describe=true`. */
export const settingMeanings = column(settingsTable, "meaning");

const timingChecks = column(timings, "check");
const checks: Record<string, Check> = { ...column(table, "check"), timing: object };

/** Changes `settings` in place: everybody holds the same object. If anything is wrong, nothing changes and the error names it. */
export function changeSettings(settings: Settings, change: SettingsChange): void {
  if (!isObject(change)) throw new Error("settings must be an object");
  const { timing = {}, ...others } = change;
  const problem = fieldsProblem(change, checks) ?? fieldsProblem(timing, timingChecks, "timing.");
  if (problem) throw new Error(`settings: ${problem}`);
  Object.assign(settings, given(others));
  Object.assign(settings.timing, given(timing));
}

/** A copy, as later changes of the caller's object change nothing; what is undefined is not given. */
const given = (change: object): object =>
  structuredClone(Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)));
