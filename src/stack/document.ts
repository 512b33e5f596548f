import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  type YAMLMap,
  type Node as YamlNode,
  type Scalar as YamlScalar,
} from "yaml";
import type { Mapping, Member, Node, Path, Place } from "./node";
import type { Report } from "./problem";

/** Nobody nests deeper. */
const MOST_LEVELS = 100;
export const TOO_DEEP = `is nested more than ${MOST_LEVELS} levels deep`;
export const isTooDeep = (path: Path): boolean => path.length > MOST_LEVELS;

/** Anchors that multiply each other must not fill the memory. */
const MOST_NODES = 200_000;

interface Reading {
  source: string;
  lines: LineCounter;
  report: Report;
  /** Those that came so far: an alias means the last one of its name. */
  anchors: Map<string, YamlNode>;
  /** What is being read: an alias that leads to itself has no end. */
  within: Set<YamlNode>;
  count: number;
}

/** A YAML file as data with places; undefined where it is no map, which is reported. */
export function readDocument(source: string, text: string, report: Report): Mapping | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, version: "1.2", prettyErrors: false });
  const placeOf = (offset: number): Place => place(source, lines, offset);
  // After the first error of syntax the rest is guesswork.
  const first = document.errors.find(({ code }) => !WORDS[code]);
  for (const { pos, message, code } of [...document.errors, ...document.warnings].filter(
    (one) => one === first || WORDS[one.code],
  ))
    report(placeOf(pos[0]), [], WORDS[code] ?? syntax(message));
  if (document.errors.some(({ code }) => !HARMLESS.includes(code))) return undefined;
  const top = document.contents;
  const reading: Reading = {
    source,
    lines,
    report,
    anchors: new Map(),
    within: new Set(),
    count: 0,
  };
  if (top === null || (isScalar(top) && top.value === null))
    return { is: "map", place: placeOf(0), members: new Map() };
  const node = nodeOf(top, [], reading);
  if (node.is === "map") return node;
  report(node.place, [], "must be a map with resources, variables, outputs or config");
  return undefined;
}

/** The parser itself ends before our own limit does. */
const syntax = (message: string): string =>
  /call stack/.test(message) ? TOO_DEEP : `is not YAML: ${message.replace(/\n[\s\S]*$/, "")}`;

const WORDS: Record<string, string> = {
  DUPLICATE_KEY: "this key stands twice in its map: take one of them out",
  MULTIPLE_DOCS: "must be one document: what comes after `---` belongs into a file of its own",
  TAB_AS_INDENT: "is indented by a tab: YAML takes spaces only",
  TAG_RESOLVE_FAILED: "has a tag (`!…`) that means nothing here: take it out",
};

/** What stands around them can be read all the same. */
const HARMLESS = ["DUPLICATE_KEY", "MULTIPLE_DOCS", "TAG_RESOLVE_FAILED"];

function place(source: string, lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { source, line: Math.max(line, 1), column: Math.max(col, 1) };
}

const placed = (reading: Reading, node: YamlNode): Place => place(reading.source, reading.lines, node.range?.[0] ?? 0);

function nodeOf(node: YamlNode, path: Path, reading: Reading): Node {
  const here = placed(reading, node);
  reading.count += 1;
  if (reading.count > MOST_NODES) {
    if (reading.count === MOST_NODES + 1) reading.report(here, path, "has too many values, or anchors that multiply");
    return nothing(here);
  }
  if (isTooDeep(path)) {
    if (path.length === MOST_LEVELS + 1) reading.report(here, path.slice(0, 3), TOO_DEEP);
    return nothing(here);
  }
  if (isAlias(node)) return aliased(node, path, reading);
  if (node.anchor) reading.anchors.set(node.anchor, node);
  reading.within.add(node);
  const data = dataOf(node, here, path, reading);
  reading.within.delete(node);
  return data;
}

function dataOf(node: Exclude<YamlNode, Alias>, here: Place, path: Path, reading: Reading): Node {
  if (isMap(node)) return mapOf(node, path, reading);
  if (isSeq(node)) {
    const items = node.items.map((item, index) => nodeOf(item as YamlNode, [...path, index], reading));
    return { is: "list", place: here, items };
  }
  return scalarOf(node as YamlScalar, here, path, reading);
}

const nothing = (place: Place): Node => ({ is: "scalar", place, value: null, written: "", quoted: false });

function aliased(alias: Alias, path: Path, reading: Reading): Node {
  const here = placed(reading, alias);
  const target = reading.anchors.get(alias.source);
  if (!target || reading.within.has(target)) {
    reading.report(here, path, target ? `*${alias.source} is part of itself` : `there is no anchor &${alias.source}`);
    return nothing(here);
  }
  return nodeOf(target, path, reading);
}

function mapOf(map: YAMLMap, path: Path, reading: Reading): Mapping {
  const members = new Map<string, Member>();
  const merged: [string, Member][] = [];
  for (const pair of map.items as Pair<YamlNode, YamlNode | null>[]) {
    const key = isScalar(pair.key) ? String(pair.key.value) : undefined;
    const at = placed(reading, pair.key);
    if (key === undefined) {
      reading.report(at, path, "has a key that is no text");
      continue;
    }
    const value = pair.value ? nodeOf(pair.value, [...path, key], reading) : nothing(at);
    if (key === "<<" && !(pair.key as YamlScalar).type?.startsWith("QUOTE"))
      merged.push(...mergedInto(value, at, path, reading));
    else {
      // `1` and `"1"` are two keys to YAML.
      if (members.has(key)) reading.report(at, [], WORDS.DUPLICATE_KEY as string);
      members.set(key, { place: at, value });
    }
  }
  for (const [key, member] of merged) if (!members.has(key)) members.set(key, member);
  return { is: "map", place: placed(reading, map), members };
}

/** What `<<` brings, the first of several first; the map's own members come before all of them. */
function mergedInto(value: Node, at: Place, path: Path, reading: Reading): [string, Member][] {
  const maps = value.is === "list" ? value.items : [value];
  return maps.flatMap((one) => {
    if (one.is === "map") return [...one.members];
    reading.report(at, [...path, "<<"], "must be a map, or a list of maps");
    return [];
  });
}

export const INEXACT = "is larger than numbers are exact: put it in quotes";
export const isInexact = (value: unknown): boolean => Number.isInteger(value) && !Number.isSafeInteger(value);

function scalarOf(node: YamlScalar, here: Place, path: Path, reading: Reading): Node {
  const quoted = node.type !== "PLAIN" && node.type !== undefined;
  const written = node.source ?? String(node.value);
  const refuse = (reason: string) => reading.report(here, path, reason);
  if (!quoted && /^[-+]?0\d+$/.test(written))
    refuse(
      `${written} is octal to some readers of YAML and decimal to others: put it in quotes, or write it without 0`,
    );
  const { value } = node;
  if (isInexact(value)) refuse(`${written} ${INEXACT}`);
  const plain = value === null || ["string", "number", "boolean"].includes(typeof value);
  if (!plain) refuse("must be text, a number, true, false or null");
  return {
    is: "scalar",
    place: here,
    value: plain ? (value as string | number | boolean | null) : null,
    written,
    quoted,
  };
}
