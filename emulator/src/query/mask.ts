import { camel, snake } from "../api/names";
import { resolve, type Schema } from "../api/spec";
import { invalid } from "../error";
import type { Settings } from "../settings";

export interface Patch {
  stored: Record<string, unknown>;
  body: Record<string, unknown>;
  updateMask: string | undefined;
  schema: Schema;
  /** Body fields that the schema requires. */
  required: readonly string[];
  /** Top-level fields that cannot change. */
  immutable: readonly string[];
  settings: Settings;
}

/** The changed fields; undefined = cleared to its default. Fields that keep their value are not listed. */
export function patched({
  stored,
  body,
  updateMask,
  schema,
  required,
  immutable,
  settings,
}: Patch): Record<string, unknown> {
  const missing = required.filter((field) => body[field] === undefined);
  if (missing.length > 0 && settings.patchRequired === "enforce") throw invalid(`${missing[0]} is required`);
  const { properties = {} } = resolve(schema);
  const changes: Record<string, unknown> = {};
  for (const path of paths({ body, updateMask, properties, settings })) {
    const [field, ...rest] = path.split(".") as [string, ...string[]];
    if (!properties[field]) throw invalid(`invalid update mask: unknown field "${snake(path)}"`);
    if (properties[field].readOnly) throw invalid(`invalid update mask: field ${field} is output only`);
    const base = field in changes ? changes[field] : stored[field];
    const value = rest.length > 0 ? withNested(base, rest, pick(body[field], rest)) : body[field];
    if (same(value, stored[field])) continue;
    if (immutable.includes(field)) throw invalid(`field ${field} (${snake(field)}) is immutable and cannot be updated`);
    changes[field] = value;
  }
  if (missing.length > 0 && settings.patchRequired === "keepOldBounds") {
    delete changes.minReplicaCount;
    delete changes.maxReplicaCount;
  }
  return changes;
}

interface Paths {
  body: Record<string, unknown>;
  updateMask: string | undefined;
  properties: Record<string, Schema>;
  settings: Settings;
}

function paths({ body, updateMask, properties, settings }: Paths): string[] {
  const writable = Object.keys(properties).filter((field) => !properties[field]?.readOnly);
  const given = settings.mask === "fromBody" ? undefined : updateMask;
  if (given === undefined || given === "") {
    return settings.mask === "replaceWithoutMask"
      ? writable
      : Object.keys(body).filter((field) => writable.includes(field));
  }
  if (given === "*") return writable;
  const named = given.split(",").map((path) => path.trim());
  return named.filter((path) => !camelCased(path, settings)).map((path) => path.split(".").map(camel).join("."));
}

/** Whether a path is to be left out because of its spelling. */
function camelCased(path: string, settings: Settings): boolean {
  if (snake(path) === path || settings.camelCaseMask === "accept") return false;
  if (settings.camelCaseMask === "reject") throw invalid(`invalid update mask: unknown field "${path}"`);
  return true;
}

function pick(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], value);
}

function withNested(base: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  const object = { ...(base as Record<string, unknown> | undefined) };
  object[key as string] = rest.length > 0 ? withNested(object[key as string], rest, value) : value;
  return object;
}

/** Equal as messages: absent and zero are one. */
export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));
}

function ordered(value: unknown): unknown {
  if (value === undefined || value === 0 || value === false || value === "") return null;
  if (Array.isArray(value)) return value.length > 0 ? value.map(ordered) : null;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, ordered(one)] as const);
  return Object.fromEntries(entries.filter(([, one]) => one !== null).sort(([a], [b]) => (a < b ? -1 : 1)));
}
