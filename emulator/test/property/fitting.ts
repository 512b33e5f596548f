import fc from "fast-check";
import type { Emulator } from "../../src/index";
import type { Fitting } from "./request";
import type { Used } from "./run";
import { schemaType, type Type } from "./spec";
import { anyText, durationsBetween, type Fits, leaf, type Node, textLeaf, timestampsBetween, valid } from "./valid";

/** What makes valid requests succeed: references to what exists, and the rules that the API has beyond its types. */
const model = "accounts/fireworks/models/llama-v3p1-8b-instruct";
const own = "accounts/emulator";
const shapes = ["fast", "throughput", "minimal"].map(
  (one) => `accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-${one}`,
);

type Arb = fc.Arbitrary<Node>;
const plain = (kind: Type["kind"]): Type => ({ kind, readOnly: false, values: [], fields: {}, required: [] });
const text = plain("string");
const texts = (values: fc.Arbitrary<string>): Arb => values.map((value) => textLeaf(text, value));
const oneOf = (...values: string[]): Arb => texts(fc.constantFrom(...values));
const whole = (min: number, max: number): Arb =>
  fc.integer({ min, max }).map((value) => leaf(plain("int32"), String(value), value || undefined));
const short = texts(anyText.filter((value) => value.length < 64));
const perhaps = (node: Arb) => fc.option(node, { nil: undefined });
const listOf = (nodes: Arb, size: { minLength: number; maxLength: number }): Arb =>
  fc.uniqueArray(nodes, { ...size, selector: JSON.stringify }).map((items) => ({
    type: { ...plain("list"), of: text },
    entries: items.map((node) => ({ name: "", field: "", node })),
  }));
const newId = fc.stringMatching(/^n[a-z0-9]{8,20}$/);
/** An enumeration that is said to be unspecified is as good as absent. */
const unspecified = (name: string) => perhaps(fc.constant(leaf(plain("enum"), `"${name}_UNSPECIFIED"`, undefined)));
const named = { displayName: perhaps(short), description: perhaps(short) };

const policy: Fits = {
  scaleUpWindow: perhaps(durationsBetween(0, 3599)(plain("duration"))),
  scaleDownWindow: perhaps(durationsBetween(0, 3599)(plain("duration"))),
  scaleToZeroWindow: perhaps(durationsBetween(300, 100_000)(plain("duration"))),
  loadTargets: null,
  scalingSchedules: {
    schedule: oneOf("0 8 * * 1-5", "*/5 * * * *", "0 0 1 1 *"),
    timezone: oneOf("Europe/Berlin", "UTC", "America/New_York"),
    duration: durationsBetween(60, 36_000)(plain("duration")),
    minReplicaCount: whole(0, 2),
  },
};
const deployment: Fits = {
  ...named,
  minReplicaCount: perhaps(whole(0, 1)),
  maxReplicaCount: perhaps(whole(1, 3)),
  autoscalingPolicy: policy,
  baseModel: oneOf(model),
  deploymentShape: oneOf(...shapes),
  acceleratorType: unspecified("ACCELERATOR_TYPE"),
  precision: unspecified("PRECISION"),
  acceleratorCount: null,
  enableAddons: null,
  directRouteType: unspecified("DIRECT_ROUTE_TYPE"),
};
const router: Fits = {
  displayName: perhaps(short),
  deployments: listOf(oneOf(`${own}/deployments/d`, `${own}/deployments/addons`), { minLength: 1, maxLength: 2 }),
  weightedRandom: null,
  sessionAffinity: null,
  model: null,
};
const user: Fits = {
  ...named,
  role: oneOf("admin", "user", "contributor", "inference-user"),
  email: texts(newId.map((id) => `${id}@example.com`)),
  serviceAccount: null,
};
/** A kind as the sequences of requests use it. Its operations are CreateX, GetX, UpdateX, ListXs, DeleteX; not every kind has all of them. */
export interface KindCase {
  kind: string;
  /** Under the account. */
  collection: string;
  create: Fitting;
  /** Fields that PATCH can change, with values that it takes. */
  changes?: Fits;
  /** What PATCH must have beside the fields of its mask. */
  along?: string[];
  /** Fields that the server completes: what was asked for is among what is answered. */
  completed?: string[];
  /** Fields that no answer shows, or that the server writes in another way. */
  rewritten?: string[];
  /** At most so many at once. */
  most?: number;
}

