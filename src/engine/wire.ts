import type { Json } from "../lifecycle/kind";
import { UNKNOWN } from "../lifecycle/unknown";
import { MOST_LEVELS } from "../lifecycle/validate";
import { asSecret, isSecret } from "./wrapped";

/** Pulumi's marker of a value that is not known yet, whatever its type (sdk/nodejs/runtime/rpc.ts, `unknownValue`). */
export const UNKNOWN_VALUE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export const PROVIDER_KEY = "__provider";

/** What is nested deeper is cut off: `check` refuses it, and no other comes of it. */
const DEEPEST = MOST_LEVELS + 1;

/** From the engine: unknowns become UNKNOWN, null is left out as Pulumi does, prototype keys are harmless. */
export function fromEngine(value: unknown, depth = 0): unknown {
  if (value === UNKNOWN_VALUE) return UNKNOWN;
  if (typeof value !== "object" || value === null) return value;
  if (depth > DEEPEST) return undefined;
  if (Array.isArray(value)) return value.map((item) => fromEngine(item, depth + 1));
  const record = value as Json;
  if (isSecret(record)) return fromEngine(record.value, depth + 1);
  const out: Json = {};
  for (const [key, member] of Object.entries(record)) {
    const value = fromEngine(member, depth + 1);
    if (value === null || value === undefined) continue;
    Object.defineProperty(out, key, { value, enumerable: true, writable: true, configurable: true });
  }
  return out;
}

/** What is wrapped as a secret anywhere in a value. */
export function wrappedIn(value: unknown, depth = 0): unknown[] {
  if (typeof value !== "object" || value === null || depth > DEEPEST) return [];
  if (isSecret(value)) return [fromEngine((value as Json).value)];
  return Object.values(value).flatMap((member) => wrappedIn(member, depth + 1));
}

/** To the engine: no undefined, BigInt or Date may be among the values. */
export function toEngine(value: unknown): unknown {
  if (value === UNKNOWN) return UNKNOWN_VALUE;
  if (typeof value === "bigint") return String(value);
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => toEngine(item ?? null));
  const out: Json = {};
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    Object.defineProperty(out, key, { value: toEngine(member), enumerable: true, writable: true, configurable: true });
  }
  return out;
}

/** Wraps the values under the given keys, `value` or `source.awsS3Source.accessSecret`. */
export function withSecrets(props: Json, paths: readonly string[]): Json {
  return paths.reduce((outer, path) => wrap(outer, path.split(".")), props);
}

function wrap(props: Json, [head, ...rest]: string[]): Json {
  const value = head === undefined ? undefined : props[head];
  if (head === undefined || value === undefined) return props;
  if (rest.length === 0) return { ...props, [head]: asSecret(value) };
  return typeof value === "object" && value !== null ? { ...props, [head]: wrap(value as Json, rest) } : props;
}
