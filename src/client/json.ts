/** A JSON object of the gateway's API, or the checked inputs of a resource. */
export type Json = Record<string, unknown>;

/** Objects of the API are flatter by far: what nests without end would end whoever looks at it. */
const MOST_LEVELS = 100;

/** So many values fit into memory many times over; in text they are small. */
const MOST_VALUES = 500_000;

/** @throws for what is not JSON, or nested or divided beyond what the API gives */
export function parseJson(text: string): unknown {
  let values = 0;
  let level = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (quoted) {
      if (sign === BACKSLASH) at++;
      else if (sign === QUOTE) quoted = false;
    } else if (sign === QUOTE) quoted = true;
    else if (sign === COMMA) values++;
    else if (sign === BRACE || sign === BRACKET) {
      values++;
      level++;
    } else if (sign === BRACE_END || sign === BRACKET_END) level--;
    if (level > MOST_LEVELS || values > MOST_VALUES) throw new Error("it is nested or divided without end");
  }
  return JSON.parse(text);
}

const [QUOTE, COMMA, BRACKET, BACKSLASH, BRACKET_END, BRACE, BRACE_END] = [0x22, 0x2c, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d];

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
