import type * as pulumi from "@pulumi/pulumi";
import type { Provider } from "../configuration";
import { UNKNOWN } from "../lifecycle/unknown";
import {
  type AccountInfo,
  getAccount,
  getDeploymentShape,
  getModel,
  getQuotas,
  type LookupOptions,
  type QuotaInfo,
} from "../lookups";
import type { Expression, LookupExpression } from "./expression";
import { known } from "./known";
import { meant, perhaps } from "./meant";
import { resourceNamed } from "./named";
import { placeText, plain } from "./problem";
import type { Scope } from "./scope";
import { isDeclared, type Type, typeOf } from "./types";

interface LookupFunction {
  /** For editors and the reference page. */
  doc: string;
  /** Whether each argument must be given. */
  arguments: Readonly<Record<string, boolean>>;
  /** Whether an answer may have it, and leave it out where it has no value. */
  answers: (path: readonly (string | number)[]) => boolean;
  ask: (args: never, options: LookupOptions) => pulumi.Output<unknown>;
}

const ofKind = (name: string) => (path: readonly (string | number)[]) => isDeclared(typeOf(name) as Type, path);

const ACCOUNT: readonly (keyof AccountInfo)[] = ["name", "displayName", "email", "state", "suspendState"];
const QUOTA: readonly (keyof QuotaInfo)[] = ["name", "value", "maxValue", "usage"];

/** What `fn::invoke` can ask the gateway. */
export const lookups = {
  getModel: {
    doc: "A model of any account that the key may read.",
    arguments: { name: true },
    answers: ofKind("Model"),
    ask: getModel,
  },
  getDeploymentShape: {
    doc: "The latest validated version of a shape for a base model.",
    arguments: { baseModel: true, presetType: false, acceleratorType: false },
    answers: ofKind("DeploymentShape"),
    ask: getDeploymentShape,
  },
  getAccount: {
    doc: "The account of the key, or the configured one.",
    arguments: {},
    answers: ([key]) => (ACCOUNT as readonly unknown[]).includes(key),
    ask: (_args, options) => getAccount(options),
  },
  getQuotas: {
    doc: "The account's quotas with their use.",
    arguments: {},
    answers: ([index, key]) => typeof index === "number" && (QUOTA as readonly unknown[]).includes(key),
    ask: (_args, options) => getQuotas(options),
  },
} as const satisfies Record<string, LookupFunction>;

const lookupCalled = (name: string): LookupFunction | undefined =>
  Object.hasOwn(lookups, name) ? lookups[name as keyof typeof lookups] : undefined;

export function checkLookups(expression: Expression, scope: Scope): void {
  if (expression.is === "list") for (const item of expression.items) checkLookups(item, scope);
  if (expression.is === "map") for (const member of expression.members.values()) checkLookups(member, scope);
  if (expression.is === "call") checkLookups(expression.argument, scope);
  if (expression.is === "lookup") checkLookup(expression, scope);
}

function checkLookup(expression: LookupExpression, scope: Scope): void {
  const { place, path, arguments: given, provider } = expression;
  const lookup = lookupCalled(expression.function);
  if (provider) resourceNamed(provider, scope);
  if (!lookup) {
    const hint = meant(expression.function, Object.keys(lookups));
    scope.report(place, path, `there is no lookup ${JSON.stringify(expression.function)}${hint}`);
    return;
  }
  if (given && given.is !== "map") {
    scope.report(given.place, given.path, "must be a map of arguments");
    return;
  }
  const members = given?.members ?? new Map<string, Expression>();
  const allowed = Object.keys(lookup.arguments);
  for (const [key, value] of members) {
    const text = known(value, scope);
    if (!allowed.includes(key))
      scope.report(value.place, value.path, `${expression.function} has no such argument${perhaps(key, allowed)}`);
    else if (text !== UNKNOWN && typeof text !== "string") scope.report(value.place, value.path, "must be text");
  }
  for (const [key, required] of Object.entries(lookup.arguments))
    if (required && !members.has(key)) scope.report(place, [...path, key], `is required by ${expression.function}`);
}

export function ask(
  expression: LookupExpression,
  args: unknown,
  provider: pulumi.Resource | undefined,
): pulumi.Output<unknown> {
  const lookup = lookupCalled(expression.function) as LookupFunction;
  const options = provider ? { provider: provider as Provider } : {};
  const answer = lookup.ask((args ?? {}) as never, options);
  const { return: key, place } = expression;
  if (key === undefined) return answer;
  return answer.apply((all) => {
    if (Object.hasOwn(Object(all), key)) return (all as Record<string, unknown>)[key];
    if (lookup.answers([key])) return undefined;
    const hint = perhaps(key, Object.keys(Object(all)));
    throw plain(
      `${placeText(place)}: the answer of ${expression.function} has no member ${JSON.stringify(key)}${hint}`,
    );
  });
}

/** Whether what a lookup's answer does not have is only without a value. */
export const mayAnswer = (expression: Expression, path: readonly (string | number)[]): boolean =>
  expression.is === "lookup" && (lookupCalled(expression.function)?.answers(path) ?? false);
