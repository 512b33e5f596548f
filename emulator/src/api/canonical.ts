import { camel } from "./names";
import { resolve, type Schema } from "./spec";

/**
 * A body in the one spelling that is stored: protobuf's JSON mapping accepts snake_case names, null for "not set", numbers as text and
 * 64-bit numbers as numbers. Whatever does not fit is left as it is, for the validation to name.
 */
export function canonical(value: unknown, given: Schema): unknown {
  const schema = resolve(given);
  if (Array.isArray(value)) return schema.items ? value.map((one) => canonical(one, schema.items as Schema)) : value;
  if (typeof value === "object" && value !== null) return canonicalObject(value as Record<string, unknown>, schema);
  if (schema.type === "string" && schema.format === "int64" && Number.isSafeInteger(value)) return String(value);
  const number = schema.type === "integer" || schema.type === "number";
  if (number && typeof value === "string" && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value)) return Number(value);
  return value;
}

function canonicalObject(object: Record<string, unknown>, schema: Schema): unknown {
  const { properties, additionalProperties } = schema;
  if (!properties && typeof additionalProperties !== "object") return object;
  const entries = Object.entries(object)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => {
      const name = properties && !(key in properties) && camel(key) in properties ? camel(key) : key;
      const own = properties?.[name] ?? (typeof additionalProperties === "object" ? additionalProperties : undefined);
      return [name, own ? canonical(value, own) : value];
    });
  return Object.fromEntries(entries);
}

/** Output-only fields in a request are accepted and ignored. */
export function writable(object: Record<string, unknown>, given: Schema): Record<string, unknown> {
  const { properties = {} } = resolve(given);
  return Object.fromEntries(
    Object.entries(object)
      .filter(([key]) => !properties[key]?.readOnly)
      .map(([key, value]) => {
        const own = properties[key];
        const nested =
          own && resolve(own).properties && typeof value === "object" && value !== null && !Array.isArray(value);
        return [key, nested ? writable(value as Record<string, unknown>, own) : value];
      }),
  );
}

/** The value without the fields that the schema does not have. */
export function known(value: unknown, given: Schema): unknown {
  const { properties, items, additionalProperties } = resolve(given);
  if (Array.isArray(value)) return items ? value.map((one) => known(one, items)) : value;
  if (typeof value !== "object" || value === null || additionalProperties || !properties) return value;
  const entries = Object.entries(value).filter(([key]) => key in properties);
  return Object.fromEntries(entries.map(([key, one]) => [key, known(one, properties[key] as Schema)]));
}
