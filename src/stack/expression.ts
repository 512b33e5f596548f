import { own } from "../lifecycle/own";
import { type FunctionName, functions, NOT_OFFERED } from "./functions";
import { meant } from "./meant";
import { members, strangers } from "./members";
import { callOf, type Node, type Path, type Place } from "./node";
import type { Report } from "./problem";
import { BadReference, parseText, type Reference } from "./reference";
import { unprefixed } from "./types";

interface At {
  place: Place;
  path: Path;
}

/** A piece of the data, with what it is to become. */
export type Expression = At &
  (
    | { is: "value"; value: string | number | boolean | null }
    | { is: "list"; items: Expression[] }
    | { is: "map"; members: Map<string, Expression> }
    | { is: "reference"; reference: Reference }
    | { is: "text"; parts: (string | Reference)[] }
    | { is: "call"; name: FunctionName; argument: Expression }
    | Lookup
  );

/** `fn::invoke`. */
export interface Lookup {
  is: "lookup";
  function: string;
  arguments: Expression | undefined;
  provider: Expression | undefined;
  return: string | undefined;
}

export type LookupExpression = At & Lookup;

export function expressionOf(node: Node, path: Path, report: Report): Expression {
  const { place } = node;
  if (node.is === "list") {
    const items = node.items.map((item, index) => expressionOf(item, [...path, index], report));
    return { is: "list", items, place, path };
  }
  if (node.is === "scalar")
    return typeof node.value === "string"
      ? textOf(node.value, place, path, report)
      : { is: "value", value: node.value, place, path };
  const call = callOf(node);
  if (call) return callExpression(call.name, call.member.value, call.member.place, path, report);
  const members = [...node.members].map(([key, member]) => {
    if (/^fn::/i.test(key)) report(member.place, [...path, key], "is a function's call, which stands alone in its map");
    return [key, expressionOf(member.value, [...path, key], report)] as const;
  });
  return { is: "map", members: new Map(members), place, path };
}

function textOf(text: string, place: Place, path: Path, report: Report): Expression {
  try {
    const parts = parseText(text);
    const [only] = parts;
    if (parts.length > 1) return { is: "text", parts, place, path };
    if (typeof only === "object") return { is: "reference", reference: only, place, path };
    return { is: "value", value: only as string, place, path };
  } catch (error) {
    if (!(error instanceof BadReference)) throw error;
    report(place, path, error.message);
    return { is: "value", value: null, place, path };
  }
}

function callExpression(key: string, node: Node, place: Place, parent: Path, report: Report): Expression {
  const path = [...parent, key];
  const name = key.slice("fn::".length);
  const nothing: Expression = { is: "value", value: null, place, path };
  if (name.includes(":")) return lookupOf(name, node, undefined, place, path, report);
  if (name === "invoke") return invokeOf(node, place, path, report);
  if (Object.hasOwn(functions, name))
    return { is: "call", name: name as FunctionName, argument: expressionOf(node, path, report), place, path };
  const names = [...Object.keys(functions), "invoke"].map((one) => `fn::${one}`);
  const refused = own(NOT_OFFERED, name) as string | undefined;
  report(place, path, refused ?? `there is no such function${meant(key, names)}`);
  return nothing;
}

const INVOKE = ["function", "arguments", "options", "return"];
const INVOKE_OPTIONS = ["provider"];

function invokeOf(node: Node, place: Place, path: Path, report: Report): Expression {
  const nothing: Expression = { is: "value", value: null, place, path };
  if (node.is !== "map") {
    report(node.place, path, `must be a map with ${INVOKE.join(", ")}`);
    return nothing;
  }
  strangers(node.members, path, INVOKE, "fn::invoke", report);
  strangers(members(node, [...path, "options"], report), [...path, "options"], INVOKE_OPTIONS, "fn::invoke", report);
  const name = node.members.get("function")?.value;
  if (name?.is === "scalar" && typeof name.value === "string")
    return lookupOf(name.value, node.members.get("arguments")?.value, node, name.place, path, report);
  report(name?.place ?? place, [...path, "function"], 'must name a lookup, such as "fireworks:getModel"');
  return nothing;
}

function lookupOf(
  name: string,
  args: Node | undefined,
  invoke: Node | undefined,
  place: Place,
  path: Path,
  report: Report,
): LookupExpression {
  const written = invoke?.is === "map" ? invoke.members : undefined;
  const within = invoke ? [...path, "arguments"] : path;
  const returned = written?.get("return")?.value;
  const options = written?.get("options")?.value;
  const provider = options?.is === "map" ? options.members.get("provider")?.value : undefined;
  return {
    is: "lookup",
    function: unprefixed(name),
    arguments: args && expressionOf(args, within, report),
    provider: provider && expressionOf(provider, [...path, "options", "provider"], report),
    return: returned?.is === "scalar" ? String(returned.value) : undefined,
    place,
    path,
  };
}

export interface Referring extends At {
  reference: Reference;
  /** Under fn::secret: what looks like a reference may be part of the secret. */
  secret: boolean;
}

/** Every reference in an expression, with where it stands. */
export function referencesIn(expression: Expression | undefined, secret = false): Referring[] {
  if (!expression) return [];
  const { place, path } = expression;
  const among = (one: Expression) => referencesIn(one, secret);
  switch (expression.is) {
    case "value":
      return [];
    case "reference":
      return [{ reference: expression.reference, place, path, secret }];
    case "text": {
      const references = expression.parts.filter((part) => typeof part !== "string");
      return references.map((reference) => ({ reference, place, path, secret }));
    }
    case "list":
      return expression.items.flatMap(among);
    case "map":
      return [...expression.members.values()].flatMap(among);
    case "call":
      return referencesIn(expression.argument, secret || expression.name === "secret");
    case "lookup":
      return [expression.arguments, expression.provider].flatMap((one) => referencesIn(one, secret));
  }
}

/** Whether the gateway is asked without saying through whom. */
export function asksByDefault(expression: Expression): boolean {
  if (expression.is === "lookup") return !expression.provider;
  if (expression.is === "list") return expression.items.some(asksByDefault);
  if (expression.is === "map") return [...expression.members.values()].some(asksByDefault);
  return expression.is === "call" && asksByDefault(expression.argument);
}
