import * as pulumi from "@pulumi/pulumi";
import type { Configured } from "./configuration-value";
import type { Expression } from "./expression";
import { implementation, Refused } from "./functions";
import { notText, walk } from "./known";
import { ask } from "./lookup";
import { resourceNamed } from "./named";
import { placeText, plain } from "./problem";
import type { Reference } from "./reference";
import { type Scope, targetOf } from "./scope";

/** What was registered so far, and what variables came to. */
export interface Made {
  scope: Scope;
  resources: Map<string, pulumi.Resource>;
  values: Map<Expression, unknown>;
}

/** What an expression is for the engine: data with outputs in it. */
export function inputOf(expression: Expression, made: Made): unknown {
  switch (expression.is) {
    case "value":
      return expression.value ?? undefined;
    case "list":
      return expression.items.map((item) => inputOf(item, made));
    case "map":
      return Object.fromEntries([...expression.members].map(([key, member]) => [key, inputOf(member, made)]));
    case "reference":
      return referred(expression.reference, made);
    case "text":
      return joined(expression, made);
    case "call":
      return called(expression, made);
    case "lookup":
      return ask(
        expression,
        expression.arguments && inputOf(expression.arguments, made),
        expression.provider && resourceOf(expression.provider, made),
      );
  }
}

/** The resource that an option names. */
export function resourceOf(expression: Expression, made: Made): pulumi.Resource {
  const named = resourceNamed(expression, made.scope);
  if (named && "given" in named) return named.given;
  return made.resources.get((named as { resource: { key: string } }).resource.key) as pulumi.Resource;
}

function referred(reference: Reference, made: Made): unknown {
  const target = targetOf(reference, made.scope);
  if (target.is === "pulumi") return target.value;
  if (target.is === "given") return within(target.value, reference.rest);
  if (target.is === "variable") return within(once(target.variable.value, made), reference.rest);
  if (target.is === "configured") return configured(target.configured, target.rest, made);
  const [property, ...rest] = reference.rest;
  const resource = target.is === "resource" ? made.resources.get(target.resource.key) : undefined;
  return within((resource as unknown as Record<PropertyKey, unknown>)[property as PropertyKey], rest);
}

function configured({ value, fallback, secret }: Configured, rest: Reference["rest"], made: Made): unknown {
  const whole = within(fallback ? once(fallback, made) : value, rest);
  return secret ? pulumi.secret(whole) : whole;
}

/** A variable is one value, however often it is used: a lookup is one question. */
function once(expression: Expression, made: Made): unknown {
  if (!made.values.has(expression)) made.values.set(expression, inputOf(expression, made));
  return made.values.get(expression);
}

function within(value: unknown, path: Reference["rest"]): unknown {
  if (path.length === 0) return value;
  const [key, ...rest] = path;
  if (pulumi.Output.isInstance(value) || value instanceof Promise)
    return pulumi.output(value).apply((known) => walk(known, path) ?? undefined);
  return within(
    pulumi.Resource.isInstance(value) || isObject(value)
      ? (value as Record<PropertyKey, unknown>)[key as PropertyKey]
      : undefined,
    rest,
  );
}

const isObject = (value: unknown) => typeof value === "object" && value !== null;

function joined(expression: Extract<Expression, { is: "text" }>, made: Made): unknown {
  const parts = expression.parts.map((part) => (typeof part === "string" ? part : referred(part, made)));
  return applied(parts, (known) => {
    for (const [index, part] of known.entries()) {
      const reason = notText(part);
      if (reason) throw plain(`${at(expression)}: \${${(expression.parts[index] as Reference).text}} ${reason}`);
    }
    return known.map(String).join("");
  });
}

const at = ({ place }: Expression) => placeText(place);

/** Without an output among them, values stay plain: preview then shows them. */
function applied(values: unknown[], make: (known: unknown[]) => unknown): unknown {
  const plainValues = values.every((value) => !isObject(value));
  return plainValues ? make(values) : pulumi.all(values).apply(make);
}

function called(expression: Extract<Expression, { is: "call" }>, made: Made): unknown {
  const { name, argument } = expression;
  if (name === "pulumiResourceName")
    return pulumi.output(resourceOf(argument, made).urn).apply((urn) => urn.slice(urn.lastIndexOf("::") + 2));
  if (name === "pulumiResourceType")
    return pulumi.output(resourceOf(argument, made).urn).apply((urn) => urn.split("::")[2]?.split("$").at(-1));
  const value = inputOf(argument, made);
  if (name === "secret") return pulumi.secret(value);
  if (name === "unsecret") return pulumi.unsecret(pulumi.output(value));
  return applied([value], ([known]) => {
    try {
      return implementation(name).call?.(known);
    } catch (error) {
      throw error instanceof Refused ? plain(`${at(expression)}: fn::${name}: ${error.message}`) : error;
    }
  });
}
