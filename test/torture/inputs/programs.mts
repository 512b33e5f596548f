import fc from "fast-check";
import type * as z from "zod";
import { core, type Json, type Kind } from "../provider.mts";
import { type Sample, samples } from "../samples.mts";
import { holding, huge, key, PLANTED, secret, UNKNOWN, value } from "./values.mts";

type Path = (string | number)[];

/** Every place in a value but its root. */
function places(here: unknown, path: Path = []): Path[] {
  const own = path.length > 0 ? [path] : [];
  if (typeof here !== "object" || here === null) return own;
  const members: Path = Array.isArray(here) ? here.map((_, index) => index) : Object.keys(here);
  return [...own, ...members.flatMap((one) => places((here as Record<string | number, unknown>)[one], [...path, one]))];
}

/** The same with another value at one place. */
function withAt(here: unknown, [first, ...rest]: Path, other: unknown): unknown {
  if (first === undefined) return other;
  if (Array.isArray(here)) return here.map((item, index) => (index === first ? withAt(item, rest, other) : item));
  const record = here as Json;
  return { ...record, ...holding(String(first), withAt(record[first], rest, other)) };
}

const ownSamples = ({ type }: Kind): Sample[] => samples.filter((sample) => sample.type === type);
export const valid = (kind: Kind): Json[] => ownSamples(kind).flatMap(({ args, changed }) => [args, changed]);
const anyValid = (kind: Kind) => fc.constantFrom(...valid(kind));

/** Whatever a program may hand over that never heard of the kind. */
function anything(kind: Kind): fc.Arbitrary<Json> {
  const fields = Object.keys(kind.fields.shape);
  const member = fc.tuple(
    fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...fields) }, { weight: 1, arbitrary: key }),
    value,
  );
  return fc.array(member, { maxLength: 8 }).map(Object.fromEntries);
}

const large = (kind: Kind): fc.Arbitrary<Json> =>
  fc
    .tuple(anyValid(kind), fc.constantFrom(...Object.keys(kind.fields.shape), "typo"), fc.constantFrom(...huge))
    .map(([args, field, one]) => ({ ...args, [field]: one }));

/** Of the names that a person might have meant. */
const misspelt = (name: string) => name.slice(0, 3) + name.slice(4) + name.slice(3, 4);

/** A valid program in which one place is wrong. */
const mutated = (kind: Kind): fc.Arbitrary<Json> =>
  fc.tuple(anyValid(kind), fc.nat(), value, fc.boolean()).map(([args, nth, other, typo]) => {
    const all = places(args);
    const path = all[nth % all.length] as Path;
    if (!typo) return withAt(args, path, other) as Json;
    return { ...args, [misspelt(String(path[0]))]: args[String(path[0])] };
  });

/** A valid program in which one place is not known yet, or a secret. */
const wrapped = (kind: Kind): fc.Arbitrary<Json> =>
  fc.tuple(anyValid(kind), fc.nat(), fc.boolean()).map(([args, nth, unknown]) => {
    const all = places(args);
    const path = all[nth % all.length] as Path;
    const here = path.reduce<unknown>((at, one) => (at as Record<string | number, unknown>)[one], args);
    return withAt(args, path, unknown ? UNKNOWN : secret(here)) as Json;
  });

/** What a declaration allows, from the declaration itself. */
function fitting(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  const def = core(schema)._zod.def as unknown as Declared;
  switch (def.type) {
    case "string":
      return text(def);
    case "number":
      return fc.integer({ min: 1, max: 12 });
    case "boolean":
      return fc.boolean();
    case "enum":
      return fc.constantFrom(...Object.values(def.entries));
    case "literal":
      return fc.constantFrom(...def.values);
    case "array":
      return fc.array(fitting(def.element), { minLength: 1, maxLength: 4 });
    case "union":
      return fc.oneof(...def.options.map(fitting));
    case "record":
      return fc.array(fc.tuple(key, fitting(def.valueType)), { maxLength: 4 }).map(Object.fromEntries);
    case "object":
      return fittingObject(def.shape);
    case "any":
      return fc.jsonValue();
    default:
      throw new Error(`no values are known that fit ${String((def as Declared).type)}: add some`);
  }
}

