import fc from "fast-check";
import { snake, type Type } from "./spec";

/**
 * A JSON value as it is sent, with its type at every place, so that one place can be broken. It is kept as text where JavaScript's values
 * would lose something: 1.0, 1e3, 9223372036854775807, a name twice.
 */
export type Node = Leaf | Composite;

export interface Leaf {
  type: Type;
  text: string;
  /** As an answer shows it: one spelling for each meaning. Undefined when it is the zero value. */
  value: unknown;
}

export interface Composite {
  type: Type;
  /** The fields of a message, the keys of a map, the items of a list, whose names are "". */
  entries: Entry[];
}

export interface Entry {
  /** As it is sent: a field's name in camelCase or snake_case. */
  name: string;
  /** As answers have it. */
  field: string;
  node: Node;
}

/** What a field must be beyond its type for a request to succeed: values of its own, null for absent, or the like for its fields. */
export interface Fits {
  [field: string]: fc.Arbitrary<Node | undefined> | Fits | null;
}

export const isLeaf = (node: Node): node is Leaf => "text" in node;
export const leaf = (type: Type, text: string, value: unknown): Leaf => ({ type, text, value });

export function textOf(node: Node): string {
  if (isLeaf(node)) return node.text;
  if (node.type.kind === "list") return `[${node.entries.map((entry) => textOf(entry.node)).join(",")}]`;
  return `{${node.entries.map(({ name, node }) => `${JSON.stringify(name)}:${textOf(node)}`).join(",")}}`;
}

/** As an answer shows it; undefined when that says nothing. */
export function meaningOf(node: Node): unknown {
  if (isLeaf(node)) return node.value;
  const { kind } = node.type;
  if (kind === "list") {
    return node.entries.length > 0
      ? node.entries.map((entry) => meaningOf(entry.node) ?? zeroOf(entry.node))
      : undefined;
  }
  if (kind === "map" && node.entries.length === 0) return undefined;
  const kept = ({ field }: Entry) => kind === "map" || node.type.required.includes(field);
  const shown = node.entries
    .filter((entry) => kind === "map" || !entry.node.type.readOnly)
    .map((entry) => [entry.field, meaningOf(entry.node) ?? (kept(entry) ? zeroOf(entry.node) : undefined)]);
  return Object.fromEntries(shown.filter(([, value]) => value !== undefined));
}

/** A value of an answer without what says nothing: fields at their zero value, messages that are not set. */
export function meant(type: Type, value: unknown): unknown {
  if (value === null || value === undefined || value === zeroOf({ type })) return undefined;
  if (typeof value !== "object" || !["list", "map", "message"].includes(type.kind)) return value;
  const kept = (one: Type | undefined, item: unknown) => meant(one as Type, item) ?? item;
  if (Array.isArray(value)) return value.length > 0 ? value.map((item) => kept(type.of, item)) : undefined;
  const entries = Object.entries(value).map(([key, item]) => [
    key,
    type.kind === "map" || type.required.includes(key)
      ? kept(type.of ?? type.fields[key], item)
      : meant(type.fields[key] as Type, item),
  ]);
  if (type.kind === "map" && entries.length === 0) return undefined;
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}

/** Entries of lists and maps are shown even at their zero value. */
function zeroOf({ type }: { type: Type }): unknown {
  if (type.kind === "enum") return type.values[0];
  if (type.kind === "list") return [];
  const zeros: Record<string, unknown> = { string: "", bool: false, int32: 0, int64: "0", float: 0, double: 0 };
  return zeros[type.kind] ?? {};
}

const hostile = [
  "",
  " ",
  "__proto__",
  "constructor",
  "../../etc/passwd",
  "a/b#c?d=e&f",
  "%00%2F",
  "\u0000",
  "\u202e\ufeff",
  "'; DROP TABLE models; --",
  '"}],"x":[{"',
  "null",
  "👩🏽‍🚀 é é",
  "x".repeat(3000),
];

export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom(...hostile),
);

