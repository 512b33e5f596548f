import { type FunctionName, functions, NOT_OFFERED } from "./functions";
import { meant } from "./meant";
import { callOf, type Node, type Path, type Place } from "./node";
import type { Report } from "./problem";
import { BadReference, parseText, type Reference } from "./reference";

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
  report(place, path, NOT_OFFERED[name] ?? `there is no such function${meant(key, names)}`);
  return nothing;
}

const INVOKE = ["function", "arguments", "options", "return"];

function invokeOf(node: Node, place: Place, path: Path, report: Report): Expression {
  const nothing: Expression = { is: "value", value: null, place, path };
  if (node.is !== "map") {
    report(node.place, path, `must be a map with ${INVOKE.join(", ")}`);
    return nothing;
  }
  for (const [key, member] of node.members)
    if (!INVOKE.includes(key))
      report(member.place, [...path, key], `fn::invoke has no such member${meant(key, INVOKE)}`);
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
  const members = invoke?.is === "map" ? invoke.members : undefined;
  const within = invoke ? [...path, "arguments"] : path;
  const returned = members?.get("return")?.value;
  const options = members?.get("options")?.value;
  const provider = options?.is === "map" ? options.members.get("provider")?.value : undefined;
  return {
    is: "lookup",
    function: name.replace(/^fireworks:(index:)?/, ""),
    arguments: args && expressionOf(args, within, report),
    provider: provider && expressionOf(provider, [...path, "options", "provider"], report),
    return: returned?.is === "scalar" ? String(returned.value) : undefined,
    place,
    path,
  };
}

/** Every reference in an expression, with where it stands. */
export function referencesIn(expression: Expression | undefined): (At & { reference: Reference })[] {
  if (!expression) return [];
  const { place, path } = expression;
  switch (expression.is) {
    case "value":
      return [];
    case "reference":
      return [{ reference: expression.reference, place, path }];
    case "text":
      return expression.parts.flatMap((part) => (typeof part === "string" ? [] : [{ reference: part, place, path }]));
    case "list":
      return expression.items.flatMap(referencesIn);
    case "map":
      return [...expression.members.values()].flatMap(referencesIn);
    case "call":
      return referencesIn(expression.argument);
    case "lookup":
      return [...referencesIn(expression.arguments), ...referencesIn(expression.provider)];
  }
}
