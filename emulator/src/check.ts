import { types } from "node:util";

/** What a value has to be, "must be …"; undefined when it is. */
export interface Check<T = unknown> {
  (value: unknown): string | undefined;
  /** For the compiler alone: what passes. */
  readonly passes?: T;
}

export const choice =
  <const T>(...values: readonly T[]): Check<T> =>
  (value) =>
    values.includes(value as T) ? undefined : `must be ${values.map((one) => JSON.stringify(one)).join(" or ")}`;

export const whole =
  (least: number, what = "a whole number"): Check<number> =>
  (value) =>
    Number.isSafeInteger(value) && (value as number) >= least ? undefined : `must be ${what}, ${least} or more`;

export const amount =
  (most: number, what: string): Check<number> =>
  (value) =>
    typeof value === "number" && value >= 0 && value <= most ? undefined : `must be a number of ${what}, 0 to ${most}`;

export const text: Check<string> = (value) =>
  typeof value === "string" && value !== "" ? undefined : "must be a text";

export const object: Check<object> = (value) => (isObject(value) ? undefined : "must be an object");

/** As text, which JSON can carry. */
export const pattern: Check<string> = (value) => {
  if (typeof value !== "string") return "must be a regular expression, as text";
  try {
    new RegExp(value);
    return undefined;
  } catch (error) {
    return `must be a regular expression: ${(error as Error).message}`;
  }
};

/** Also one that was made in another realm, such as a test runner's. */
export const isExpression = (value: unknown): value is RegExp => types.isRegExp(value);

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The first thing that is wrong with the fields of an object, by its name; undefined when nothing is. */
export function fieldsProblem(
  given: Record<string, unknown>,
  fields: Readonly<Record<string, Check>>,
  prefix = "",
): string | undefined {
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const check = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!check) return `unknown property "${prefix}${name}": there are ${Object.keys(fields).join(", ")}`;
    const problem = check(value);
    if (problem) return `${prefix}${name} ${problem}, not ${typeof value === "number" ? value : JSON.stringify(value)}`;
  }
  return undefined;
}
