import type * as z from "zod";
import { behaviour, type Json, type Kind, kinds } from "../provider.mts";
import { ACCOUNT, samples } from "../samples.mts";

/** What resources of a program are made from: a sample of a kind, and what only makes sense among several. */
export interface Form {
  title: string;
  kind: Kind;
  /** The ways in which the resource can be declared; a step goes from one to the other. */
  bases: readonly Json[];
  /** Where a resource of the same program can stand in for what a sample refers to: field → titles of forms. */
  links: Record<string, readonly string[]>;
  /** Optional fields, each with values that it takes. */
  fields: Record<string, readonly unknown[]>;
}

const LLAMA = "accounts/fireworks/models/llama-v3p1-8b-instruct";
const SHAPELESS = {
  baseModel: LLAMA,
  acceleratorType: "NVIDIA_H100_80GB",
  acceleratorCount: 1,
  acceptShapelessRisk: true,
  disableAutoDeploy: true,
};
const ADDONS = { ...SHAPELESS, precision: "BF16", enableAddons: true };
const ADAPTER = {
  kind: "HF_PEFT_ADDON",
  source: { awsS3Source: { s3Bucket: "b", s3Path: "tone", accessKeyId: "planted-id", accessSecret: "planted-secret" } },
  peftDetails: { baseModel: LLAMA, r: 8, targetModules: ["q_proj"] },
};

/** What no sample of one resource has: resources that others refer to. */
const linked: readonly { title: string; type: string; bases: readonly Json[] }[] = [
  {
    title: "Deployment with add-ons",
    type: "Deployment",
    bases: [ADDONS, { ...ADDONS, displayName: "second" }, { ...ADDONS, preemptible: true }],
  },
  {
    title: "Deployment of a model",
    type: "Deployment",
    bases: [SHAPELESS, { ...SHAPELESS, displayName: "second", maxReplicaCount: 2 }],
  },
  {
    title: "Model, an adapter",
    type: "Model",
    bases: [
      ADAPTER,
      { ...ADAPTER, displayName: "second" },
      { ...ADAPTER, peftDetails: { ...ADAPTER.peftDetails, r: 16 } },
    ],
  },
];

const LINKS: Record<string, Form["links"]> = {
  ApiKey: { user: ["User"] },
  DeployedModel: { deployment: ["Deployment with add-ons"], model: ["Model, an adapter"] },
  Router: { deployments: ["Deployment", "Deployment with add-ons", "Deployment of a model"] },
  "Deployment of a model": { baseModel: ["Model"] },
};

/** Fields that are not set at random, each with the reason. */
const apart: Record<string, Record<string, string>> = {
  ApiKey: {},
  Dataset: {
    format: "has to fit the examples",
    exampleCount: "goes with the address",
    externalUrl: "goes without a source",
    sourceDatasetId: "goes without a source",
    filter: "goes with sourceDatasetId",
  },
  DeployedModel: { serverless: "no longer offered by the service for adapters" },
  Deployment: {
    acceleratorType: "goes without a shape",
    acceleratorCount: "goes without a shape",
    precision: "goes without a shape",
    acceptShapelessRisk: "goes without a shape",
    enableAddons: "goes without a shape",
    directRouteType: "goes with a placement",
    deploymentShape: "a deployment without a shape is another kind of deployment",
    minReplicaCount: "must not be above the most",
    waitFor: "what is not waited for is not ready",
    hotLoadBucketType: "goes with hot loading",
    expireTime: "without effect",
  },
  DeploymentShape: {},
  Model: {
    sourceVersion: "goes with imports",
    snapshotType: "goes with another kind",
    cluster: "has to exist",
    kind: "goes with what is uploaded",
  },
  Router: { model: "goes with the deployments", sessionAffinity: "the strategies change places" },
  Secret: {},
  User: {
    email: "cannot be changed, and goes without serviceAccount",
    serviceAccount: "cannot be changed",
    permissionPreset: "goes with a role of its own",
  },
};

