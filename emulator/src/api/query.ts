import { invalid } from "../error";
import { expectation } from "./expectation";
import { fieldNamed } from "./names";
import { timestampOf } from "./scalars";
import type { Operation, Schema } from "./spec";

/** Query parameters by their camelCase names, checked as grpc-gateway does. Of a repeated parameter the values are joined by commas. */
export function validateQuery(
  operation: Operation,
  given: URLSearchParams,
  unknown: "reject" | "ignore",
): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [key, value] of given) {
    const name = fieldNamed(key, operation.query);
    const schema = name === undefined ? undefined : operation.query[name]?.schema;
    if (name === undefined || !schema) {
      if (unknown === "reject") throw invalid(`unknown query parameter ${JSON.stringify(key)}`);
      continue;
    }
    const before = query[name];
    if (before !== undefined && schema.type !== "array") throw invalid(`too many values for query parameter ${name}`);
    const read = readParameter(name, value, schema);
    query[name] = before === undefined ? read : `${before},${read}`;
  }
  for (const { name, required } of Object.values(operation.query)) {
    if (required && !query[name]) throw invalid(`${name} is required`);
  }
  return query;
}

function readParameter(name: string, value: string, schema: Schema): string {
  const read = inOneSpelling(value, schema);
  if (read !== undefined) return read;
  const { kind, wanted } = expectation(schema);
  throw invalid(`invalid value for ${kind} query parameter ${name}: ${JSON.stringify(value)} (must be ${wanted})`);
}

function inOneSpelling(value: string, { type, format, enum: values }: Schema): string | undefined {
  if (values) return values.includes(value) ? value : undefined;
  if (type === "boolean") return booleans.get(value);
  if (type === "integer") return int32(value);
  return format === "date-time" ? timestampOf(value) : value;
}

const booleans = new Map([
  ...["1", "t", "T", "true", "TRUE", "True"].map((text) => [text, "true"] as const),
  ...["0", "f", "F", "false", "FALSE", "False"].map((text) => [text, "false"] as const),
]);

function int32(value: string): string | undefined {
  const number = /^[+-]?\d+$/.test(value) ? Number(value) : Number.NaN;
  return number >= -(2 ** 31) && number < 2 ** 31 ? String(number) : undefined;
}
