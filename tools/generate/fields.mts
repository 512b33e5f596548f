import { createRequire } from "node:module";
import type * as zod from "zod";
import "../load.mts";
import type { Behaviour } from "../../src/lifecycle/kind.ts";

const require = createRequire(import.meta.url);

const z = require("zod") as typeof zod;
const { core } = require("../../src/lifecycle/compare.ts") as typeof import("../../src/lifecycle/compare.ts");

export interface Described extends Behaviour {
  key: string;
  type: string;
  required: boolean;
  description: string;
  /** Documentation with what the behaviours add to it. */
  text: string;
}

type Schema = zod.core.$ZodType;
const metaOf = (schema: Schema) => (schema as zod.ZodType).meta() ?? {};
const behaviourOf = (schema: Schema) =>
  ({ ...metaOf(core(schema)), ...metaOf(schema) }) as Behaviour & { description?: string };

/** What a reader should know of a field besides what it is for. */
export function notes(how: Behaviour): string[] {
  return [
    how.immutable && "A change replaces the object.",
    how.createOnly && "Counts at creation only: a later change is no diff.",
    how.deleteOnly && "A change is stored for the deletion and sends no request.",
    how.inputOnly && "Never read back.",
    how.secret && "Secret: encrypted in state, never printed.",
    how.default && `Default: ${how.default}.`,
  ].filter((note): note is string => typeof note === "string");
}

function typeText(schema: Schema): string {
  const inner = core(schema);
  const def = inner._zod.def as {
    type: string;
    element?: Schema;
    valueType?: Schema;
    entries?: Record<string, string>;
    options?: Schema[];
    values?: unknown[];
  };
  if (def.type === "array") {
    const element = typeText(def.element as Schema);
    return element.includes(" ") ? `(${element})[]` : `${element}[]`;
  }
  if (def.type === "record") return `map of ${typeText(def.valueType as Schema)}`;
  if (def.type === "enum")
    return Object.values(def.entries ?? {})
      .map((value) => `"${value}"`)
      .join(" \\| ");
  if (def.type === "literal") return (def.values ?? []).map((value) => JSON.stringify(value)).join(" \\| ");
  if (def.type === "union") return (def.options ?? []).map(typeText).join(" \\| ");
  return behaviourOf(inner).format ?? def.type;
}

export function describeFields(object: zod.ZodObject): Described[] {
  return Object.entries(object.shape).map(([key, schema]) => {
    const how = behaviourOf(schema);
    if (!how.description) throw new Error(`${key} has no description`);
    return {
      ...how,
      description: how.description,
      key,
      type: typeText(schema),
      required: !(schema as zod.ZodType).isOptional(),
      text: [how.description, ...notes(how)].join(" "),
    };
  });
}

/** The members of an object, a map's or a list's objects, however deep. */
export function membersOf(schema: Schema): zod.ZodObject | undefined {
  const def = core(schema)._zod.def as { type: string; element?: Schema; valueType?: Schema };
  if (def.type === "object") return core(schema) as zod.ZodObject;
  const inner = def.element ?? def.valueType;
  return inner ? membersOf(inner) : undefined;
}

/** Adds to the JSON Schema of one field what one use of it needs. */
export type Decorate = (
  json: zod.core.JSONSchema.BaseSchema,
  schema: Schema,
  how: ReturnType<typeof behaviourOf>,
) => void;

/** The JSON Schema of a declaration, with documentation; suggested values complete without refusing others. */
export function jsonSchema(object: zod.ZodObject, io: "input" | "output", decorate?: Decorate): object {
  return z.toJSONSchema(object, {
    io,
    target: "draft-07",
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema: json }) => {
      const how = behaviourOf(zodSchema as Schema);
      // Ours is prose; the keyword of JSON Schema is a value.
      delete json.default;
      if (how.description) json.description = [how.description, ...notes(how)].join(" ");
      if (how.suggestions)
        (json as { tsType?: string }).tsType = [
          ...how.suggestions.map((value) => JSON.stringify(value)),
          "(string & {})",
        ].join(" | ");
      decorate?.(json, zodSchema as Schema, how);
    },
  });
}
