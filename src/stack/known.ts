import * as pulumi from "@pulumi/pulumi";
import { hasUnknown, UNKNOWN } from "../lifecycle/unknown";
import { below } from "./below";
import type { Expression } from "./expression";
import { implementation, Refused } from "./functions";
import { resourceNamed } from "./named";
import type { Reference } from "./reference";
import { type Scope, targetOf } from "./scope";

/**
 * What an expression is before anything is registered: outputs are UNKNOWN, and so are secrets, which then can stand in
 * no message. A member without a value is as if it were not written.
 */
export const known = (expression: Expression, scope: Scope): unknown => withoutNull(data(expression, scope));

function withoutNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNull);
  if (!isMap(value)) return value;
  const given = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(given.map(([key, member]) => [key, withoutNull(member)]));
}

/** No object of a class. */
const isMap = (value: unknown): value is object =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

function data(expression: Expression, scope: Scope): unknown {
  switch (expression.is) {
    case "value":
      return expression.value;
    case "list":
      return expression.items.map((item) => data(item, scope));
    case "map":
      return Object.fromEntries([...expression.members].map(([key, member]) => [key, data(member, scope)]));
    case "reference":
      return referred(expression.reference, expression, scope);
    case "text":
      return joined(expression, scope);
    case "call":
      return called(expression, scope);
    case "lookup":
      return UNKNOWN;
  }
}

function referred(reference: Reference, at: Expression, scope: Scope): unknown {
  const found = (value: unknown, rest: Reference["rest"], secret = false) => {
    const there = below(value, rest, secret);
    if ("value" in there) return secret ? UNKNOWN : there.value;
    scope.report(at.place, at.path, `\${${reference.text}}: ${there.missing}`);
    return UNKNOWN;
  };
  const target = targetOf(reference, scope);
  if (target.is === "pulumi") return target.value;
  if (target.is === "given") return isPlain(target.value) ? found(target.value, reference.rest) : UNKNOWN;
  if (target.is === "variable") return found(once(target.variable.value, scope), reference.rest);
  if (target.is !== "configured") return UNKNOWN;
  const { value, fallback, secret } = target.configured;
  return found(fallback ? once(fallback, scope) : value, target.rest, secret);
}

/** A cycle is reported elsewhere. */
function once(expression: Expression, scope: Scope): unknown {
  const { found } = scope;
  if (!found.has(expression)) {
    found.set(expression, UNKNOWN);
    found.set(expression, data(expression, scope));
  }
  return found.get(expression);
}

/** Neither output nor promise nor resource, at any depth. */
function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (pulumi.Output.isInstance(value) || pulumi.Resource.isInstance(value) || value instanceof Promise) return false;
  return Object.values(value).every(isPlain);
}

function joined(expression: Extract<Expression, { is: "text" }>, scope: Scope): unknown {
  const parts = expression.parts.map((part) => (typeof part === "string" ? part : referred(part, expression, scope)));
  for (const [index, part] of parts.entries()) {
    const reason = part === UNKNOWN ? undefined : notText(part);
    if (reason)
      scope.report(expression.place, expression.path, `\${${(expression.parts[index] as Reference).text}} ${reason}`);
  }
  return parts.includes(UNKNOWN) ? UNKNOWN : parts.map(String).join("");
}

/** Why a value cannot be part of a text. */
export function notText(value: unknown): string | undefined {
  if (value === null || value === undefined) return "has no value, and cannot be part of a text";
  return typeof value === "object" ? "is a list or a map, and cannot be part of a text: use fn::toJSON" : undefined;
}

function called(expression: Extract<Expression, { is: "call" }>, scope: Scope): unknown {
  const { name, argument, place, path } = expression;
  if (name === "pulumiResourceName" || name === "pulumiResourceType")
    return resourceNamed(argument, scope) ? UNKNOWN : null;
  const value = known(argument, scope);
  if (name === "secret") return UNKNOWN;
  if (hasUnknown(value) || name === "unsecret") return value === UNKNOWN || name !== "unsecret" ? UNKNOWN : value;
  try {
    return implementation(name).call?.(value);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const shown = error.about === undefined ? "" : `: ${JSON.stringify(error.about)}`;
    scope.report(place, path, `${error.message}${shown}`);
    return UNKNOWN;
  }
}
