import { snake } from "../api/names";
import { resolve, type Schema } from "../api/spec";
import { invalid } from "../error";
import type { Settings } from "../settings";
import { fieldPath } from "./path";

interface Patch {
  stored: Record<string, unknown>;
  body: Record<string, unknown>;
  updateMask: string | undefined;
  schema: Schema;
  /** Top-level fields that cannot change. */
  immutable: readonly string[];
  settings: Settings;
}

/** The changed fields; undefined = cleared to its default. Fields that keep their value are not listed. */
export function patched({ stored, body, updateMask, schema, immutable, settings }: Patch): Record<string, unknown> {
  const { properties = {} } = resolve(schema);
  const changes: Record<string, unknown> = {};
  for (const text of paths({ body, updateMask, properties, immutable, settings })) {
    const path = fieldPath(text, schema);
    if (!path) throw invalid(`invalid update mask: unknown field "${text}"`);
    if (path.output) throw invalid(`invalid update mask: field ${path.names.join(".")} is output only`);
    const [field, ...rest] = path.names as [string, ...string[]];
    const base = field in changes ? changes[field] : stored[field];
    const value = rest.length > 0 ? withNested(base, rest, pick(body[field], rest)) : body[field];
    if (same(value, stored[field], properties[field] as Schema)) continue;
    if (immutable.includes(field)) throw invalid(`field ${field} (${snake(field)}) is immutable and cannot be updated`);
    changes[field] = value;
  }
  if (body.baseModel === undefined && settings.patchWithoutBaseModel === "keepOldBounds") {
    delete changes.minReplicaCount;
    delete changes.maxReplicaCount;
  }
  return changes;
}

interface Paths {
  body: Record<string, unknown>;
  updateMask: string | undefined;
  properties: Record<string, Schema>;
  immutable: readonly string[];
  settings: Settings;
}

function paths({ body, updateMask, properties, immutable, settings }: Paths): string[] {
  const writable = Object.keys(properties).filter((field) => !properties[field]?.readOnly);
  const given = settings.mask === "fromBody" ? undefined : updateMask;
  if (given === undefined || given === "") {
    return settings.mask === "replaceWithoutMask"
      ? writable.filter((field) => field in body || !immutable.includes(field))
      : Object.keys(body).filter((field) => writable.includes(field));
  }
  if (given === "*") return writable;
  const named = given.split(",").map((path) => path.trim());
  return named.filter((path) => !camelCased(path, settings));
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

/** Equal as messages: a field that is absent and one at its zero value are one; what is in a map or list counts as it is. */
export function same(one: unknown, other: unknown, schema: Schema): boolean {
  return JSON.stringify(ordered(one, schema)) === JSON.stringify(ordered(other, schema));
}

function ordered(value: unknown, given: Schema | undefined): unknown {
  if (value === undefined || value === 0 || value === false || value === "") return null;
  const schema = given && resolve(given);
  if (Array.isArray(value)) return value.length > 0 ? value.map((one) => ordered(one, schema?.items)) : null;
  if (typeof value !== "object" || value === null) return value;
  const fields = schema?.properties;
  const keys = Object.keys(value).sort();
  const entries = keys.map((key) => [key, ordered((value as Record<string, unknown>)[key], fields?.[key])] as const);
  return fields ? Object.fromEntries(entries.filter(([, one]) => one !== null)) : entries;
}
