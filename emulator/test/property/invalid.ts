import fc from "fast-check";
import { type Kind, snake, type Type } from "./spec";
import { type Entry, isLeaf, leaf, type Node, textLeaf } from "./valid";

/** A body with one thing wrong. */
export interface Broken {
  body: Node;
  /** What the answer must name. */
  names: string;
  /** What was done, for a person who reads of a failure. */
  how: string;
}

const neverText = ["1", "true", "[]", "{}", '["a"]'];
const neverNumber = [
  '"many"',
  '""',
  '" 1"',
  '"1 "',
  '"01"',
  '"+1"',
  '"0x10"',
  '"1_000"',
  '"1."',
  "true",
  "[]",
  "{}",
  "[1]",
];
const neverWhole = [...neverNumber, "1.5", '"1.5"', '"NaN"', '"1e-1"'];
const neverObject = ["[]", '"x"', "1", "true", '""', "[{}]"];

/** Texts that are no value of a kind, by protobuf's JSON mapping as protobuf-go implements it. */
const wrong: Record<Kind, string[]> = {
  string: neverText,
  bool: ['"true"', '"false"', "1", "0", '""', "[]", "{}"],
  int32: [...neverWhole, "2147483648", "-2147483649", '"2147483648"', "1e10"],
  int64: [...neverWhole, "9223372036854775808", '"9223372036854775808"', "-9223372036854775809", "1e19", '"1e19"'],
  float: [...neverNumber, "1e39", '"1e39"', '"nan"', '"Inf"', '"+Infinity"'],
  double: [...neverNumber, "1e309", '"1e309"', '"nan"', '"inf"'],
  enum: ['"NOPE"', '""', '"__proto__"', "true", "[]", "{}", "1.5", '"0"'],
  timestamp: [
    ...neverText,
    '""',
    '"tomorrow"',
    '"2026-01-01"',
    '"2026-02-30T00:00:00Z"',
    '"2026-13-01T00:00:00Z"',
    '"2026-01-01T24:00:00Z"',
    '"2026-01-01T23:59:60Z"',
    '"2026-01-01 00:00:00Z"',
    '"2026-01-01t00:00:00z"',
    '"2026-01-01T00:00:00"',
    '"2026-01-01T00:00:00+0100"',
    '"2026-01-01T00:00:00.1234567891Z"',
    '"0000-12-31T00:00:00Z"',
    '"9999-12-31T23:59:59-01:00"',
  ],
  duration: [
    ...neverText,
    '""',
    '"10m"',
    '"1"',
    '"s"',
    '"1S"',
    '" 1s"',
    '"01s"',
    '"1e3s"',
    '"1.0000000001s"',
    '"315576000001s"',
  ],
  message: neverObject,
  map: neverObject,
  struct: neverObject,
  list: ["{}", '"x"', "1", '{"0":1}'],
  any: [],
  number: [],
};

interface Place {
  node: Node;
  /** The names on the way, as they are sent. */
  path: string[];
  /** The field that the node is, or is in. */
  field: string;
  parent?: Type;
}

function placesOf(place: Place): Place[] {
  const { node, path, field } = place;
  if (isLeaf(node)) return [place];
  const inner = node.entries.map((entry) => ({
    node: entry.node,
    path: [...path, entry.name],
    field: node.type.kind === "message" ? entry.field : field,
    parent: node.type,
  }));
  return [place, ...inner.flatMap(placesOf)];
}

function replaced(node: Node, target: Node, by: Node): Node {
  if (node === target) return by;
  if (isLeaf(node)) return node;
  return { ...node, entries: node.entries.map((entry) => ({ ...entry, node: replaced(entry.node, target, by) })) };
}

function mistyped(body: Node, place: Place): fc.Arbitrary<Broken> {
  const inList = place.parent && place.parent.kind !== "message";
  // A field at null is a field that is not set; an item or an entry is not.
  const texts = [...wrong[place.node.type.kind], ...(inList && place.node.type.kind !== "struct" ? ["null"] : [])];
  return fc.constantFrom(...texts).map((text) => ({
    body: replaced(body, place.node, leaf(place.node.type, text, undefined)),
    names: place.field,
    how: `${place.path.join(".")} is ${text}`,
  }));
}

