import { closest, distance } from "fastest-levenshtein";
import type * as z from "zod";
import { core, member } from "./compare";
import { behaviour, type Failure, type Json, type Kind } from "./kind";
import { at, hasUnknown, UNKNOWN } from "./unknown";

/** Nothing that a program passes is nested deeper; a structure without end must not end us. */
export const MOST_LEVELS = 64;

/** More than that nobody reads. */
const MOST_FAILURES = 20;

/** `autoscalingPolicy.scalingSchedules["office hours"].duration`, as Pulumi writes property paths. */
export function propertyPath(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => {
      if (typeof key === "number") return `[${key}]`;
      const plain = /^[A-Za-z_$][\w$]*$/.test(String(key));
      const name = cut(String(key));
      return plain ? `${index ? "." : ""}${name}` : `[${JSON.stringify(name)}]`;
    })
    .join("");
}

const cut = (key: string) => (key.length > 100 ? `${key.slice(0, 100)}…` : key);

/** The candidate that the user probably meant. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > 100 || candidates.length === 0) return undefined;
  const best = closest(word, candidates);
  return distance(word, best) <= Math.max(2, word.length / 3) ? best : undefined;
}

function unknownKey(kind: Kind, path: readonly PropertyKey[], key: string): Failure {
  const meant = nearest(key, membersAt(kind, path));
  const hint = meant
    ? `did you mean "${meant}"?`
    : "if the API is newer than this package, pass it through `extra: { body: { … } }`";
  return { property: propertyPath([...path, key]), reason: `${kind.type} has no such argument; ${hint}` };
}

/** The members that the schema at a path knows. */
function membersAt(kind: Kind, path: readonly PropertyKey[]): string[] {
  let schema: z.core.$ZodType | undefined = kind.fields;
  for (const key of path) schema = member(schema, String(key));
  return schema ? Object.keys((core(schema)._zod.def as { shape?: object }).shape ?? {}) : [];
}

function describeValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (value === null) return "null";
  if (typeof value === "object") return "an object";
  const text = typeof value === "string" ? JSON.stringify(value.slice(0, 60)) : String(value);
  return `${typeof value} ${text}`;
}

const ARTICLE: Record<string, string> = {
  array: "a list",
  object: "an object",
  record: "a map",
  int: "a whole number",
  string: "a string",
  number: "a number",
  boolean: "true or false",
};

/** Whether the value at a path is, or is part of, what is declared secret. */
function isSecret(kind: Kind, path: readonly PropertyKey[]): boolean {
  let schema: z.core.$ZodType | undefined = kind.fields;
  return path.some((key) => {
    schema = member(schema, String(key));
    return schema !== undefined && behaviour(schema).secret === true;
  });
}

function choice(values: readonly unknown[]): string {
  const quoted = values.map((one) => JSON.stringify(one));
  const last = String(quoted.pop());
  return quoted.length > 0 ? `${quoted.join(", ")} or ${last}` : last;
}

/** The kind of value that is wanted, where the declaration has no words of its own for it. */
function wanted(issue: z.core.$ZodIssue): string | undefined {
  if (issue.code === "invalid_type") return ARTICLE[issue.expected] ?? issue.expected;
  return issue.code === "invalid_value" ? choice(issue.values) : undefined;
}

/** The last of several forms is the usual one. */
const usual = (issue: z.core.$ZodIssue) => (issue.code === "invalid_union" ? issue.errors.at(-1)?.[0] : undefined);

/** What the declaration asks for, in words of ours: zod's own speak to programmers. */
export function demand(issue: z.core.$ZodIssue): string {
  const inner = usual(issue);
  if (inner) return demand(inner);
  const type = wanted(issue);
  return type === undefined ? issue.message : `must be ${type}`;
}

function reasonOf(issue: z.core.$ZodIssue, value: unknown, shown: string): string {
  const inner = usual(issue);
  if (inner) return reasonOf(inner, value, shown);
  const type = wanted(issue);
  if (type === undefined) return issue.message;
  return value === undefined ? `is required (${type})` : `${demand(issue)}, not ${shown}`;
}

