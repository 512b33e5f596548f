import type * as z from "zod";
import { refused } from "../lifecycle/check";
import { member } from "../lifecycle/compare";
import { behaviour, type Json, type Kind } from "../lifecycle/kind";
import { UNKNOWN } from "../lifecycle/unknown";
import type { Expression } from "./expression";
import { known } from "./known";
import { meant } from "./meant";
import { type Node, placeAt } from "./node";
import { parsePath } from "./reference";
import type { Scope } from "./scope";
import type { Resource } from "./template";
import { ARGUMENTS } from "./types";
import { wholeResources } from "./whole";

/** The properties as far as they are known, held against the declarations that the provider's own check uses. */
export function checkProperties(resource: Resource, scope: Scope): void {
  const { type, properties, place, path } = resource;
  if (resource.get) {
    checkGet(resource, resource.get, scope);
    return;
  }
  if (properties) wholeResources(properties, scope);
  if (type.is === "unknown") return;
  const inputs = properties ? known(properties, scope) : {};
  if (inputs === UNKNOWN || typeof inputs !== "object" || inputs === null || Array.isArray(inputs))
    scope.report(properties?.place ?? place, [...path, "properties"], "must be a map of properties");
  else if (type.is === "kind") checkKind(resource, type.kind, inputs as Json, scope);
  else checkArguments(resource, ARGUMENTS[type.is], inputs as Json, scope);
}

function checkGet({ properties, type }: Resource, get: Expression, scope: Scope): void {
  const id = known(get, scope);
  wholeResources(get, scope);
  if (id === null) scope.report(get.place, get.path, "is required: the full name of the object to look at");
  else if (id !== UNKNOWN && typeof id !== "string") scope.report(get.place, get.path, "must be a full name");
  if (properties)
    scope.report(properties.place, properties.path, "cannot go together with get, which only looks at an object");
  if (type.is !== "kind" && type.is !== "unknown")
    scope.report(get.place, get.path, `is for the kinds of objects, not for a ${type.name}`);
}

function checkKind(resource: Resource, kind: Kind, inputs: Json, scope: Scope): void {
  for (const { property, reason } of refused(kind, inputs)) {
    const keys = parsePath(property) ?? [];
    const found = resource.written && placeAt(resource.written, keys);
    const more = found?.node ? trap(found.node, reason, formatAt(kind, keys)) : "";
    scope.report(found?.place ?? resource.place, [...resource.path, "properties", ...keys], reason + more);
  }
}

function formatAt(kind: Kind, keys: readonly (string | number)[]): string | undefined {
  const schema = keys.reduce<z.core.$ZodType | undefined>((here, key) => member(here, String(key)), kind.fields);
  return schema && behaviour(schema).format;
}

/** What YAML made of a text that somebody wrote; a value that the reason does not tell is a secret. */
function trap(node: Node, reason: string, format: string | undefined): string {
  if (node.is !== "scalar") return "";
  const { value, written, quoted } = node;
  if (reason.startsWith("must be a string") && (typeof value === "number" || typeof value === "boolean"))
    return format === "duration" && typeof value === "number"
      ? `; write ${written}s for seconds`
      : `; put it in quotes${reason.includes(written) ? `: "${written}"` : ""}`;
  if (reason.startsWith("must be true or false") && /^(yes|no|on|off|y|n|true|false)$/i.test(written))
    return `; in YAML that is true or false${quoted ? ", without quotes" : ""}`;
  const number = /^must be a (whole )?number/.test(reason) && quoted && Number.isFinite(Number(written));
  return number ? `; write ${written} without the quotes` : "";
}

function checkArguments(resource: Resource, allowed: readonly string[], inputs: Json, scope: Scope): void {
  for (const [key, value] of Object.entries(inputs)) {
    const fits = value === UNKNOWN || typeof value === "string";
    if (fits && allowed.includes(key)) continue;
    const { place } = resource.written ? placeAt(resource.written, [key]) : resource;
    const unknown = `${resource.type.name} has no such argument${meant(key, allowed)}`;
    const reason = allowed.includes(key) ? "must be text" : unknown;
    scope.report(place, [...resource.path, "properties", key], reason);
  }
}
