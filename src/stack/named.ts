import * as pulumi from "@pulumi/pulumi";
import { nearest } from "../lifecycle/validate";
import type { Expression } from "./expression";
import { type Scope, targetOf } from "./scope";
import type { Resource } from "./template";

/** A resource that an option names: one of the data, or one that the program gives. */
export type Named = { resource: Resource } | { given: pulumi.Resource };

/** Whether an expression is a resource as a whole. */
export function isResource(expression: Expression, scope: Scope): boolean {
  if (expression.is !== "reference" || expression.reference.rest.length > 0) return false;
  const target = targetOf(expression.reference, scope);
  return target.is === "resource" || (target.is === "given" && pulumi.Resource.isInstance(target.value));
}

/** `${chat}`: the resource itself, not one of its properties. What is none is reported. */
export function resourceNamed(expression: Expression, scope: Scope): Named | undefined {
  const { place, path } = expression;
  if (expression.is !== "reference") {
    const meant =
      expression.is === "value" ? nearest(String(expression.value), [...scope.template.resources.keys()]) : undefined;
    scope.report(place, path, `must name a resource, such as \${${meant ?? "chat"}}`);
    return undefined;
  }
  const { reference } = expression;
  const target = targetOf(reference, scope);
  const whole = isResource(expression, scope);
  if (whole && target.is === "resource") return { resource: target.resource };
  if (whole && target.is === "given") return { given: target.value as pulumi.Resource };
  if (target.is !== "nothing")
    scope.report(
      place,
      path,
      `must name a resource as a whole, not \${${reference.text}}${target.is === "resource" ? `: \${${reference.root}}` : ""}`,
    );
  return undefined;
}