const strange = ["nope", "__proto__", "constructor", "toString", "hasOwnProperty", "", "a.b", "ä"];

function unknown(body: Node, place: Place): fc.Arbitrary<Broken> {
  const { node } = place;
  const { fields } = node.type;
  const twisted = Object.keys(fields).flatMap((field) => [
    field.toUpperCase(),
    ` ${field}`,
    `${field}_`,
    `_${field}`,
    snake(field).replace("_", "__"),
  ]);
  const names = [...strange, ...twisted].filter(
    (name) => !Object.keys(fields).some((field) => [field, snake(field)].includes(name)),
  );
  return fc.tuple(fc.constantFrom(...names), fc.constantFrom('"x"', "1", "null", "{}")).map(([name, text]) => ({
    body: replaced(body, node, withEntry(node, { name, field: name, node: leaf(node.type, text, undefined) })),
    names: JSON.stringify(name),
    how: `unknown field ${JSON.stringify(name)} in ${place.path.join(".")}`,
  }));
}

function withEntry(node: Node, entry: Entry): Node {
  return isLeaf(node) ? node : { ...node, entries: [...node.entries, entry] };
}

/** The same field a second time, by either of its names. */
function twice(body: Node, place: Place, given: Entry): fc.Arbitrary<Broken> {
  const names = place.node.type.kind === "map" ? [given.field] : [given.field, snake(given.field)];
  return fc.constantFrom(...names).map((name) => ({
    body: replaced(body, place.node, withEntry(place.node, { ...given, name })),
    names: JSON.stringify(name === given.name ? name : given.field),
    how: `${name} twice in ${place.path.join(".")}`,
  }));
}

const without = (node: Node, field: string): Node =>
  isLeaf(node) ? node : { ...node, entries: node.entries.filter((entry) => entry.field !== field) };

/** Absent, null and, for texts, empty are one. */
function lacking(body: Node, place: Place, field: string): fc.Arbitrary<Broken> {
  const type = place.node.type.fields[field] as Type;
  const absent = without(place.node, field);
  const none = { name: field, field, node: leaf(type, "null", undefined) };
  const empty = { name: field, field, node: textLeaf(type, "") };
  const variants = [absent, withEntry(absent, none), ...(type.kind === "string" ? [withEntry(absent, empty)] : [])];
  return fc.constantFrom(...variants).map((node) => ({
    body: replaced(body, place.node, node),
    names: `${field} is required`,
    how: `${field} is missing in ${place.path.join(".")}`,
  }));
}

/** One mutation of a valid body, anywhere in it. */
export function broken(body: Node): fc.Arbitrary<Broken> {
  const places = placesOf({ node: body, path: [], field: "body" }).filter(
    ({ node }) => wrong[node.type.kind].length > 0,
  );
  const messages = places.filter(({ node }) => node.type.kind === "message" && !isLeaf(node));
  const doubled = places.flatMap((place) =>
    isLeaf(place.node) || place.node.type.kind === "list"
      ? []
      : place.node.entries.map((entry) => twice(body, place, entry)),
  );
  const needed = messages.flatMap((place) => place.node.type.required.map((field) => lacking(body, place, field)));
  const kinds = [
    places.filter(({ path }) => path.length > 0).map((place) => mistyped(body, place)),
    messages.map((place) => unknown(body, place)),
    doubled,
    needed,
  ].filter((list) => list.length > 0);
  if (kinds.length === 0)
    return fc.constant({ body: leaf(body.type, "[]", undefined), names: "body", how: "the body is a list" });
  return fc.oneof(...kinds.map((list) => fc.oneof(...list)));
}

/** Bodies that are no JSON object at all. */
export const brokenBytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc
    .constantFrom(
      "{",
      "}",
      "nul",
      "{'a':1}",
      "[]",
      "1",
      '"x"',
      "true",
      "null",
      "{}{}",
      "{} x",
      "{,}",
      '{"a":}',
      "NaN",
      "\ufeff{}",
      "// {}\n{}",
    )
    .map((text) => Buffer.from(text)),
  fc
    .constantFrom('{"x":"\\ud800"}', "[".repeat(100_000), `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`)
    .map((text) => Buffer.from(text)),
  fc.constant(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])),
);
