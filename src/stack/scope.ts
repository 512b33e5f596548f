import * as pulumi from "@pulumi/pulumi";
import { has } from "./below";
import { type Configured, configuredAt } from "./configuration-value";
import type { Declared } from "./declared";
import type { Expression } from "./expression";
import { meant, perhaps } from "./meant";
import type { Removed } from "./merge";
import { removalKey } from "./merge";
import { OWN_NAMES } from "./own-names";
import type { Report } from "./problem";
import { placeText } from "./problem";
import type { Reference } from "./reference";
import type { Resource, Template, Variable } from "./template";
import { missingAt } from "./types";

/** Everything that a reference can name. */
export interface Scope {
  template: Template;
  /** What the program brings: resources and values. */
  given: Readonly<Record<string, unknown>>;
  removed: Removed;
  report: Report;
  /** What variables and defaults came to, as far as it is known: each is looked at once. */
  found: Map<Expression, unknown>;
  /** What is said although it is not wrong. */
  warnings: string[];
}

export type Target =
  | { is: "resource"; resource: Resource }
  | { is: "variable"; variable: Variable }
  | { is: "given"; value: unknown }
  | { is: "configured"; configured: Configured; rest: Reference["rest"] }
  | { is: "pulumi"; value: string }
  /** What is said under a secret has none of its text, which may be no reference at all. */
  | { is: "nothing"; reason: string; secretly?: string };

/** The project and the stack, as Pulumi YAML offers them. */
const PULUMI: Record<string, () => string> = {
  cwd: () => process.cwd(),
  organization: pulumi.getOrganization,
  project: pulumi.getProject,
  rootDirectory: () => pulumi.runtime.getRootDirectory?.() ?? "",
  stack: pulumi.getStack,
};

export function targetOf({ root, rest }: Reference, scope: Scope): Target {
  const { template, given } = scope;
  const resource = template.resources.get(root);
  const variable = template.variables.get(root);
  const declared = template.config.get(root);
  if (resource) return { is: "resource", resource };
  if (variable) return { is: "variable", variable };
  if (declared) return configured(declared.key, rest, scope, declared);
  if (Object.hasOwn(given, root)) return { is: "given", value: given[root] };
  if (root === "config") return configTarget(rest, scope);
  if (root === "pulumi") return pulumiTarget(rest);
  return { is: "nothing", ...nothingCalled(root, scope) };
}

function configTarget([key, ...rest]: Reference["rest"], scope: Scope): Target {
  if (typeof key !== "string") return { is: "nothing", reason: `names no configuration key: \${config.key}` };
  const declared = scope.template.config.get(key);
  return configured(declared?.key ?? key, rest, scope, declared);
}

function configured(key: string, rest: Reference["rest"], scope: Scope, declared: Declared | undefined): Target {
  const found = configuredAt(key, declared, [...scope.template.config.keys()]);
  return "reason" in found ? { is: "nothing", ...found } : { is: "configured", configured: found, rest };
}

function pulumiTarget([key, ...rest]: Reference["rest"]): Target {
  const names = Object.keys(PULUMI);
  const ask = Object.hasOwn(PULUMI, String(key)) && rest.length === 0 ? PULUMI[String(key)] : undefined;
  if (ask) return { is: "pulumi", value: ask() };
  return { is: "nothing", reason: `\${pulumi} has no ${JSON.stringify(String(key))}${meant(String(key), names)}` };
}

function nothingCalled(root: string, { template, given, removed }: Scope): { reason: string; secretly?: string } {
  const gone = ["resources", "variables"].flatMap((section) => removed.get(removalKey([section, root])) ?? [])[0];
  if (gone) return { reason: `refers to ${JSON.stringify(root)}, which ${placeText(gone)} takes out` };
  const names = [template.resources, template.variables, template.config].flatMap((all) => [...all.keys()]);
  const hint = perhaps(root, [...names, ...Object.keys(given), ...OWN_NAMES]);
  return {
    reason: `refers to ${JSON.stringify(root)}, but no resource, variable or declared configuration key is called that${hint}`,
    secretly: `has a reference to what is not there${hint}; if it is none, write $\${ for its \${`,
  };
}

/** Why a reference leads nowhere. */
export function wrongReference(reference: Reference, secret: boolean, scope: Scope): string | undefined {
  const target = targetOf(reference, scope);
  const told = (reason: string | undefined) => reason && `\${${reference.text}}: ${reason}`;
  if (target.is === "nothing" && secret && target.secretly)
    return reference.root === "config" ? told(target.secretly) : target.secretly;
  if (target.is === "nothing") return told(target.reason);
  if (target.is === "given") return told(missingGiven(target.value, reference));
  if (target.is !== "resource" || reference.rest.length === 0) return undefined;
  return told(missingAt(target.resource.type, reference.rest));
}

function missingGiven(value: unknown, { root, rest }: Reference): string | undefined {
  const [property] = rest;
  if (property === undefined || !pulumi.Resource.isInstance(value) || has(value, property)) return undefined;
  return `the resource that the program gives as ${root} has no property ${JSON.stringify(property)}${perhaps(String(property), Object.keys(value))}`;
}

/** Names that mean two things. */
export function checkNames({ template, given, report }: Scope): void {
  const taken = new Map<string, string>(OWN_NAMES.map((name) => [name, "one of Pulumi's own"]));
  for (const name of Object.keys(given)) taken.set(name, "given by the program");
  const sections = [
    ["a declared configuration key", template.config],
    ["a variable", template.variables],
    ["a resource", template.resources],
  ] as const;
  for (const [what, all] of sections)
    for (const [name, { place, path }] of all) {
      const other = taken.get(name);
      if (other) report(place, path, `the name is ${other} already, and \${${name}} can mean one thing only`);
      else taken.set(name, what);
    }
}
