import type * as z from "zod";
import type { Emulator } from "../../../emulator/src";
import { core, member } from "../../../src/lifecycle/compare";
import type { Kind } from "../../../src/lifecycle/kind";
import { bodyKeys } from "../../../src/lifecycle/request";
import { kinds } from "../../../src/resources";
import { LLAMA, SHAPE } from "../../engine/gateway";
import { how } from "../../engine/kinds/sample";

type Json = Record<string, unknown>;
type Stored = Json & { name: string };

const ACCOUNT = "accounts/emulator";

/** Text that YAML, TypeScript or a reader of either might take for something else. */
const TEXTS = [
  "plain words",
  "",
  "true",
  "No",
  "null",
  "~",
  "0123",
  "1e3",
  "0x1f",
  "12:30",
  "60s",
  "2027-01-31",
  "- item",
  "key: value # no comment",
  "# no comment",
  "<<",
  "=",
  "*alias",
  "&anchor",
  "!tag",
  "%directive",
  "@at",
  "`backtick`",
  " leading and trailing ",
  'says "hi"',
  "it's",
  `both "double" and 'single'`,
  "back\\slash \\n",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: that is what it tests
  "${chat.name} and $${escaped} $ ${",
  "two\nlines",
  `lines\n  indented\n\n\nand \`ticks\` with $\{this}\n`,
  "\n begins with a break",
  "ends with spaces  \nin a line\n",
  "windows\r\nlines",
  "tab\there",
  "nul \u0000 bell \u0007 escape \u001b[31m",
  "\u202eturned\u202c \u200b \ufeff \u2028 \u2029",
  "日本語のテキスト 한국어",
  "emoji 👩‍💻 🚀 é",
  "accounts/somebody/models/else",
  "{{ jinja }} {% for m in messages %}",
  "x".repeat(63),
];

const KEYS = [
  "team",
  "office hours",
  "42",
  "a-b",
  "a.b/c",
  "true",
  "null",
  "ünï",
  "constructor",
  "__proto__",
  'q"k',
  "$ref",
];

export class Dice {
  constructor(private seed: number) {}
  next(): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let t = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  below = (most: number) => Math.floor(this.next() * most);
  of = <T>(all: readonly T[]): T => all[this.below(all.length)] as T;
  chance = (share: number) => this.next() < share;
}

interface Maker {
  dice: Dice;
  gateway: Emulator;
  names: Map<string, string[]>;
}

const accepts = (schema: z.core.$ZodType, value: unknown) => (schema as z.ZodType).safeParse(value).success;

function words(dice: Dice, schema: z.core.$ZodType): string | undefined {
  const { suggestions, format } = how(schema);
  if (suggestions) return dice.of(suggestions);
  if (format === "timestamp") return `20${31 + dice.below(60)}-0${1 + dice.below(9)}-01T00:00:00Z`;
  if (format === "duration") return `${400 + dice.below(3000)}s`;
  if (format === "int64") return String(1 + dice.below(1_000_000));
  for (let tries = 0; tries < 8; tries++) {
    const text = dice.of(TEXTS);
    if (text !== "" && accepts(schema, text)) return text;
  }
  return ["https://example.com/a", LLAMA].find((text) => accepts(schema, text));
}

/** A value that the declaration accepts; undefined where the dice find none. */
function anyValue(dice: Dice, schema: z.core.$ZodType): unknown {
  const def = core(schema)._zod.def as {
    type: string;
    entries?: Record<string, string>;
    shape?: Record<string, z.core.$ZodType>;
  };
  const inner = member(schema, "0");
  if (def.type === "boolean") return true;
  if (def.type === "number")
    return [3, 8, 64].map((base) => base + dice.below(9)).find((one) => accepts(schema, one)) ?? 4;
  if (def.type === "enum") return dice.of(Object.values(def.entries ?? {}));
  if (def.type === "any")
    return dice.of<unknown>([
      ...TEXTS,
      0.25,
      -7,
      true,
      [1, 2, 3],
      [
        [1, 2],
        ["a", "b"],
      ],
      { nested: { deep: TEXTS[30] } },
    ]);
  if (def.type === "array")
    return [
      ...new Set(Array.from({ length: 1 + dice.below(14) }, () => anyValue(dice, inner as z.core.$ZodType))),
    ].filter((one) => one !== undefined);
  if (def.type === "record") {
    const entries = Array.from(
      { length: 1 + dice.below(4) },
      () => [dice.of(KEYS), anyValue(dice, inner as z.core.$ZodType)] as const,
    );
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }
  if (def.type === "object") {
    const shape = Object.entries(def.shape ?? {}).filter(
      ([, one]) => one._zod.optin !== "optional" || dice.chance(0.5),
    );
    return Object.fromEntries(
      shape.map(([key, one]) => [key, anyValue(dice, one)]).filter(([, value]) => value !== undefined),
    );
  }
  return words(dice, schema);
}

/** Some of the optional fields that the gateway holds, with any values that they accept. */
export function randomFields(dice: Dice, kind: Kind, share: number): Json {
  const keys = bodyKeys(kind).filter((key) => {
    const { inputOnly, createOnly } = how(kind.fields.shape[key] as z.core.$ZodType);
    return !inputOnly && !createOnly && dice.chance(share);
  });
  const entries = keys.map((key) => [key, anyValue(dice, kind.fields.shape[key] as z.core.$ZodType)] as const);
  return Object.fromEntries(
    entries.filter(([key, value]) => value !== undefined && accepts(kind.fields.shape[key] as z.core.$ZodType, value)),
  );
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
