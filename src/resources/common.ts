import * as z from "zod";
import { SEGMENT } from "../client/name";
import type { Failure, Json, Rule } from "../lifecycle/kind";

/** Fields and outputs that several kinds have, each declared once. */

export const displayName = z
  .string()
  .max(63, "must be shorter than 64 characters")
  .optional()
  .meta({ description: "Human-readable name, at most 63 characters." });

export const extra = z
  .strictObject({
    body: z
      .record(z.string(), z.any())
      .optional()
      .meta({ description: "Fields of the object, in the API's camelCase." }),
    query: z.record(z.string(), z.any()).optional().meta({ description: "Query parameters of the create request." }),
  })
  .optional()
  .meta({
    local: true,
    description:
      "The escape hatch: fields and query parameters that the API has and this package does not know yet. Fields are compared with what the gateway returns; where it does not return them, with what was sent last.",
  });

export const deletionPolicy = z.enum(["hard", "retain"]).optional().meta({
  deleteOnly: true,
  local: true,
  default: '"hard"',
  description:
    'What a destroy or a replacement does: `"hard"` deletes the object, `"retain"` leaves it and forgets it.',
});

export const name = z
  .string()
  .meta({ description: "Full resource name, `accounts/<account>/<collection>/<id>`: what other resources refer to." });
export const state = z.string().meta({ description: "State as the gateway last told it." });
export const status = z
  .object({ code: z.string().optional(), message: z.string().optional() })
  .meta({ description: "The gateway's own words on the state: a code such as `RESOURCE_EXHAUSTED`, and a message." });
export const createTime = z.string().meta({ description: "When the object was created (RFC 3339)." });
export const updateTime = z.string().meta({ description: "When the object was last changed (RFC 3339)." });
export const inferenceModel = z.string().meta({ description: "What an inference request names as its `model`." });

/** A full resource name of one of the collections; short names are ambiguous between accounts. */
export function resourceName(collections: string, example: string) {
  const pattern = new RegExp(`^accounts/${SEGMENT}/(${collections})/${SEGMENT}(/versions/${SEGMENT})?$`);
  return z.string().regex(pattern, `must be a full resource name such as "${example}"`);
}

export const modelName = resourceName("models|deployedModels", "accounts/fireworks/models/llama-v3p1-8b-instruct");

export const duration = z.string().regex(/^\d+(\.\d+)?s$/, 'must be a duration in seconds, such as "600s"');

export const timestamp = z.iso.datetime({ offset: true, message: 'must be a time such as "2027-01-31T00:00:00Z"' });

/** A number of things: int32 of the API, never negative. */
export const count = z
  .number()
  .int("must be a whole number")
  .min(0, "must not be negative")
  .max(2_147_483_647, "must be at most 2147483647");

/** A number that may be larger than JavaScript counts to: the API has it as text. */
export const int64 = z.string().regex(/^\d+$/, 'must be a whole number in quotes, such as "100"');

/** One of the values is enough: the API's oneof. */
export function atMostOne(...keys: string[]): Rule {
  return (_known, given): Failure | undefined => {
    const set = keys.filter((key) => given.has(key));
    if (set.length < 2) return undefined;
    return { property: set[1] as string, reason: `cannot go together with ${set[0]}: leave one of them out` };
  };
}

/** Why an argument that chooses by its only member does not; members that are not known yet are members. */
export function notOne(property: string, value: unknown, keys: readonly string[]): Failure | undefined {
  const set = keys.filter((key) => (value as Json | undefined)?.[key] !== undefined);
  if (typeof value !== "object" || value === null || set.length === 1) return undefined;
  const found = set.length === 0 ? "none" : set.join(" and ");
  return { property, reason: `takes exactly one of ${keys.join(", ")}, not ${found}` };
}
