import type * as z from "zod";
import type { Emulator } from "../../../emulator/src";
import { core } from "../../../src/lifecycle/compare";
import { type Behaviour, behaviour, type Kind } from "../../../src/lifecycle/kind";

type Json = Record<string, unknown>;

/** What the tests over all kinds need to know of one: the rest follows from its declaration. */
export interface Sample {
  kind: Kind;
  /** Objects that the resources refer to, made before the program runs. */
  prepare?: (gateway: Emulator) => void | Promise<void>;
  /** The least that a resource needs; `index` keeps resources apart. */
  args: (index: number) => Json;
  /** Values of a field, first and changed, where the declaration does not lead to acceptable ones. */
  values?: Record<string, [unknown, unknown]>;
  /** Arguments that a field needs beside it. */
  beside?: Record<string, (index: number) => Json>;
  /** Arguments that cannot stand beside a field. */
  without?: Record<string, string[]>;
  /** Fields that are not changed in this test, each with the reason (and where it is tested instead). */
  apart?: Record<string, string>;
  /** Fields that stay as they are when they are left out: the API cannot clear them. */
  uncleared?: Record<string, string>;
  /** Files of the project, for kinds that upload. */
  files?: Record<string, string>;
  /** Whether destroy leaves the objects. */
  survives?: boolean;
}

export const how = (schema: z.core.$ZodType): Behaviour => ({ ...behaviour(core(schema)), ...behaviour(schema) });

/** Two values that a field accepts, from its declaration. */
export function valuesOf(sample: Sample, field: string): [unknown, unknown] {
  const given = sample.values?.[field];
  if (given) return given;
  const schema = sample.kind.fields.shape[field] as z.core.$ZodType;
  const { suggestions, format } = how(schema);
  if (suggestions) return [suggestions[0], suggestions[1]];
  if (format === "timestamp") return ["2031-01-01T00:00:00Z", "2032-01-01T00:00:00Z"];
  const def = core(schema)._zod.def as { type: string; entries?: Record<string, string> };
  if (def.type === "string") return [`first ${field}`, `second ${field}`];
  if (def.type === "number") return [2, 3];
  if (def.type === "boolean") return [true, false];
  if (def.type === "enum") return Object.values(def.entries ?? {}).slice(0, 2) as [string, string];
  throw new Error(`${sample.kind.type}.${field} needs values in its sample`);
}

export interface Variant {
  /** Logical name. */
  name: string;
  field: string | undefined;
  first: Json;
  changed: Json;
  cleared: Json | undefined;
}

/** One resource for each field, so that each change is seen by itself, and one with the least. */
export function variants(sample: Sample): Variant[] {
  const fields = Object.keys(sample.kind.fields.shape).filter(
    (field) => !(field in (sample.apart ?? {})) && field !== "extra",
  );
  const least = sample.args(0);
  const all: Variant[] = [{ name: "least", field: undefined, first: least, changed: least, cleared: undefined }];
  fields.forEach((field, position) => {
    const index = position + 1;
    const base = { ...sample.args(index), ...sample.beside?.[field]?.(index) };
    for (const other of sample.without?.[field] ?? []) delete base[other];
    const [one, two] = valuesOf(sample, field);
    const { [field]: _, ...bare } = base;
    const optional =
      (sample.kind.fields.shape[field] as z.ZodType).isOptional() &&
      !(field in (sample.uncleared ?? {})) &&
      !(field in sample.args(index));
    all.push({
      name: `v-${field}`,
      field,
      first: { ...base, [field]: one },
      changed: { ...base, [field]: two },
      cleared: optional ? bare : undefined,
    });
  });
  return all;
}
