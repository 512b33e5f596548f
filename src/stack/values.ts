import * as pulumi from "@pulumi/pulumi";
import { below } from "./below";
import type { Expression } from "./expression";
import { implementation, Refused } from "./functions";
import { notText } from "./known";
import { ask, mayAnswer } from "./lookup";
import { resourceNamed } from "./named";
import { placeText, plain } from "./problem";
import type { Reference } from "./reference";
import { type Scope, targetOf } from "./scope";
import type { Resource } from "./template";
import { isDeclared } from "./types";

/** What was registered so far, and what variables came to. */
export interface Made {
  scope: Scope;
  /** The Provider for all that names none. */
  fallback: Resource | undefined;
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
      return referred(expression.reference, expression, made);
    case "text":
      return joined(expression, made);
    case "call":
      return called(expression, made);
    case "lookup":
      return ask(
        expression,
        expression.arguments && inputOf(expression.arguments, made),
        expression.provider ? resourceOf(expression.provider, made) : defaultProvider(made),
      );
  }
}

/** The resource that an option names. */
export function resourceOf(expression: Expression, made: Made): pulumi.Resource {
  const named = resourceNamed(expression, made.scope);
  if (named && "given" in named) return named.given;
  return made.resources.get((named as { resource: { key: string } }).resource.key) as pulumi.Resource;
}

/** What a resource of the data that names no Provider is made with. */
export const defaultProvider = ({ fallback, resources }: Made) => fallback && resources.get(fallback.key);

type Rest = Reference["rest"];

interface Asked {
  reference: Reference;
  at: Expression;
  /** Whether what is not there may be so: a member that is declared, without a value. */
  optional?: (path: Rest) => boolean;
}

function referred(reference: Reference, at: Expression, made: Made): unknown {
  const target = targetOf(reference, made.scope);
  const { rest } = reference;
  if (target.is === "pulumi") return target.value;
  if (target.is === "given") return within(target.value, rest, { reference, at });
  if (target.is === "variable") {
    const { value } = target.variable;
    return within(once(value, made), rest, { reference, at, optional: (path) => mayAnswer(value, path) });
  }
  if (target.is === "configured") {
    const { value, fallback, secret } = target.configured;
    const whole = within(fallback ? once(fallback, made) : value, target.rest, { reference, at });
    return secret ? pulumi.secret(whole) : whole;
  }
  if (target.is === "nothing") return undefined;
  const { key, type } = target.resource;
  return within(made.resources.get(key), rest, { reference, at, optional: (path) => isDeclared(type, path) });
}

/** A variable is one value, however often it is used: a lookup is one question. */
function once(expression: Expression, made: Made): unknown {
  if (!made.values.has(expression)) made.values.set(expression, inputOf(expression, made));
  return made.values.get(expression);
}

function within(value: unknown, path: Rest, asked: Asked): unknown {
  if (path.length === 0) return value;
  if (pulumi.Output.isInstance(value) || value instanceof Promise)
    return pulumi.output(value).apply((known) => found(known, path, asked));
  const [key, ...rest] = path;
  const isResource = pulumi.Resource.isInstance(value);
  const next = isResource ? (value as unknown as Record<PropertyKey, unknown>)[key as PropertyKey] : undefined;
  return within(isResource ? next : found(value, [key as string | number], asked), rest, asked);
}

/** No message names what else there is: it may be a secret's. */
function found(value: unknown, path: Rest, { reference, at, optional }: Asked): unknown {
  const there = below(value, path, true);
  if ("value" in there) return there.value ?? undefined;
  if (optional?.(reference.rest)) return undefined;
  throw plain(`${placeText(at.place)}: \${${reference.text}}: ${there.missing}`);
}

const isObject = (value: unknown) => typeof value === "object" && value !== null;

function joined(expression: Extract<Expression, { is: "text" }>, made: Made): unknown {
  const parts = expression.parts.map((part) => (typeof part === "string" ? part : referred(part, expression, made)));
  return applied(parts, (known) => {
    for (const [index, part] of known.entries()) {
      const reason = notText(part);
      if (reason)
        throw plain(`${placeText(expression.place)}: \${${(expression.parts[index] as Reference).text}} ${reason}`);
    }
    return known.map(String).join("");
  });
}

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
      throw error instanceof Refused ? plain(`${placeText(expression.place)}: fn::${name}: ${error.message}`) : error;
    }
  });
}
