import * as pulumi from "@pulumi/pulumi";
import { nearest } from "../lifecycle/validate";
import { isInClear, isSecretKey, parsed } from "./configured";
import type { Declared } from "./declared";
import type { Expression } from "./expression";

/** What a configuration key holds. */
export interface Configured {
  value?: unknown;
  /** Stands for the value where the stack's configuration has none. */
  fallback?: Expression;
  secret: boolean;
  /** Whether the stack's file has it unencrypted. */
  inClear: boolean;
}

/** Why there is no value, and what is said of it where a secret is wanted. */
export interface NotConfigured {
  reason: string;
  secretly: string;
}

/** The value of `${config.key}`, or why there is none. Its text is never in the reason. */
export function configuredAt(
  key: string,
  declared: Declared | undefined,
  names: readonly string[],
): Configured | NotConfigured {
  const full = key.includes(":") ? key : `${pulumi.getProject()}:${key}`;
  const text = pulumi.runtime.getConfig(full);
  const secret = isSecretKey(full) || (declared?.secret ?? false);
  if (text === undefined && declared?.default) return { fallback: declared.default, secret, inClear: false };
  if (text === undefined) {
    const secretly = notSet(key, full, names, true);
    return { reason: secret ? secretly : notSet(key, full, names, false), secretly };
  }
  const value = read(text, declared?.type);
  if (value !== undefined) return { value, secret, inClear: isInClear(full) };
  const reason = `the configuration key ${key} must hold ${TYPE_WORDS[declared?.type as string]}, as declared`;
  return { reason, secretly: reason };
}

/** What a declared type takes. */
export const TYPE_WORDS: Record<string, string> = {
  string: "text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  object: "a map",
  array: "a list",
};

/** Whether a value that is no text, such as a default, is of a declared type. */
export function isOfType(value: unknown, type: string): boolean {
  if (type === "integer") return Number.isSafeInteger(value);
  if (type === "array") return Array.isArray(value);
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  return typeof value === type;
}

/** Without a declaration text is text, `"1"` too; only lists and maps are what they look like. */
function read(text: string, type: string | undefined): unknown {
  const json = parsed(text);
  const structured = typeof json === "object" && json !== null;
  if (type === undefined) return structured ? json : text;
  if (type === "string") return text;
  return isOfType(json, type) ? json : undefined;
}

function notSet(key: string, full: string, names: readonly string[], secret: boolean): string {
  const [namespace] = full.split(":");
  const set = Object.keys(pulumi.runtime.allConfig())
    .filter((one) => one.startsWith(`${namespace}:`))
    .map((one) => (key.includes(":") ? one : one.slice(one.indexOf(":") + 1)));
  const meant = nearest(key, [...set, ...names.filter((name) => name !== key)]);
  const hidden = `\`pulumi config set --secret ${key}\``;
  const remedy = secret ? hidden : `\`pulumi config set ${key} VALUE\`, or ${hidden} for a secret`;
  return `the configuration key ${key} is not set; ${meant ? `did you mean "${meant}"? If not: ` : ""}${remedy}`;
}
