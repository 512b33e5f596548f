import * as pulumi from "@pulumi/pulumi";
import { type Expression, referencesIn } from "./expression";
import { type Scope, targetOf } from "./scope";

/** `${chat}` where `${chat.name}` is meant. */
export function wholeResources(expression: Expression, scope: Scope): void {
  if (expression.is === "call" && expression.name.startsWith("pulumiResource")) return;
  if (expression.is === "call") wholeResources(expression.argument, scope);
  if (expression.is === "lookup" && expression.arguments) wholeResources(expression.arguments, scope);
  if (expression.is === "list") for (const item of expression.items) wholeResources(item, scope);
  if (expression.is === "map") for (const member of expression.members.values()) wholeResources(member, scope);
  if (expression.is !== "reference" && expression.is !== "text") return;
  for (const { reference, place, path } of referencesIn(expression)) {
    const target = targetOf(reference, scope);
    const { text } = reference;
    const is = target.is === "resource" || (target.is === "given" && pulumi.Resource.isInstance(target.value));
    if (is && reference.rest.length === 0)
      scope.report(place, path, `\${${text}} is a whole resource: write \${${text}.name} for its full name`);
  }
}