const digits = (count: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${count}}$`));

/** Fractions of seconds in the 0, 3, 6 or 9 digits that answers have. */
function fraction(given: string): string {
  const nanos = given.padEnd(9, "0").replace(/(000)+$/, "");
  return nanos === "" ? "" : `.${nanos}`;
}

export const timestampsBetween =
  (first: string, last: string) =>
  (type: Type): fc.Arbitrary<Leaf> =>
    fc
      .record({
        at: fc.date({ min: new Date(`${first}T00:00:00Z`), max: new Date(`${last}T00:00:00Z`), noInvalidDate: true }),
        given: fc.oneof(fc.constant(""), digits(9)),
        offset: fc.oneof(fc.constant(undefined), fc.integer({ min: -(23 * 60 + 59), max: 23 * 60 + 59 })),
      })
      .map(({ at, given, offset }) => {
        const utc = at.toISOString().slice(0, 19);
        const local = new Date(Date.parse(`${utc}Z`) + (offset ?? 0) * 60_000).toISOString().slice(0, 19);
        const minutes = Math.abs(offset ?? 0);
        const clock = [Math.floor(minutes / 60), minutes % 60].map((one) => String(one).padStart(2, "0")).join(":");
        const zone = offset === undefined ? "Z" : `${offset < 0 ? "-" : "+"}${clock}`;
        const text = `${local}${given && `.${given}`}${zone}`;
        return leaf(type, JSON.stringify(text), `${utc}${fraction(given)}Z`);
      });

export const durationsBetween =
  (least: number, most: number) =>
  (type: Type): fc.Arbitrary<Leaf> =>
    fc
      .record({
        seconds: fc.integer({ min: least, max: most }),
        given: fc.oneof(fc.constant(""), digits(9)),
        plus: fc.boolean(),
      })
      .map(({ seconds, given, plus }) => {
        const whole = Math.abs(seconds);
        const sign = seconds < 0 ? "-" : "";
        const text = `${sign || (plus ? "+" : "")}${whole}${given && `.${given}`}s`;
        const negative = seconds < 0 ? "-" : "";
        return leaf(type, JSON.stringify(text), `${negative}${whole}${fraction(given)}s`);
      });

/** Whole numbers in every spelling that protobuf reads: as numbers and as text, with a zero fraction, with an exponent. */
function wholes(type: Type, numbers: fc.Arbitrary<bigint>, shown: (value: bigint) => unknown): fc.Arbitrary<Leaf> {
  const spelling = fc.constantFrom("plain", "fraction", "exponent");
  return fc.tuple(numbers, spelling, fc.boolean()).map(([value, how, quoted]) => {
    const exponent = `${value / 10n ** BigInt(trailing(value))}e${trailing(value)}`;
    const text = { plain: `${value}`, fraction: `${value}.0`, exponent }[how] as string;
    return leaf(type, quoted ? `"${text}"` : text, value === 0n ? undefined : shown(value));
  });
}

const trailing = (value: bigint): number => /0*$/.exec(String(value))?.[0].length ?? 0;

function floats(type: Type): fc.Arbitrary<Leaf> {
  const options = { noNaN: true, noDefaultInfinity: true };
  const numbers = type.kind === "float" ? fc.float(options) : fc.double(options);
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(numbers, fc.boolean())
        .map(([value, quoted]) => leaf(type, quoted ? `"${value}"` : `${value}`, value === 0 ? undefined : value)),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom("NaN", "Infinity", "-Infinity").map((text) => leaf(type, `"${text}"`, text)),
    },
  );
}

export const textLeaf = (type: Type, value: string): Leaf =>
  leaf(type, JSON.stringify(value), value === "" ? undefined : value);

const structs = (type: Type): fc.Arbitrary<Leaf> =>
  fc
    .dictionary(anyText, fc.jsonValue({ maxDepth: 3, noUnicodeString: false }), { maxKeys: 4 })
    .map((value) => JSON.stringify(value))
    .map((text) => leaf(type, text, JSON.parse(text)));

/** Any value of the type; of the fields that are not required some, or none. */
export function valid(type: Type, fits: Fits = {}): fc.Arbitrary<Node> {
  switch (type.kind) {
    case "string":
      return anyText.map((value) => textLeaf(type, value));
    case "bool":
      return fc.boolean().map((value) => leaf(type, String(value), value || undefined));
    case "int32":
      return wholes(type, fc.bigInt({ min: -(2n ** 31n), max: 2n ** 31n - 1n }), Number);
    case "int64":
      return wholes(type, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), String);
    case "enum":
      return fc
        .constantFrom(...type.values)
        .map((value) => leaf(type, JSON.stringify(value), value === type.values[0] ? undefined : value));
    case "timestamp":
      return fc.oneof(
        timestampsBetween("2000-01-01", "2100-01-01")(type),
        timestampsBetween("0002-01-01", "9998-12-31")(type),
      );
    case "duration":
      return fc.oneof(durationsBetween(-3600, 3600)(type), durationsBetween(-315_576_000_000, 315_576_000_000)(type));
    case "message":
      return messages(type, fits);
    case "list":
      return fc
        .array(valid(type.of as Type, fits), { maxLength: 3 })
        .map((nodes) => ({ type, entries: nodes.map((node) => ({ name: "", field: "", node })) }));
    case "map":
      return fc
        .uniqueArray(fc.tuple(anyText, valid(type.of as Type, fits)), { maxLength: 3, selector: ([key]) => key })
        .map((pairs) => ({ type, entries: pairs.map(([key, node]) => ({ name: key, field: key, node })) }));
    case "struct":
      return structs(type);
    default:
      return floats(type);
  }
}

function messages(type: Type, fits: Fits): fc.Arbitrary<Composite> {
  const names = Object.keys(type.fields);
  // Large messages are sent with a handful of their fields: what can go wrong does so field by field.
  const chance = Math.min(0.5, 5 / Math.max(names.length, 1));
  const fields = names.map((field) => entries(type, field, fits[field], chance));
  return fc.tuple(...fields).map((found) => ({ type, entries: found.filter((entry) => entry !== undefined) }));
}

function entries(
  parent: Type,
  field: string,
  fit: Fits[string] | undefined,
  chance: number,
): fc.Arbitrary<Entry | undefined> {
  const type = parent.fields[field] as Type;
  if (fit === null) return fc.constant(undefined);
  const own = fit && typeof (fit as fc.Arbitrary<Node>).generate === "function";
  const required = parent.required.includes(field);
  const nodes = own
    ? (fit as fc.Arbitrary<Node | undefined>)
    : required
      ? present(type, fit as Fits)
      : valid(type, fit as Fits);
  const entry = fc
    .tuple(nodes, fc.boolean())
    .map(([node, snaked]) => node && { name: snaked ? snake(field) : field, field, node });
  if (required || own) return entry;
  const nothing = fc.constantFrom(undefined, { name: field, field, node: leaf(type, "null", undefined) });
  const weight = Math.round(chance * 100);
  return fc.oneof({ weight: 100 - weight, arbitrary: nothing }, { weight, arbitrary: entry });
}

/** A required text is not empty, a required enumeration is not unspecified: on the wire both would be absent. */
function present(type: Type, fits: Fits | undefined): fc.Arbitrary<Node> {
  const nodes = valid(type, fits);
  return type.kind === "string" || type.kind === "enum" ? nodes.filter((node) => meaningOf(node) !== undefined) : nodes;
}
