import { resolve, type Schema, schemaNamed } from "../api/spec";
import { typeOf } from "../id";
import type { StoredObject } from "../store/store";
import type { Kind, World } from "../world";

/** A stored object as an answer shows it. */
export function present(world: World, object: StoredObject): Record<string, unknown> {
  const kind = world.kinds.get(typeOf(object.name)) as Kind;
  const shown: Record<string, unknown> = { ...object, ...kind.derived?.(world, object) };
  delete shown.internal;
  for (const field of kind.hidden ?? []) delete shown[field];
  const schema = schemaNamed(kind.schema);
  return (world.settings.zeroValues === "emit" ? filled(shown, schema) : trimmed(shown, schema)) as Record<
    string,
    unknown
  >;
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
  if (typeof value !== "object" || value === null || !schema?.properties) return value;
  const object = value as Record<string, unknown>;
  const entries = Object.entries(schema.properties).map(([key, own]) => [
    key,
    object[key] === undefined ? zeroOf(own) : filled(object[key], own),
  ]);
  return { ...object, ...Object.fromEntries(entries) };
}

function zeroOf(given: Schema): unknown {
  const schema = resolve(given);
  // Times and durations are messages, whatever they look like.
  if (schema.format === "date-time" || schema.format === "google-duration") return null;
  if (schema.format === "int64" && schema.type === "string") return "0";
  if (schema.enum) return schema.default;
  if (schema.type === "array") return [];
  if (schema.additionalProperties) return {};
  return { string: "", integer: 0, number: 0, boolean: false }[schema.type ?? ""] ?? null;
}
