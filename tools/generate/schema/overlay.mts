import type { Json } from "./expression.mts";

/** A part of a file over another: what is required may stand below it, and nothing (`null`) takes out what does. */
export function overlaySchema(whole: Json): Json {
  const { function: call, any, ...definitions } = whole.definitions as Record<string, Json>;
  const relaxed = part({ ...whole, definitions }) as Json;
  // A call is replaced as a whole.
  return {
    ...relaxed,
    title: `${whole.title}: overlay`,
    definitions: { ...(relaxed.definitions as Json), function: call, any },
  };
}

function part(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(part);
  if (typeof schema !== "object" || schema === null) return schema;
  const kept = Object.entries(schema).filter(([keyword]) => keyword !== "required");
  return Object.fromEntries(kept.map(([keyword, value]) => [keyword, inPart(keyword, value)]));
}

function inPart(keyword: string, value: unknown): unknown {
  // Conditions stay: they ask what is there.
  if (keyword === "if") return value;
  if (keyword === "type" && (typeof value === "string" || Array.isArray(value))) return [value, "null"].flat();
  // Here the keys are names of ours and not keywords.
  if (keyword === "properties" || keyword === "definitions")
    return Object.fromEntries(Object.entries(value as Json).map(([name, schema]) => [name, part(schema)]));
  return part(value);
}