const texted = { displayName: short, description: short };

export const kindCases: KindCase[] = [
  {
    kind: "ApiKey",
    collection: "users/emulator/apiKeys",
    create: {
      path: ["emulator"],
      body: { apiKey: { expireTime: perhaps(timestampsBetween("2050-01-01", "2090-01-01")(plain("timestamp"))) } },
    },
  },
  {
    kind: "Dataset",
    collection: "datasets",
    create: {
      body: {
        datasetId: texts(newId),
        sourceDatasetId: null,
        dataset: { externalUrl: perhaps(oneOf("s3://bucket/rows.jsonl", "gs://bucket/x")) },
      },
    },
    changes: { displayName: short },
  },
  {
    kind: "DeployedModel",
    collection: "deployedModels",
    create: { body: { ...named, model: oneOf(`${own}/models/addon`), deployment: oneOf(`${own}/deployments/addons`) } },
    changes: texted,
    most: 1,
  },
  {
    kind: "Deployment",
    collection: "deployments",
    create: {
      query: { deploymentId: newId, acceptShapelessRisk: null, validateOnly: null, disableSpeculativeDecoding: null },
      body: deployment,
    },
    changes: {
      ...texted,
      minReplicaCount: whole(0, 1),
      maxReplicaCount: whole(1, 3),
      autoscalingPolicy: valid(schemaType("gatewayAutoscalingPolicy"), policy),
      annotations: valid(schemaType("gatewayDeployment").fields.annotations as Type),
      extraValues: valid(schemaType("gatewayDeployment").fields.extraValues as Type),
    },
    completed: ["annotations", "autoscalingPolicy"],
    // The versions are what a rollout is about, not what it is told.
    rewritten: ["deploymentShape", "activeModelVersion", "targetModelVersion"],
  },
  {
    kind: "DeploymentShape",
    collection: "deploymentShapes",
    create: { query: { deploymentShapeId: newId }, body: { ...named, baseModel: oneOf(model) } },
    changes: { ...texted, maxContextLength: whole(1, 100_000), enableSessionAffinity: valid(plain("bool")) },
    along: ["baseModel"],
  },
  {
    kind: "Model",
    collection: "models",
    create: {
      body: { modelId: texts(newId), model: { ...named, peftDetails: { baseModel: oneOf(model), r: whole(4, 64) } } },
    },
    changes: {
      ...texted,
      public: valid(plain("bool")),
      githubUrl: texts(anyText),
      contextLength: whole(-5, 1_000_000),
    },
  },
  {
    kind: "Router",
    collection: "routers",
    create: { query: { routerId: newId }, body: router },
    changes: { displayName: short, public: valid(plain("bool")), deployments: router.deployments as Arb },
  },
  {
    kind: "Secret",
    collection: "secrets",
    create: {
      body: {
        name: texts(newId),
        keyName: texts(fc.stringMatching(/^[A-Z][A-Z0-9_]{0,20}$/)),
        value: texts(anyText.filter((value) => value !== "")),
      },
    },
    changes: { value: texts(anyText.filter((value) => value !== "")) },
    along: ["keyName"],
    rewritten: ["name", "value"],
  },
  {
    kind: "User",
    collection: "users",
    create: { query: { userId: newId }, body: user },
    changes: { displayName: short, role: user.role as Arb },
    along: ["role"],
  },
];

/** What the cases refer to: deployments that are READY, one of which takes addons, and an addon that is READY. */
export async function prepare(emulator: Emulator, { send }: Used): Promise<void> {
  const post = async (path: string, body: object) => {
    const answer = await send({ method: "POST", path: `/v1/${own}/${path}`, body: JSON.stringify(body) });
    if (answer.status !== 200) throw new Error(`${path}: ${answer.text}`);
  };
  await post("deployments?deploymentId=d", { baseModel: model, deploymentShape: shapes[0] });
  await post("deployments?deploymentId=addons", { baseModel: model, deploymentShape: shapes[2], enableAddons: true });
  emulator.put({ name: `${own}/models/addon`, kind: "HF_PEFT_ADDON", state: "READY" });
  emulator.clock.advance("3m");
}
