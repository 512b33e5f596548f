import { camel } from "../api/names";
import type { Schema } from "../api/spec";
import { invalid } from "../error";
import { checkTopField } from "./path";

/**
 * The subset of AIP-160 that clients of the API use: `=`, `!=`, `<`, `<=`, `>`, `>=`, `:`, AND, OR, NOT, parentheses, nested fields and
 * quoted strings. OR binds tighter than AND, as the AIP has it.
 */
type Filter = (object: Record<string, unknown>) => boolean;

interface Tokens {
  list: string[];
  at: number;
  /** How many parentheses and negations are open. */
  depth: number;
  schema: Schema;
}

/** More nesting would overflow the stack before the end of the longest URL. */
const deepest = 100;

export function parseFilter(text: string | undefined, schema: Schema): Filter {
  if (!text?.trim()) return () => true;
  const tokens: Tokens = { list: tokenize(text), at: 0, depth: 0, schema };
  const filter = conjunction(tokens);
  if (tokens.at < tokens.list.length) throw syntax(tokens);
  return filter;
}

function tokenize(text: string): string[] {
  const pattern = /\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|!=|<=|>=|[=<>:()]|[^\s"'=<>:()!]+)/y;
  const list: string[] = [];
  while (pattern.lastIndex < text.trimEnd().length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match) throw invalid(`invalid filter: unexpected ${JSON.stringify(text.slice(at, at + 10))}`);
    list.push(match[1] as string);
  }
  return list;
}

const peek = (tokens: Tokens): string | undefined => tokens.list[tokens.at];
const syntax = (tokens: Tokens) => invalid(`invalid filter: unexpected ${peek(tokens) ?? "end"}`);

function take(tokens: Tokens): string {
  const token = tokens.list[tokens.at++];
  if (token === undefined) throw syntax(tokens);
  return token;
}

function conjunction(tokens: Tokens): Filter {
  const parts = [disjunction(tokens)];
  for (let next = peek(tokens); next !== undefined && next !== ")"; next = peek(tokens)) {
    if (next === "AND") tokens.at++;
    parts.push(disjunction(tokens));
  }
  return (object) => parts.every((part) => part(object));
}

function disjunction(tokens: Tokens): Filter {
  const parts = [term(tokens)];
  while (peek(tokens) === "OR") {
    tokens.at++;
    parts.push(term(tokens));
  }
  return (object) => parts.some((part) => part(object));
}

function term(tokens: Tokens): Filter {
  if (++tokens.depth > deepest) throw invalid(`invalid filter: nested deeper than ${deepest}`);
  const filter = innermost(tokens);
  tokens.depth--;
  return filter;
}

function innermost(tokens: Tokens): Filter {
  const token = take(tokens);
  if (token === "NOT" || token.startsWith("-")) {
    if (token !== "NOT") tokens.list[--tokens.at] = token.slice(1);
    const inner = term(tokens);
    return (object) => !inner(object);
  }
  if (token !== "(") return comparison(token, tokens);
  const inner = conjunction(tokens);
  if (take(tokens) !== ")") throw invalid("invalid filter: missing )");
  return inner;
}

function comparison(field: string, tokens: Tokens): Filter {
  const path = field.split(".").map(camel);
  const operator = peek(tokens);
  if (!operator || !["=", "!=", "<", "<=", ">", ">=", ":"].includes(operator)) throw syntax(tokens);
  checkTopField("filter", field, tokens.schema);
  tokens.at++;
  const raw = take(tokens);
  const text = /^["']/.test(raw) ? raw.slice(1, -1).replace(/\\(.)/g, "$1") : raw;
  return (object) => compare(valueAt(object, path), operator, text);
}

/** Of a field by this name only: every JavaScript object has a `constructor`. */
export const own = (object: unknown, key: string): unknown =>
  typeof object === "object" && object !== null && Object.hasOwn(object, key)
    ? (object as Record<string, unknown>)[key]
    : undefined;

function valueAt(object: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(own, object);
}

function compare(value: unknown, operator: string, text: string): boolean {
  switch (operator) {
    case "=":
      return equal(value, text);
    case "!=":
      return !equal(value, text);
    case ":":
      return has(value, text);
    default:
      return ordered(value, operator, text);
  }
}

function equal(value: unknown, text: string): boolean {
  if (typeof value === "boolean" || value === undefined)
    return String(value ?? "") === text || (value === undefined && /^(false|0)$/.test(text));
  if (text.includes("*") && typeof value === "string") return matches(value, text.split("*"));
  return String(value) === text;
}

/** Whether the value is made of these parts with anything between them. No regular expression: those can take for ever. */
function matches(value: string, parts: readonly string[]): boolean {
  const [first = "", last = ""] = [parts[0], parts.at(-1)];
  if (value.length < first.length + last.length || !value.startsWith(first) || !value.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = value.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= value.length - last.length;
}

function has(value: unknown, text: string): boolean {
  if (text === "*") return value !== undefined;
  if (Array.isArray(value)) return value.some((one) => equal(one, text));
  if (typeof value === "object" && value !== null) return Object.hasOwn(value, text);
  return typeof value === "string" ? value.toLowerCase().includes(text.toLowerCase()) : equal(value, text);
}

function ordered(value: unknown, operator: string, text: string): boolean {
  // A number at zero is absent.
  if (value === undefined) return Number.isFinite(Number(text)) && ordered(0, operator, text);
  const numbers = [value, text].map(Number);
  const [a, b] = numbers.some(Number.isNaN) ? instants(String(value), text) : (numbers as [number, number]);
  return { "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b }[operator] ?? false;
}

function instants(value: string, text: string): [string | number, string | number] {
  const times = [value, text].map((one) => Date.parse(one));
  return times.some(Number.isNaN) ? [value, text] : (times as [number, number]);
}
