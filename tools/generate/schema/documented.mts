import type { Json } from "./expression.mts";

export const documented = (doc: string): Json => ({ description: doc, markdownDescription: doc });

export const mapOf = (doc: string, members: Json): Json => ({
  ...documented(doc),
  type: "object",
  additionalProperties: members,
});

/** A map with these members and no others. */
export const members = (properties: Record<string, Json | boolean>, ...required: string[]): Json => ({
  type: "object",
  properties,
  ...(required.length > 0 ? { required } : {}),
  additionalProperties: false,
});
