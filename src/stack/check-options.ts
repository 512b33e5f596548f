import { seconds } from "../engine/hidden";
import { UNKNOWN } from "../lifecycle/unknown";
import { checkAliases } from "./aliases";
import type { Expression } from "./expression";
import { known } from "./known";
import { meant } from "./meant";
import { strangers } from "./members";
import { resourceNamed } from "./named";
import { optionCalled, TIMEOUTS } from "./options";
import { parsePath } from "./reference";
import type { Scope } from "./scope";
import type { Resource } from "./template";
import { propertiesOf } from "./types";
import { wholeResources } from "./whole";
import type { Form } from "./words";

/** Why a value is none of its form; the forms that are not here name resources, or are looked at member by member. */
const WRONG: Partial<Record<Form, (given: unknown) => string | undefined>> = {
  text: (given) => {
    if (given === UNKNOWN) return "must be known before the run: it may not depend on a resource, a lookup or a secret";
    return typeof given === "string" ? undefined : "must be text";
  },
  boolean: notBoolean,
  paths: (given) => (isTexts(given) ? undefined : "must be a list of texts"),
  timeouts: (given) => (isMap(given) ? undefined : 'must be a map such as {create: "40m"}'),
};

function notBoolean(given: unknown): string | undefined {
  if (typeof given === "boolean") return undefined;
  const must = "must be true or false";
  if (given === UNKNOWN) return `${must}, and not depend on a resource or a secret`;
  if (given !== "true" && given !== "false") return must;
  return `${must}, and not text: write it without quotes, or declare its configuration key, config: {key: {type: boolean}}`;
}

const isTexts = (given: unknown): given is string[] =>
  Array.isArray(given) && given.every((one) => typeof one === "string");

const isMap = (given: unknown): given is Record<string, unknown> =>
  typeof given === "object" && given !== null && !Array.isArray(given);

export function checkOptions(resource: Resource, scope: Scope): void {
  for (const [name, value] of resource.options) checkOption(resource, name, value, scope);
  if (resource.defaultProvider && !["provider", "unknown"].includes(resource.type.is))
    scope.report(resource.place, [...resource.path, "defaultProvider"], "is for resources of type Provider");
  if (resource.options.has("provider") && resource.type.is === "provider") {
    const { place, path } = resource.options.get("provider") as Expression;
    scope.report(place, path, "says nothing on a Provider");
  }
}

function checkOption(resource: Resource, name: string, value: Expression, scope: Scope): void {
  const { form } = optionCalled(name);
  if (form === "resource" || form === "resources") {
    checkNamed(name, value, scope);
    return;
  }
  if (form === "aliases") {
    checkAliases(value, scope);
    return;
  }
  wholeResources(value, scope);
  const given = known(value, scope);
  const reason = WRONG[form]?.(given);
  if (reason) scope.report(value.place, value.path, reason);
  else if (form === "paths") checkPaths(resource, value, given as string[], scope);
  else if (form === "timeouts") checkTimeouts(value, given as Record<string, unknown>, scope);
}

function checkNamed(option: string, value: Expression, scope: Scope): void {
  const all = optionCalled(option).form === "resources" && value.is === "list" ? value.items : [value];
  for (const one of all) {
    const named = resourceNamed(one, scope);
    if (
      option === "provider" &&
      named &&
      "resource" in named &&
      !["provider", "unknown"].includes(named.resource.type.is)
    )
      scope.report(one.place, one.path, `must name a resource of type Provider, not a ${named.resource.type.name}`);
  }
}

function checkPaths(resource: Resource, value: Expression, paths: readonly string[], scope: Scope): void {
  const all = propertiesOf(resource.type);
  for (const [index, path] of paths.entries()) {
    const root = String(parsePath(path)?.[0]);
    if (resource.type.is === "unknown" || path === "*" || all.includes(root)) continue;
    const at = (value.is === "list" && value.items[index]) || value;
    scope.report(at.place, at.path, `${resource.type.name} has no property ${JSON.stringify(path)}${meant(root, all)}`);
  }
}

function checkTimeouts(value: Expression, given: Record<string, unknown>, scope: Scope): void {
  const at = (key: string) => (value.is === "map" && value.members.get(key)) || value;
  const written = new Map(Object.keys(given).map((key) => [key, at(key)]));
  strangers(written, value.path, TIMEOUTS, "customTimeouts", scope.report);
  for (const [key, text] of Object.entries(given)) {
    const { place, path } = at(key);
    const right = typeof text === "string" && (text === "" || seconds(text) !== undefined);
    if (!right) scope.report(place, path, 'must be a duration such as "40m" or "1h30m"');
  }
}
