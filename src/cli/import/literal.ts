import { Reference, type Value } from "./value";

/** The width that prettier and Biome keep to unless told otherwise. */
export const WIDTH = 80;

/** How a reference is written: `weights.name`. */
export type Spell = (reference: Reference) => string;

const indented = (depth: number) => "  ".repeat(depth);

/** A member's name; `__proto__` would set the prototype. */
function key(name: string): string {
  if (name === "__proto__") return '["__proto__"]';
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : quoted(name);
}

/** As prettier does: double quotes, unless that needs more escapes. Signs that nobody sees are escaped. */
export function quoted(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replace(INVISIBLE, unicode);
  const [doubles, singles] = [text.split('"').length, text.split("'").length];
  if (doubles <= singles) return `"${escaped}"`;
  return `'${escaped.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** Controls, marks that turn the reading direction, separators of lines, and halves of pairs. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029]/gu;

const unicode = (sign: string) =>
  [...Array(sign.length).keys()].map((at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, "0")}`).join("");

/** Text of several lines stands as it is read. */
function text(value: string): string {
  const lines = value.includes("\n") && value.replaceAll("\n", "").search(INVISIBLE) < 0;
  return lines ? `\`${value.replace(/\\|`|\$\{/g, "\\$&")}\`` : quoted(value);
}

const isPlain = (value: Value): value is { [key: string]: Value } =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Reference);

/**
 * A value as the formatters leave it. Its first line begins at `column`; `after` signs follow its last.
 */
export function literal(value: Value, spell: Spell, depth: number, column: number, after: number): string {
  if (value instanceof Reference) return spell(value);
  if (typeof value === "string") return text(value);
  if (Array.isArray(value)) return list(value, spell, depth, column, after);
  if (isPlain(value)) return object(value, spell, depth);
  return String(value);
}

export function object(value: { [key: string]: Value }, spell: Spell, depth: number): string {
  const members = Object.entries(value).map(([name, member]) => property(key(name), member, spell, depth + 1));
  if (members.length === 0) return "{}";
  return `{\n${members.map((member) => `${indented(depth + 1)}${member},\n`).join("")}${indented(depth)}}`;
}

/** A long text goes on a line of its own, where the name before it leaves room for that. */
const SHORT_KEY = 5;

function property(name: string, value: Value, spell: Spell, depth: number): string {
  const column = 2 * depth + name.length + 2;
  const written = literal(value, spell, depth, column, 1);
  const breaks = typeof value === "string" && !written.startsWith("`") && name.length >= SHORT_KEY;
  return breaks && column + width(written) + 1 > WIDTH
    ? `${name}:\n${indented(depth + 1)}${written}`
    : `${name}: ${written}`;
}

function list(value: Value[], spell: Spell, depth: number, column: number, after: number): string {
  if (value.length === 0) return "[]";
  const flat = value.map((item) => literal(item, spell, depth + 1, 0, 1));
  const line = `[${flat.join(", ")}]`;
  const nested = value.length > 1 && value.every((item) => Array.isArray(item) && item.length > 1);
  if (!nested && !line.includes("\n") && column + width(line) + after <= WIDTH) return line;
  const items = value.map((item) => literal(item, spell, depth + 1, 2 * (depth + 1), 1));
  const lines = value.length > 1 && value.every((item) => typeof item === "number") ? filled(items, depth + 1) : items;
  return `[\n${lines.map((item) => `${indented(depth + 1)}${item},\n`).join("")}${indented(depth)}]`;
}

/** As many numbers on a line as there is room for. */
function filled(items: readonly string[], depth: number): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    const longer = last === undefined ? item : `${last}, ${item}`;
    if (last !== undefined && 2 * depth + longer.length + 1 <= WIDTH) lines[lines.length - 1] = longer;
    else lines.push(item);
  }
  return lines;
}

/** In columns: what is wide in East Asia takes two. */
export function width(line: string): number {
  let columns = 0;
  for (const sign of line) columns += /\p{Mn}|\p{Me}/u.test(sign) ? 0 : isWide(sign) ? 2 : 1;
  return columns;
}

const isWide = (sign: string) =>
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
    sign,
  );
