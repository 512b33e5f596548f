import type * as z from "zod";
import { PROVIDER_ARGUMENTS } from "../configuration";
import { core, member } from "../lifecycle/compare";
import { behaviour, type Kind } from "../lifecycle/kind";
import { kinds } from "../resources";
import { meant, perhaps } from "./meant";

/** What a resource of the data can be. */
export type Type =
  | { is: "kind"; name: string; kind: Kind }
  | { is: "provider"; name: string }
  | { is: "stack reference"; name: string }
  /** A wrong one, which is reported: nothing else is said of it. */
  | { is: "unknown"; name: string };

/** Pulumi YAML's own spellings of a provider's type, besides `Provider`. */
export const PROVIDERS = ["pulumi:providers:fireworks", "pulumi:providers:pulumi-nodejs"];

export const STACK_REFERENCE = "pulumi:pulumi:StackReference";

/** The short names, as they are offered. */
export const TYPE_NAMES: readonly string[] = [...kinds.map(({ type }) => type), "Provider", STACK_REFERENCE];

/** `Deployment`, `fireworks:Deployment` and `fireworks:index:Deployment` are the same, and so with lookups. */
export const unprefixed = (written: string): string => written.replace(/^fireworks:(index:)?/, "");

export function typeOf(written: string): Type | undefined {
  const name = unprefixed(written);
  const kind = kinds.find(({ type }) => type === name);
  if (kind) return { is: "kind", name, kind };
  if (name === "Provider" || PROVIDERS.includes(written)) return { is: "provider", name: "Provider" };
  return written === STACK_REFERENCE ? { is: "stack reference", name: written } : undefined;
}

export function unknownType(written: string): string {
  const [last = ""] = written.split(":").slice(-1);
  const hint = TYPE_NAMES.includes(last) || !written.includes(":") ? meant(last, TYPE_NAMES) : "";
  const near = hint || perhaps(written, PROVIDERS) || meant(unprefixed(written), TYPE_NAMES);
  return `there is no type ${JSON.stringify(written.slice(0, 100))}${near}`;
}

/** The arguments of what is no kind. */
export const ARGUMENTS: Record<Exclude<Type["is"], "kind">, readonly string[]> = {
  provider: PROVIDER_ARGUMENTS,
  "stack reference": ["name"],
  unknown: [],
};

const OUTPUTS: Record<Exclude<Type["is"], "kind">, readonly string[]> = {
  provider: [],
  "stack reference": ["name", "outputs", "secretOutputNames"],
  unknown: [],
};

/** Whether what stands at a path of the properties is a secret. */
export function isSecretAt(type: Type, path: readonly PropertyKey[]): boolean {
  if (type.is === "provider") return path[0] === "apiKey";
  if (type.is !== "kind") return false;
  let schema: z.core.$ZodType | undefined = type.kind.fields;
  return path.some((key) => {
    schema = member(schema, String(key));
    return behaviour(schema).secret === true;
  });
}

/** What `${name.property}` can ask of a resource. */
export function propertiesOf(type: Type): string[] {
  const own =
    type.is === "kind"
      ? [...Object.keys(type.kind.fields.shape), ...Object.keys(type.kind.outputs.shape)]
      : OUTPUTS[type.is];
  return [...new Set([...own, "id", "urn"])];
}

/** Why nothing can be at a path below a resource; undefined where something may be. */
export function missingAt(type: Type, path: readonly (string | number)[]): string | undefined {
  const [property, ...rest] = path;
  if (type.is === "unknown") return undefined;
  const all = propertiesOf(type);
  if (!all.includes(String(property)))
    return `${type.name} has no property ${JSON.stringify(property)}${meant(String(property), all)}`;
  if (type.is !== "kind") return undefined;
  const { fields, outputs } = type.kind;
  return below(member(outputs, String(property)) ?? member(fields, String(property)), String(property), rest);
}

/** Whether a path leads through members that the declaration names: what is not there then has no value. */
export function isDeclared(type: Type, path: readonly (string | number)[]): boolean {
  if (type.is !== "kind") return false;
  const [property, ...rest] = path.map(String);
  let schema = member(type.kind.outputs, property as string) ?? member(type.kind.fields, property as string);
  for (const key of rest) {
    const { shape } = (schema ? core(schema)._zod.def : {}) as { shape?: object };
    if (!shape || !Object.hasOwn(shape, key)) return false;
    schema = member(schema, key);
  }
  return true;
}

function below(
  schema: z.core.$ZodType | undefined,
  name: string,
  path: readonly (string | number)[],
): string | undefined {
  const [key, ...rest] = path;
  if (schema === undefined || key === undefined) return undefined;
  const def = core(schema)._zod.def as { type: string; shape?: object };
  if (["string", "number", "boolean", "int", "enum"].includes(def.type))
    return `${name} is a plain value and has no ${JSON.stringify(key)}`;
  const members = Object.keys(def.shape ?? {});
  if (def.shape && !members.includes(String(key)))
    return `${name} has no member ${JSON.stringify(key)}${meant(String(key), members)}`;
  if (def.type === "array" && typeof key !== "number") return `${name} is a list: ask for an item of it, such as [0]`;
  return below(member(schema, String(key)), `${name}.${key}`, rest);
}
