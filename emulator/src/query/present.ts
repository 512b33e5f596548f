import { resolve, type Schema, schemaNamed } from "../api/spec";
import { typeOf } from "../id";
import type { StoredObject } from "../store/store";
import type { Kind, World } from "../world";

type Shown = Record<string, unknown>;

/** A stored object as an answer shows it. */
export function present(world: World, object: StoredObject): Shown {
  if (world.settings.zeroValues === "omit") return meaning(world, object);
  const kind = kindOf(world, object);
  const shown = visible(world, kind, object);
  const answer = filled(shown, schemaNamed(kind.schema)) as Shown;
  for (const field of kind.oneof ?? []) if (shown[field] === undefined) delete answer[field];
  return answer;
}

/** What an answer says of a stored object, however it has zero values: what filters and orders go by. */
export function meaning(world: World, object: StoredObject): Shown {
  const kind = kindOf(world, object);
  return trimmed(visible(world, kind, object), schemaNamed(kind.schema)) as Shown;
}

const kindOf = (world: World, { name }: StoredObject) => world.kinds.get(typeOf(name)) as Kind;

function visible(world: World, kind: Kind, object: StoredObject): Shown {
  const shown: Shown = { ...object, ...kind.derived?.(world, object) };
  delete shown.internal;
  for (const field of kind.hidden ?? []) delete shown[field];
  return shown;
}

/** The object without what protobuf leaves out: zero values and empty lists, but not empty messages, nor what the schema requires. */
function trimmed(value: unknown, given: Schema | undefined): unknown {
  const schema = given && resolve(given);
  if (Array.isArray(value)) return value.map((one) => trimmed(one, schema?.items));
  if (typeof value !== "object" || value === null) return value;
  const { properties, additionalProperties, required } = schema ?? {};
  // The entries of a map are no fields: theirs stay whatever they are. So does all that is open to anything.
  if (!properties && typeof additionalProperties !== "object") return value;
  const entries: [string, unknown][] = [];
  for (const [key, one] of Object.entries(value)) {
    const own = properties ? properties[key] : (additionalProperties as Schema);
    const kept = trimmed(one, own);
    if (!properties || !zero(kept, own) || required?.includes(key)) entries.push([key, kept]);
  }
  return Object.fromEntries(entries);
}

function zero(value: unknown, given: Schema | undefined): boolean {
  if (value === undefined || value === null || value === 0 || value === false || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  const schema = given && resolve(given);
  if (schema?.format === "int64") return value === "0";
  if (schema?.enum) return value === schema.default;
  return typeof schema?.additionalProperties === "object" && Object.keys(value).length === 0;
}

/** The object with every unset field at its zero value, and messages that are not set at null: protobuf's EmitUnpopulated. */
function filled(value: unknown, given: Schema | undefined): unknown {
  const schema = given && resolve(given);
  if (Array.isArray(value)) return value.map((one) => filled(one, schema?.items));
  if (typeof value !== "object" || value === null) return value;
  const object = value as Record<string, unknown>;
  const { properties, additionalProperties } = schema ?? {};
  if (!properties && typeof additionalProperties !== "object") return value;
  const entries = properties
    ? Object.entries(properties).map(([key, own]) => [
        key,
        object[key] === undefined ? zeroOf(own) : filled(object[key], own),
      ])
    : Object.entries(object).map(([key, one]) => [key, filled(one, additionalProperties as Schema)]);
  return { ...object, ...Object.fromEntries(entries) };
}

function zeroOf(given: Schema): unknown {
  const schema = resolve(given);
  // Times and durations are messages, whatever they look like.
  if (schema.format === "date-time" || schema.format === "google-duration") return null;
  if (schema.format === "int64" && schema.type === "string") return "0";
  if (schema.enum) return schema.default;
  if (schema.type === "array") return [];
  // What is open to anything beside its own fields is an Any, and so a message.
  if (schema.additionalProperties && !schema.properties) return {};
  return { string: "", integer: 0, number: 0, boolean: false }[schema.type ?? ""] ?? null;
}
