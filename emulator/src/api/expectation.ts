import type { Schema } from "./spec";

interface Expectation {
  /** As protobuf calls it, which is how the service's own messages do. */
  kind: string;
  wanted: string;
}

const texts: Record<string, Expectation> = {
  int64: { kind: "int64", wanted: "a whole number of 64 bits, as text or as a number" },
  "date-time": { kind: "timestamp", wanted: 'a time such as "2026-01-31T09:30:00Z"' },
  "google-duration": { kind: "duration", wanted: 'seconds such as "300s"' },
};

const others: Record<string, Expectation> = {
  string: { kind: "string", wanted: "a string" },
  boolean: { kind: "bool", wanted: "true or false" },
  integer: { kind: "int32", wanted: "a whole number from -2147483648 to 2147483647" },
  array: { kind: "repeated", wanted: "a list" },
  object: { kind: "message", wanted: "an object" },
};

/** What a field takes, for the message that refuses something else. */
export function expectation(schema: Schema & { real?: string }): Expectation {
  if (schema.enum) return { kind: "enum", wanted: `one of ${schema.enum.join(", ")}` };
  if (schema.real) return { kind: schema.real, wanted: `a number of type ${schema.real}` };
  const type = schema.type ?? "object";
  return (type === "string" ? texts[schema.format ?? ""] : undefined) ?? (others[type] as Expectation);
}
