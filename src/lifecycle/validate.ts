import { closest, distance } from "fastest-levenshtein";
import type * as z from "zod";
import { core, member } from "./compare";
import { behaviour, type Failure, type Json, type Kind } from "./kind";
import { at, hasUnknown, UNKNOWN } from "./unknown";

/** `autoscalingPolicy.scalingSchedules["office hours"].duration`, as Pulumi writes property paths. */
export function propertyPath(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => {
      if (typeof key === "number") return `[${key}]`;
      const plain = /^[A-Za-z_$][\w$]*$/.test(String(key));
      return plain ? `${index ? "." : ""}${String(key)}` : `[${JSON.stringify(String(key))}]`;
    })
    .join("");
}

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
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return `${typeof value} ${text.slice(0, 60)}`;
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

/** In words of ours: zod's own speak to programmers. */
function reasonOf(issue: z.core.$ZodIssue, value: unknown, shown: string): string {
  if (issue.code === "invalid_type") {
    const wanted = ARTICLE[issue.expected] ?? issue.expected;
    return value === undefined ? `is required (${wanted})` : `must be ${wanted}, not ${shown}`;
  }
  if (issue.code === "invalid_value") {
    const wanted = issue.values.map((one) => JSON.stringify(one));
    const last = wanted.pop();
    const choice = wanted.length > 0 ? `${wanted.join(", ")} or ${last}` : last;
    return value === undefined ? `is required (${choice})` : `must be ${choice}, not ${shown}`;
  }
  // The last of several forms is the usual one.
  const inner = issue.code === "invalid_union" ? issue.errors.at(-1)?.[0] : undefined;
  return inner ? reasonOf(inner, value, shown) : issue.message;
}

/** What the declarations say of the inputs; a value that is not known yet is never wrong. */
export function validate(kind: Kind, inputs: Json): Failure[] {
  const parsed = kind.fields.strict().safeParse(inputs);
  const failures: Failure[] = [];
  for (const issue of parsed.success ? [] : parsed.error.issues) {
    const value = at(inputs, issue.path);
    if (value === UNKNOWN) continue;
    if (issue.code === "unrecognized_keys") {
      failures.push(...issue.keys.map((key) => unknownKey(kind, issue.path, key)));
      continue;
    }
    const shown = isSecret(kind, issue.path) ? "something else" : describeValue(value);
    failures.push({ property: propertyPath(issue.path), reason: reasonOf(issue, value, shown) });
  }
  return failures;
}

/** What the rules over several fields say, of the fields whose values are known and not wrong already. */
export function obey(kind: Kind, inputs: Json, wrong: readonly Failure[] = []): Failure[] {
  const given = new Set(Object.keys(inputs));
  const bad = new Set(wrong.map(({ property }) => property.split(/[.[]/)[0]));
  const known = Object.fromEntries(
    Object.entries(inputs).filter(([key, value]) => !bad.has(key) && !hasUnknown(value)),
  );
  return (kind.rules ?? []).flatMap((rule) => rule(known, given) ?? []);
}
