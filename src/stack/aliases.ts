import { UNKNOWN } from "../lifecycle/unknown";
import type { Expression } from "./expression";
import { known } from "./known";
import { strangers } from "./members";
import { isResource } from "./named";
import { ALIAS_MEMBERS } from "./options";
import { type Scope, targetOf } from "./scope";

/** What stands behind a reference to a variable, a configuration key or a value of the program, so far as it is known. */
function spelledOut(expression: Expression, scope: Scope): Expression {
  if (expression.is !== "reference") return expression;
  const target = targetOf(expression.reference, scope);
  if (target.is === "variable" && expression.reference.rest.length === 0 && !circular(target.variable.value, scope))
    return spelledOut(target.variable.value, scope);
  if (target.is === "resource") return expression;
  return literally(known(expression, scope), expression);
}

/** A variable that is itself another reference could lead round: cycles are reported elsewhere. */
const circular = (value: Expression, scope: Scope): boolean =>
  value.is === "reference" && targetOf(value.reference, scope).is === "variable";

function literally(value: unknown, at: Expression): Expression {
  const { place, path } = at;
  if (Array.isArray(value)) return { is: "list", items: value.map((one) => literally(one, at)), place, path };
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(([key, one]) => [key, literally(one, at)] as const);
    return { is: "map", members: new Map(members), place, path };
  }
  const plain = ["string", "number", "boolean"].includes(typeof value) || value === null;
  return plain ? { is: "value", value: value as string | number | boolean | null, place, path } : at;
}

/** The aliases, one by one, wherever they stand. */
export function aliasesIn(value: Expression, scope: Scope): Expression[] {
  const all = spelledOut(value, scope);
  return all.is === "list" ? all.items.map((one) => spelledOut(one, scope)) : [];
}

const FORM = 'must be a URN ("urn:pulumi:…"), or a map such as {name: before}';

export function checkAliases(value: Expression, scope: Scope): void {
  if (spelledOut(value, scope).is !== "list") {
    scope.report(value.place, value.path, "must be a list of URNs or maps, known before the run");
    return;
  }
  for (const alias of aliasesIn(value, scope))
    if (alias.is === "map") checkMap(alias, scope);
    else if (isResource(alias, scope)) scope.report(alias.place, alias.path, FORM);
    else {
      const urn = known(alias, scope);
      if (urn !== UNKNOWN && !(typeof urn === "string" && urn.startsWith("urn:")))
        scope.report(alias.place, alias.path, FORM);
    }
}

function checkMap(alias: Extract<Expression, { is: "map" }>, scope: Scope): void {
  const { place, path, members } = alias;
  strangers(members, path, ALIAS_MEMBERS, "an alias", scope.report);
  if (members.size === 0) scope.report(place, path, FORM);
  for (const [key, value] of members) checkMember(key, value, scope);
}

function checkMember(key: string, value: Expression, scope: Scope): void {
  if (key === "parent" && isResource(value, scope)) return;
  const given = known(value, scope);
  if (key === "noParent" && typeof given !== "boolean") scope.report(value.place, value.path, "must be true or false");
  if (key !== "noParent" && given !== UNKNOWN && (typeof given !== "string" || given === ""))
    scope.report(value.place, value.path, key === "parent" ? "must name a resource, or be its URN" : "must be text");
}
