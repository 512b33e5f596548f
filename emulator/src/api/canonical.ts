import { invalid } from "../error";
import { WrittenNumber } from "./json";
import { fieldNamed } from "./names";
import { durationOf, realNumber, timestampOf, wholeNumber } from "./scalars";
import { resolve, type Schema } from "./spec";

/**
 * A body in the one spelling that is stored: protobuf's JSON mapping accepts snake_case names, null for "not set", numbers as text,
 * 64-bit numbers as numbers, and several spellings of times and durations. Whatever does not fit is left as it is, for the validation to
 * name.
 */
export function canonical(value: unknown, given: Schema): unknown {
  const schema = resolve(given);
  if (typeof value === "string") return canonicalText(value, schema) ?? value;
  if (typeof value === "number" || value instanceof WrittenNumber) return canonicalNumber(value, schema);
  if (Array.isArray(value)) return schema.items ? value.map((one) => canonical(one, schema.items as Schema)) : value;
  if (typeof value === "object" && value !== null) return canonicalObject(value as Record<string, unknown>, schema);
  return value;
}

function canonicalText(value: string, { type, format }: Schema): unknown {
  if (type === "number") return realNumber(value);
  if (type === "integer") {
    const whole = wholeNumber(value);
    return whole === undefined ? undefined : Number(whole);
  }
  if (format === "int64") return wholeNumber(value);
  if (format === "date-time") return timestampOf(value);
  return format === "google-duration" ? durationOf(value) : value;
}

function canonicalNumber(value: number | WrittenNumber, { type, format }: Schema): unknown {
  if (type !== "string" || format !== "int64") return Number(value);
  return wholeNumber(value instanceof WrittenNumber ? value.text : String(value)) ?? Number(value);
}

function canonicalObject(object: Record<string, unknown>, { properties, additionalProperties }: Schema): unknown {
  if (properties) return canonicalMessage(object, properties);
  const own = typeof additionalProperties === "object" ? additionalProperties : {};
  // What is open to anything is kept as it came.
  if (Object.keys(own).length === 0) return JSON.parse(JSON.stringify(object));
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, canonical(value, own)]));
}

function canonicalMessage(object: Record<string, unknown>, properties: Record<string, Schema>): unknown {
  const entries: [string, unknown][] = [];
  for (const [key, value] of Object.entries(object)) {
    const name = fieldNamed(key, properties);
    if (name !== undefined && name !== key && Object.hasOwn(object, name)) throw invalid(`duplicate field "${name}"`);
    if (name === undefined) entries.push([key, value]);
    else if (value !== null) entries.push([name, canonical(value, properties[name] as Schema)]);
  }
  return Object.fromEntries(entries);
}

/**
 * What of a body counts: output-only fields are accepted and ignored, and so are unspecified enumerations, except that a PATCH may name a
 * field by giving it this value.
 */
export function writable(object: Record<string, unknown>, given: Schema, patch: boolean): Record<string, unknown> {
  return written(object, given, patch) as Record<string, unknown>;
}

function written(value: unknown, given: Schema, unspecified: boolean): unknown {
  const { properties, items, additionalProperties } = resolve(given);
  if (Array.isArray(value)) return items ? value.map((one) => written(one, items, false)) : value;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  if (properties) {
    const own = entries.filter(([key, one]) => counts(one, properties[key] ?? {}, unspecified));
    return Object.fromEntries(own.map(([key, one]) => [key, written(one, properties[key] ?? {}, false)]));
  }
  if (typeof additionalProperties !== "object") return value;
  return Object.fromEntries(entries.map(([key, one]) => [key, written(one, additionalProperties, false)]));
}

function counts(value: unknown, given: Schema, unspecified: boolean): boolean {
  if (given.readOnly) return false;
  const schema = resolve(given);
  return unspecified || !schema.enum || value !== (schema.default ?? schema.enum[0]);
}

/** The value without the fields that the schema does not have. */
export function known(value: unknown, given: Schema): unknown {
  const { properties, items, additionalProperties } = resolve(given);
  if (Array.isArray(value)) return items ? value.map((one) => known(one, items)) : value;
  if (typeof value !== "object" || value === null || additionalProperties || !properties) return value;
  const entries = Object.entries(value).filter(([key]) => Object.hasOwn(properties, key));
  return Object.fromEntries(entries.map(([key, one]) => [key, known(one, properties[key] as Schema)]));
}
