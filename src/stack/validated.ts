import { UNKNOWN } from "../lifecycle/unknown";
import { checkOptions } from "./check-options";
import { checkProperties } from "./check-properties";
import { isOfType, TYPE_WORDS } from "./configuration-value";
import type { Declared } from "./declared";
import { type Expression, referencesIn } from "./expression";
import { known } from "./known";
import { checkLookups } from "./lookup";
import type { Path, Place } from "./node";
import { expressionsOf } from "./order";
import { line, placeText } from "./problem";
import type { Reference } from "./reference";
import { checkNames, type Scope, targetOf, wrongReference } from "./scope";
import type { Resource } from "./template";
import { isSecretAt } from "./types";
import { wholeResources } from "./whole";

/** Everything that can be said of the data before anything is registered. */
export function validate(scope: Scope): void {
  const { variables, resources, outputs, config } = scope.template;
  checkNames(scope);
  checkUrns(scope);
  const values = [...variables.values(), ...outputs.values()].map(({ value }) => value);
  const fallbacks = [...config.values()].flatMap((one) => one.default ?? []);
  for (const expression of [...fallbacks, ...values]) checkReferences(expression, undefined, scope);
  for (const resource of resources.values())
    for (const expression of expressionsOf(resource)) checkReferences(expression, resource, scope);
  for (const expression of [...fallbacks, ...values, ...[...resources.values()].flatMap(expressionsOf)])
    checkLookups(expression, scope);
  for (const one of config.values()) checkFallback(one, scope);
  for (const value of [...fallbacks, ...values]) {
    if (!scope.found.has(value)) known(value, scope);
    wholeResources(value, scope);
  }
  for (const resource of resources.values()) {
    checkOptions(resource, scope);
    checkProperties(resource, scope);
  }
}

function checkReferences(expression: Expression, resource: Resource | undefined, scope: Scope): void {
  const start = (resource?.path.length ?? 0) + 1;
  for (const { reference, place, path, secret: called } of referencesIn(expression)) {
    const isProperty = expression === resource?.properties;
    const secret = called || (isProperty && isSecretAt(resource.type, path.slice(start)));
    const reason = wrongReference(reference, secret, scope);
    if (reason) scope.report(place, path, reason);
    else if (secret) warnOfClear(reference, place, path, scope);
  }
}

function warnOfClear(reference: Reference, place: Place, path: Path, scope: Scope): void {
  const target = targetOf(reference, scope);
  if (target.is !== "configured" || !target.configured.inClear) return;
  const told = `\${${reference.text}} is a secret here, but stands in the stack's file in clear`;
  const [key] = reference.root === "config" ? reference.rest : [scope.template.config.get(reference.root)?.key];
  scope.warnings.push(line({ place, path, reason: `${told}: set it anew by \`pulumi config set --secret ${key}\`` }));
}

/** A default is of the type that values must be of. */
function checkFallback({ default: given, type }: Declared, scope: Scope): void {
  if (!given || !type) return;
  const value = known(given, scope);
  if (value === UNKNOWN || isOfType(value, type)) return;
  scope.report(given.place, given.path, `must be ${TYPE_WORDS[type]}, as declared`);
}

/** Two resources that the engine could not tell apart; it says so only when the first is made. */
function checkUrns({ template, report }: Scope): void {
  const taken = new Map<string, Resource>();
  let standard: Resource | undefined;
  for (const resource of template.resources.values()) {
    const { name, type, options, place, path } = resource;
    const parent = referencesIn(options.get("parent")).map(({ reference }) => reference.text);
    const urn = JSON.stringify([type.is === "unknown" ? path : type.name, name, parent]);
    const other = taken.get(urn);
    if (other)
      report(
        place,
        path,
        `has the type and the name of ${other.key} (${placeText(other.place)}): give it another name`,
      );
    else taken.set(urn, resource);
    if (!resource.defaultProvider || type.is !== "provider") continue;
    if (standard)
      report(place, [...path, "defaultProvider"], `is said of ${standard.key} already (${placeText(standard.place)})`);
    else standard = resource;
  }
}
