import type { Emulator } from "../../../emulator/src";
import type { Kind } from "../../../src/lifecycle/kind";
import { kinds } from "../../../src/resources";
import { LLAMA, SHAPE } from "../../engine/gateway";
import { Dice, randomFields } from "./values";

type Json = Record<string, unknown>;
type Stored = Json & { name: string };

const ACCOUNT = "accounts/emulator";

interface Maker {
  dice: Dice;
  gateway: Emulator;
  names: Map<string, string[]>;
}

const WORDS = [
  "chat",
  "prod",
  "eu",
  "v2",
  "support",
  "default",
  "new",
  "class",
  "batch",
  "7b",
  "llama",
  "night",
  "a",
  "2024",
  "await",
  "config",
  "pulumi",
];

function idFor({ dice, names }: Maker, collection: string): string {
  const taken = names.get(collection) ?? [];
  for (;;) {
    const id = Array.from({ length: 1 + dice.below(3) }, () => dice.of(WORDS)).join("-");
    if (!taken.some((name) => name.endsWith(`/${id}`))) return id;
    const longer = `${id}-${dice.below(10_000)}`;
    if (!taken.some((name) => name.endsWith(`/${longer}`))) return longer;
  }
}

/** What a kind needs to hold together beyond its fields: references to what is there, and its rules. */
const whole: Record<string, (maker: Maker, fields: Json, id: string) => Stored> = {
  User: ({ dice }, fields, id) => {
    const person = dice.chance(0.5)
      ? { email: `${id}@example.com`, serviceAccount: false }
      : { serviceAccount: true, email: `${id}@accounts.example.com` };
    return {
      role: "contributor",
      ...fields,
      ...person,
      ...(fields.role === "custom" ? { permissionPreset: "p" } : {}),
      state: "READY",
      name: `${ACCOUNT}/users/${id}`,
    };
  },
  ApiKey: ({ dice, names }, fields, id) => {
    const user = dice.of(names.get("users") as string[]);
    return {
      ...fields,
      name: `${user}/apiKeys/${id}`,
      keyId: id,
      prefix: "fw_emulator_abcd",
      secure: true,
      email: "x@example.com",
      key: "fw_planted_key",
    };
  },
  Secret: (_maker, _fields, id) => ({
    name: `${ACCOUNT}/secrets/${id}`,
    keyName: `K_${id.toUpperCase().replaceAll("-", "_")}`,
    value: "planted-secret",
  }),
  Model: ({ dice, names }, fields, id) => {
    const models = names.get("models") ?? [];
    const base = models.length > 0 && dice.chance(0.7) ? dice.of(models) : LLAMA;
    const adapter = dice.chance(0.4);
    const details = fields.peftDetails as Json | undefined;
    const kind = adapter
      ? {
          kind: "HF_PEFT_ADDON",
          peftDetails: { ...details, baseModel: base, r: 8, targetModules: ["q_proj", "v_proj"] },
          baseModelDetails: undefined,
        }
      : { kind: "HF_BASE_MODEL", peftDetails: undefined };
    return { ...fields, ...kind, state: "READY", name: `${ACCOUNT}/models/${id}` };
  },
  Dataset: ({ dice }, fields, id) => {
    const { externalUrl: _, ...rest } = fields;
    const origin = dice.chance(0.3)
      ? { externalUrl: "s3://bucket/rows.jsonl" }
      : { userUploaded: {}, externalUrl: undefined };
    return { ...rest, ...origin, exampleCount: "17", state: "READY", name: `${ACCOUNT}/datasets/${id}` };
  },
  DeploymentShape: ({ dice, names }, fields, id) => ({
    acceleratorType: "NVIDIA_H100_80GB",
    acceleratorCount: 1,
    ...fields,
    baseModel: dice.of([LLAMA, ...(names.get("models") ?? [])]),
    name: `${ACCOUNT}/deploymentShapes/${id}`,
  }),
  Deployment: ({ dice, names }, fields, id) => {
    const shape = dice.chance(0.5)
      ? `${dice.of(names.get("deploymentShapes") as string[])}/versions/v1`
      : dice.chance(0.7)
        ? SHAPE
        : undefined;
    const { placement, activeModelVersion: _a, targetModelVersion: _t, autoscalingPolicy, ...rest } = fields;
    const [where] = Object.entries((placement ?? {}) as Json);
    const policy = autoscalingPolicy as Json | undefined;
    const schedules = Object.entries((policy?.scalingSchedules ?? {}) as Record<string, Json>).map(([key, one]) => [
      key,
      { ...one, schedule: "0 8 * * 1-5", timezone: "Europe/Berlin", minReplicaCount: dice.below(2) },
    ]);
    return {
      ...rest,
      ...(where ? { placement: Object.fromEntries([where]) } : {}),
      ...(policy ? { autoscalingPolicy: { ...policy, scalingSchedules: Object.fromEntries(schedules) } } : {}),
      deploymentShape: shape,
      baseModel: dice.of([LLAMA, ...(names.get("models") ?? [])]),
      acceleratorType: "NVIDIA_H100_80GB",
      acceleratorCount: 1,
      minReplicaCount: dice.below(2),
      maxReplicaCount: 1 + dice.below(8),
      state: "READY",
      replicaStats: { readyReplicaCount: 1 },
      name: `${ACCOUNT}/deployments/${id}`,
    };
  },
  DeployedModel: ({ dice, names }, fields, id) => ({
    ...fields,
    model: dice.of(names.get("models") as string[]),
    deployment: dice.of(names.get("deployments") as string[]),
    state: "DEPLOYED",
    name: `${ACCOUNT}/deployedModels/${id}`,
  }),
  Router: ({ dice, names }, fields, id) => {
    const { weightedRandom: _w, evenLoad: _e, sessionAffinity: _s, ...rest } = fields;
    const strategy = dice.of([{ evenLoad: {} }, { weightedRandom: {} }, { sessionAffinity: { ttl: "60s" } }]);
    const deployments = [
      ...new Set(Array.from({ length: 1 + dice.below(5) }, () => dice.of(names.get("deployments") as string[]))),
    ];
    return { ...rest, ...strategy, deployments, state: "READY", name: `${ACCOUNT}/routers/${id}` };
  },
};

/** In the order in which they refer to each other. */
const SHARES: [string, number][] = [
  ["User", 0.04],
  ["ApiKey", 0.08],
  ["Secret", 0.08],
  ["Model", 0.24],
  ["Dataset", 0.16],
  ["DeploymentShape", 0.04],
  ["Deployment", 0.22],
  ["DeployedModel", 0.08],
  ["Router", 0.06],
];

/** Every kind there is must be among them. */
export const FILLED = SHARES.map(([type]) => type);

/** Fills the account, and says what is in it by its full names. */
export function fillAccount(gateway: Emulator, count: number, seed: number): string[] {
  const maker: Maker = { dice: new Dice(seed), gateway, names: new Map() };
  const made: string[] = [];
  for (const [type, share] of SHARES) {
    const kind = kinds.find((one) => one.type === type) as Kind;
    for (let index = 0; index < Math.round(count * share); index++) {
      const id = idFor(maker, kind.collection);
      const object = whole[type]?.(maker, randomFields(maker.dice, kind, 0.3), id) as Stored;
      gateway.put(object);
      if (type === "DeploymentShape")
        gateway.put({
          name: `${object.name}/versions/v1`,
          snapshot: { ...object },
          validated: true,
          latestValidated: true,
        });
      maker.names.set(kind.collection, [...(maker.names.get(kind.collection) ?? []), object.name]);
      made.push(object.name);
    }
  }
  return made;
}