type Declared =
  | ({ type: "string" } & Text)
  | { type: "number" | "boolean" | "any" }
  | { type: "enum"; entries: Json }
  | { type: "literal"; values: unknown[] }
  | { type: "array"; element: z.core.$ZodType }
  | { type: "union"; options: z.core.$ZodType[] }
  | { type: "record"; valueType: z.core.$ZodType }
  | { type: "object"; shape: Record<string, z.core.$ZodType> };

interface Text {
  format?: string;
  checks?: { _zod: { def: { check: string; pattern?: RegExp; maximum?: number; minimum?: number } } }[];
}

const FORMATS: Record<string, string> = { email: "ada@example.com", datetime: "2031-01-01T00:00:00Z" };

function text({ format, checks = [] }: Text): fc.Arbitrary<string> {
  if (format !== undefined && format in FORMATS) return fc.constant(FORMATS[format] as string);
  const defs = checks.map((check) => check._zod.def);
  const pattern = defs.find((one) => one.pattern !== undefined)?.pattern;
  const most = Math.min(300, ...defs.map(({ maximum = 300 }) => maximum));
  const least = Math.max(0, ...defs.map(({ minimum = 0 }) => minimum));
  if (!pattern) return fc.string({ unit: "binary", minLength: least, maxLength: most });
  return fc.stringMatching(pattern).filter((one) => one.length <= most && one.length >= least);
}

const isOptional = (schema: z.core.$ZodType) => (schema._zod.def as { type: string }).type === "optional";

function fittingObject(shape: Record<string, z.core.$ZodType>): fc.Arbitrary<Json> {
  const members = Object.fromEntries(Object.entries(shape).map(([name, member]) => [name, fitting(member)]));
  const required = Object.keys(shape).filter((name) => !isOptional(shape[name] as z.core.$ZodType));
  return fc.record(members, { requiredKeys: required });
}

/** A valid program with one more argument, or another value of one, that the declaration allows. */
function allowed(kind: Kind): fc.Arbitrary<Json> {
  const fields = Object.keys(kind.fields.shape).filter((field) => field !== kind.idField && !isContent(field));
  return fc
    .tuple(anyValid(kind), fc.constantFrom(...fields))
    .chain(([args, field]) =>
      fitting(kind.fields.shape[field] as z.core.$ZodType).map((one) => ({ ...args, [field]: one })),
    );
}

/** What depends on files. */
const isContent = (field: string) => ["source", "exampleCount", "peftDetails", "kind", "format"].includes(field);

const FORMS = [secret(PLANTED), { a: secret([PLANTED]) }, [secret({ a: PLANTED })], secret(secret(PLANTED))];

/** Secrets where there should be none, and in forms that they never have. */
const indiscreet = (kind: Kind): fc.Arbitrary<Json> =>
  fc.tuple(anyValid(kind), fc.nat(), fc.constantFrom(...FORMS)).map(([args, nth, form]) => {
    const paths = [...Object.keys(kind.fields.shape).map((field): Path => [field]), ...places(args)];
    return withAt(args, paths[nth % paths.length] as Path, form) as Json;
  });

/** Sorts of programs. Those that fit are not to be refused. */
export const families: Record<string, { fits: boolean; programs: (kind: Kind) => fc.Arbitrary<Json> }> = {
  anything: { fits: false, programs: anything },
  mutated: { fits: false, programs: mutated },
  large: { fits: false, programs: large },
  indiscreet: { fits: false, programs: indiscreet },
  "not known or secret": { fits: true, programs: wrapped },
  allowed: { fits: true, programs: allowed },
};
