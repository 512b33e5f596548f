import { isUtf8 } from "node:buffer";
import { invalid } from "../error";

/** Objects and lists in each other. The service's parser stops at 10,000; JavaScript's own functions would overflow before. */
const deepest = 1000;

/** A number with the text that it was written as: JavaScript's numbers are too small for protobuf's. */
export class WrittenNumber extends Number {
  constructor(
    value: number,
    readonly text: string,
  ) {
    super(value);
  }
}

/** The JSON object that a body is; nothing at all counts as an empty one. */
export function parseObject(bytes: Buffer): Record<string, unknown> {
  if (bytes.length === 0) return {};
  if (!isUtf8(bytes)) throw invalid("invalid JSON: the body is not UTF-8");
  const text = bytes.toString("utf8");
  const value = parsed(text);
  if (typeof value !== "object" || value === null || Array.isArray(value) || value instanceof Number)
    throw invalid("the body must be a JSON object");
  checkNames(text);
  if (/\\ud/i.test(text)) JSON.parse(text, refuseHalfPairs);
  return value as Record<string, unknown>;
}

function parsed(text: string): unknown {
  try {
    // Only what is long or has an exponent can have lost something.
    return /\d[\d.]{15}|\d[eE]/.test(text) ? JSON.parse(text, withText) : JSON.parse(text);
  } catch (error) {
    throw invalid(`invalid JSON: ${(error as Error).message}`);
  }
}

function withText(this: unknown, _key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === "number" && context?.source ? new WrittenNumber(value, context.source) : value;
}

function refuseHalfPairs(key: string, value: unknown): unknown {
  if (/\p{Surrogate}/u.test(key) || (typeof value === "string" && /\p{Surrogate}/u.test(value)))
    throw invalid("invalid JSON: half a surrogate pair");
  return value;
}

/** JSON.parse keeps the last of two equal names, and nests as deep as one likes; the service does neither. */
function checkNames(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === "{" || char === "[") open.push(char === "{" ? new Set() : undefined);
    else if (char === "}" || char === "]") open.pop();
    else if (char === '"') {
      const end = endOfText(text, at);
      const name = named(text, at, end);
      const names = open.at(-1);
      if (name !== undefined && names?.has(name)) throw invalid(`duplicate field ${JSON.stringify(name)}`);
      if (name !== undefined) names?.add(name);
      at = end;
    }
    if (open.length > deepest) throw invalid(`invalid JSON: nested deeper than ${deepest}`);
  }
}

/** The place of the quotation mark that ends the one at `from`. */
function endOfText(text: string, from: number): number {
  let at = from + 1;
  while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}

/** The text between the quotation marks, if a colon makes it a name. */
function named(text: string, from: number, to: number): string | undefined {
  let next = to + 1;
  while (" \t\r\n".includes(text[next] as string)) next++;
  if (text[next] !== ":") return undefined;
  const raw = text.slice(from, to + 1);
  return raw.includes("\\") ? JSON.parse(raw) : raw.slice(1, -1);
}
