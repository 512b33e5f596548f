import { OWN_KEYS } from "./check";
import { isDefault } from "./compare";
import { behaviour, type Json, type Kind } from "./kind";

/** The inputs among what state holds: arguments, and what check added. */
export function inputsOf(kind: Kind, props: Json): Json {
  const keys = new Set<string>([...Object.keys(kind.fields.shape), ...OWN_KEYS]);
  // A name that the server made is an output.
  if (kind.idField === undefined) keys.delete("name");
  return Object.fromEntries(Object.entries(props).filter(([key, value]) => keys.has(key) && value !== undefined));
}

/**
 * What state holds: the inputs as they are, and under keys of their own what only the gateway knows. A field that the
 * user left out is not filled in: it would become managed.
 */
export function outputsOf(kind: Kind, inputs: Json, object: Json, olds: Json = {}): Json {
  const known = { ...object, ...kind.present?.(object, inputs) };
  const own = Object.entries(kind.outputs.shape).filter(([key]) => !(key in inputs));
  // What was told once is empty in later answers, or not in them.
  const outputs = own.map(([key, schema]) => [
    key,
    behaviour(schema).inputOnly && isDefault(known[key]) ? olds[key] : known[key],
  ]);
  return { ...inputs, ...Object.fromEntries(outputs.filter(([, value]) => !isNothing(value))) };
}

const isNothing = (value: unknown) =>
  value === undefined || value === null || (typeof value === "object" && Object.keys(value).length === 0);