/** What no field can hold: numbers that JSON does not have, and what is nested without end. */
function unfit(value: unknown, path: readonly PropertyKey[] = []): Failure | undefined {
  const property = () => propertyPath(path.slice(0, 4));
  if (typeof value === "number" && !Number.isFinite(value))
    return { property: property(), reason: "must be a finite number" };
  if (typeof value !== "object" || value === null) return undefined;
  if (path.length > MOST_LEVELS)
    return { property: property(), reason: `must not be nested deeper than ${MOST_LEVELS} levels` };
  const entries: Iterable<[PropertyKey, unknown]> = Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [key, member] of entries) {
    const found = unfit(member, [...path, key]);
    if (found) return found;
  }
  return undefined;
}

/** Of very many the first, and how many more there are. */
function bounded<T>(all: readonly T[], say: (one: T) => Failure): Failure[] {
  const first = all.slice(0, MOST_FAILURES).map(say);
  const last = first.at(-1);
  if (last && all.length > first.length) last.reason += ` (and ${all.length - first.length} more like it)`;
  return first;
}

/** What the declarations say of the inputs; a value that is not known yet is never wrong. */
export function validate(kind: Kind, inputs: Json): Failure[] {
  const found = unfit(inputs);
  return found ? [found] : declared(kind, inputs);
}

function declared(kind: Kind, inputs: Json): Failure[] {
  const found = issuesOf(kind, inputs);
  if (!found) return unmeasurable(kind, inputs);
  const issues = found.filter(({ path }) => at(inputs, path) !== UNKNOWN);
  const strangers = issues.flatMap((issue) =>
    issue.code === "unrecognized_keys" ? issue.keys.map((key) => ({ path: issue.path, key })) : [],
  );
  const wrong = issues.filter(({ code }) => code !== "unrecognized_keys");
  return [
    ...bounded(wrong, (issue) => wrongValue(kind, inputs, issue)),
    ...bounded(strangers, ({ path, key }) => unknownKey(kind, path, key)),
  ];
}

/** Zod compiles a schema with its first use: one that were made for each resource would be compiled for each. */
function strict(fields: z.ZodObject): z.ZodObject {
  const made = stricts.get(fields) ?? fields.strict();
  stricts.set(fields, made);
  return made;
}

const stricts = new WeakMap<z.ZodObject, z.ZodObject>();

/** Zod asks for the `length` of what is no string at all: where that is no number, it throws. */
function issuesOf(kind: Kind, inputs: Json): readonly z.core.$ZodIssue[] | undefined {
  try {
    return strict(kind.fields).safeParse(inputs).error?.issues ?? [];
  } catch {
    return undefined;
  }
}

function unmeasurable(kind: Kind, inputs: Json): Failure[] {
  return Object.entries(kind.fields.shape).flatMap(([key, schema]) => {
    try {
      if (Object.hasOwn(inputs, key)) schema.safeParse(inputs[key]);
      return [];
    } catch {
      const reason = "must be of another type: an object with a member `length` is none of its values";
      return [{ property: propertyPath([key]), reason }];
    }
  });
}

function wrongValue(kind: Kind, inputs: Json, issue: z.core.$ZodIssue): Failure {
  const value = at(inputs, issue.path);
  const shown = isSecret(kind, issue.path) ? "something else" : describeValue(value);
  return { property: propertyPath(issue.path), reason: reasonOf(issue, value, shown) };
}

/** What the rules over several fields say, of the fields whose values are known and not wrong already. */
export function obey(kind: Kind, inputs: Json, wrong: readonly Failure[] = []): Failure[] {
  const given = new Set(Object.keys(inputs));
  const bad = new Set(wrong.map(({ property }) => property.split(/[.[]/)[0]));
  const known = Object.fromEntries(
    Object.entries(inputs).filter(([key, value]) => !bad.has(key) && !hasUnknown(value)),
  );
  const failures = (kind.rules ?? []).flatMap((rule) => rule(known, given) ?? []);
  return bounded(failures, (failure) => ({ ...failure }));
}
