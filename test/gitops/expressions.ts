import { data, Evaluator, Lexer, Parser } from "@actions/expressions";

export type Contexts = Record<string, unknown>;

/** By GitHub's own evaluator. */
function evaluate(expression: string, contexts: Contexts): data.ExpressionData {
  const { tokens } = new Lexer(expression).lex();
  const parsed = new Parser(tokens, Object.keys(contexts), []).parse();
  return new Evaluator(parsed, dataOf(contexts) as data.Dictionary).evaluate();
}

function dataOf(value: unknown): data.ExpressionData {
  if (typeof value === "string") return new data.StringData(value);
  if (typeof value === "boolean") return new data.BooleanData(value);
  if (typeof value === "number") return new data.NumberData(value);
  if (Array.isArray(value)) return new data.Array(...value.map(dataOf));
  if (typeof value !== "object" || value === null) return new data.Null();
  return new data.Dictionary(...Object.entries(value).map(([key, member]) => ({ key, value: dataOf(member) })));
}

const PLACEHOLDER = /\$\{\{(.*?)\}\}/gs;

export const interpolate = (text: string, contexts: Contexts): string =>
  text.replace(PLACEHOLDER, (_, expression: string) => evaluate(expression.trim(), contexts).coerceString());

export const interpolateAll = (texts: Record<string, unknown> | undefined, contexts: Contexts) =>
  Object.fromEntries(Object.entries(texts ?? {}).map(([name, text]) => [name, interpolate(String(text), contexts)]));

/** The value of an `if:`, which may stand with or without braces. */
export const holds = (condition: string | undefined, contexts: Contexts): boolean =>
  condition === undefined ||
  evaluate(`!!(${condition.replace(PLACEHOLDER, "$1").trim()})`, contexts).coerceString() === "true";
