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

/** Output-only fields in a request are accepted and ignored. */
export function writable(object: Record<string, unknown>, given: Schema): Record<string, unknown> {
  return withoutOutputs(object, given) as Record<string, unknown>;
}

function withoutOutputs(value: unknown, given: Schema): unknown {
  const { properties, items, additionalProperties } = resolve(given);
  if (Array.isArray(value)) return items ? value.map((one) => withoutOutputs(one, items)) : value;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  if (properties) {
    const own = entries.filter(([key]) => !properties[key]?.readOnly);
    return Object.fromEntries(own.map(([key, one]) => [key, withoutOutputs(one, properties[key] ?? {})]));
  }
  if (typeof additionalProperties !== "object") return value;
  return Object.fromEntries(entries.map(([key, one]) => [key, withoutOutputs(one, additionalProperties)]));
}

/** The value without the fields that the schema does not have. */
export function known(value: unknown, given: Schema): unknown {
  const { properties, items, additionalProperties } = resolve(given);
  if (Array.isArray(value)) return items ? value.map((one) => known(one, items)) : value;
  if (typeof value !== "object" || value === null || additionalProperties || !properties) return value;
  const entries = Object.entries(value).filter(([key]) => Object.hasOwn(properties, key));
  return Object.fromEntries(entries.map(([key, one]) => [key, known(one, properties[key] as Schema)]));
}
