import { UNKNOWN } from "../lifecycle/unknown";
import { perhaps } from "./meant";
import type { Reference } from "./reference";

/** What is below a value, or why there is nothing. */
export type Below = { value: unknown } | { missing: string };

/** A member that is there without a value is found; of a secret no message names what else there is. */
export function below(value: unknown, path: Reference["rest"], secret = false): Below {
  let here = value;
  for (const key of path) {
    if (here === UNKNOWN) return { value: UNKNOWN };
    if (!has(here, key)) return { missing: missing(here, key, secret) };
    here = (here as Record<PropertyKey, unknown>)[key];
  }
  return { value: here };
}

/** What the program gives may be of a class, whose members count; those of every object do not. */
export function has(value: unknown, key: string | number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (Object.hasOwn(value, key)) return true;
  return !Array.isArray(value) && key in value && !(key in Object.prototype);
}

function missing(value: unknown, key: string | number, secret: boolean): string {
  const word = JSON.stringify(key);
  if (value === null || value === undefined) return `there is no ${word} in what has no value`;
  if (Array.isArray(value))
    return typeof key === "number"
      ? `there is no item ${key}: the list has ${value.length}`
      : "is a list: ask for an item of it, such as [0]";
  if (typeof value !== "object") return `is a plain value and has no ${word}`;
  return `has no member ${word}${secret ? "" : perhaps(String(key), Object.keys(value))}`;
}
