import * as pulumi from "@pulumi/pulumi";
import { nearest } from "../lifecycle/validate";
import { isSecretKey, parsed } from "./configured";
import type { Declared } from "./declared";
import type { Expression } from "./expression";

/** What a configuration key holds. */
export interface Configured {
  value?: unknown;
  /** Stands for the value where the stack's configuration has none. */
  fallback?: Expression;
  secret: boolean;
}

/** The value of `${config.key}`, or why there is none. Its text is never in the reason. */
export function configuredAt(
  key: string,
  declared: Declared | undefined,
  names: readonly string[],
): Configured | { reason: string } {
  const full = key.includes(":") ? key : `${pulumi.getProject()}:${key}`;
  const text = pulumi.runtime.getConfig(full);
  const secret = isSecretKey(full) || (declared?.secret ?? false);
  if (text === undefined)
    return declared?.default ? { fallback: declared.default, secret } : { reason: notSet(key, full, names, secret) };
  const value = read(text, declared?.type);
  if (value !== undefined) return { value, secret };
  return { reason: `the configuration key ${key} must hold ${WORDS[declared?.type as string]}, as declared` };
}

const WORDS: Record<string, string> = {
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  object: "a map",
  array: "a list",
};

/** Without a declaration text is text, `"1"` too; only lists and maps are what they look like. */
function read(text: string, type: string | undefined): unknown {
  const json = parsed(text);
  const structured = typeof json === "object" && json !== null;
  if (type === undefined) return structured ? json : text;
  if (type === "number") return typeof json === "number" ? json : undefined;
  if (type === "integer") return Number.isSafeInteger(json) ? json : undefined;
  if (type === "boolean") return typeof json === "boolean" ? json : undefined;
  if (type === "array") return Array.isArray(json) ? json : undefined;
  if (type === "object") return structured && !Array.isArray(json) ? json : undefined;
  return text;
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
