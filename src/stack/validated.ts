import { checkOptions } from "./check-options";
import { checkProperties } from "./check-properties";
import { type Expression, referencesIn } from "./expression";
import { known } from "./known";
import { checkLookups } from "./lookup";
import { expressionsOf } from "./order";
import { checkNames, type Scope, wrongReference } from "./scope";
import type { Resource } from "./template";
import { wholeResources } from "./whole";

/** Everything that can be said of the data before anything is registered. */
export function validate(scope: Scope): void {
  const { variables, resources, outputs, config } = scope.template;
  checkNames(scope);
  const values = [...variables.values(), ...outputs.values()].map(({ value }) => value);
  const fallbacks = [...config.values()].flatMap((one) => one.default ?? []);
  for (const expression of [...fallbacks, ...values, ...[...resources.values()].flatMap(expressionsOf)]) {
    checkReferences(expression, scope);
    checkLookups(expression, scope);
  }
  for (const value of [...fallbacks, ...values]) {
    if (!scope.found.has(value)) known(value, scope);
    wholeResources(value, scope);
  }
  for (const resource of resources.values()) {
    checkOptions(resource, scope);
    checkProperties(resource, scope);
    checkDefault(resource, scope);
  }
}

function checkDefault({ type, defaultProvider, place, path }: Resource, scope: Scope): void {
  if (defaultProvider && type.is !== "provider" && type.is !== "unknown")
    scope.report(place, [...path, "defaultProvider"], "is for resources of type Provider");
}

function checkReferences(expression: Expression, scope: Scope): void {
  for (const { reference, place, path } of referencesIn(expression)) {
    const reason = wrongReference(reference, scope);
    if (reason) scope.report(place, path, `\${${reference.text}}: ${reason}`);
  }
}