/** Where the declaration does not lead to values. */
const values: Record<string, Record<string, readonly unknown[]>> = {
  Deployment: {
    autoscalingPolicy: [
      { scaleUpWindow: "60s", loadTargets: { default: 0.5 } },
      { scaleUpWindow: "90s", scaleToZeroWindow: "600s" },
    ],
    maxReplicaCount: [1, 3],
    directRouteApiKeys: [["planted-one"], ["planted-two", "planted-three"]],
    extraArgs: [["--first"], ["--second"]],
    autoTune: [{ longPrompt: true }, { longPrompt: false }],
    draftModel: [LLAMA],
    deletionPolicy: ["hard", "soft", "retain"],
  },
  Model: {
    conversationConfig: [
      { style: "jinja", system: "first" },
      { style: "jinja", system: "second" },
    ],
    preparedPrecisions: [["FP8"], ["FP8", "BF16"]],
    deprecationDate: [{ year: 2031, month: 1, day: 2 }, { year: 2032 }],
  },
};

const inner = (schema: z.core.$ZodType): z.core.$ZodType => {
  const def = schema._zod.def as { type: string; innerType?: z.core.$ZodType };
  return def.type === "optional" && def.innerType ? inner(def.innerType) : schema;
};

/** Values that a field takes, from its declaration; none where that does not say. */
function declared(schema: z.ZodType): readonly unknown[] {
  const { suggestions, format } = behaviour(schema);
  if (suggestions) return suggestions.slice(0, 2);
  if (format === "timestamp") return ["2031-01-01T00:00:00Z", "2032-01-01T00:00:00Z"];
  const def = inner(schema)._zod.def as { type: string; entries?: Record<string, string>; valueType?: unknown };
  const offered: Record<string, readonly unknown[]> = {
    string: ["one", "two"],
    number: [2, 3],
    boolean: [true, false],
    enum: Object.values(def.entries ?? {}),
    record: [{ team: "a" }, { team: "b", tier: "gold" }],
  };
  return (offered[def.type] ?? []).filter((value) => schema.safeParse(value).success);
}

function fieldsOf(kind: Kind, bases: readonly Json[]): Form["fields"] {
  const left = apart[kind.type];
  if (!left) throw new Error(`test/torture/sequences/catalogue.mts does not say what of ${kind.type} stands apart`);
  const free = Object.entries(kind.fields.shape).filter(
    ([key]) => !(key in left) && key !== kind.idField && bases.every((base) => !(key in base) || key === "displayName"),
  );
  const found = free.map(([key, schema]) => [key, values[kind.type]?.[key] ?? declared(schema as z.ZodType)] as const);
  return Object.fromEntries(found.filter(([, list]) => list.length > 0));
}

function form(title: string, type: string, bases: readonly Json[]): Form {
  const kind = kinds.find((one) => one.type === type) as Kind;
  return { title, kind, bases, links: LINKS[title] ?? {}, fields: fieldsOf(kind, bases) };
}

export const forms: readonly Form[] = [
  ...samples
    .filter(({ env }) => env === undefined)
    .map(({ type, variant, args, changed, replaced }) =>
      form(variant ? `${type}, ${variant}` : type, type, replaced ? [args, changed, replaced] : [args, changed]),
    ),
  ...linked.map(({ title, type, bases }) => form(title, type, bases)),
];

/** Two resources of a program must not be one object: the declaration of each slot is its own. */
export function own(args: Json, slot: number): Json {
  const keyed = typeof args.keyName === "string" ? { keyName: `${args.keyName}_${slot}` } : {};
  const loaded = typeof args.deployment === "string" ? { model: `${String(args.model)}-${slot}` } : {};
  return { ...args, ...keyed, ...loaded };
}

export const adapters = (slots: number): Json[] =>
  ["tone", "formal"].flatMap((id) =>
    [...Array(slots).keys()].map((slot) => ({
      name: `${ACCOUNT}/models/${id}-${slot}`,
      state: "READY",
      kind: "HF_PEFT_ADDON",
      peftDetails: ADAPTER.peftDetails,
    })),
  );
