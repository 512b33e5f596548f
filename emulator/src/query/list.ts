import { camel } from "../api/names";
import { resolve, type Schema, schemaNamed } from "../api/spec";
import { invalid } from "../error";
import { typeOf } from "../id";
import { positionOf } from "../store/collection";
import { collectionAt, orderOf, type StoredObject } from "../store/store";
import { read, readAll, type World } from "../world";
import { own, parseFilter } from "./filter";
import { checkTopField, fieldPath } from "./path";
import { meaning, present } from "./present";

export interface Listing {
  /** May hold "-" for any account or parent. */
  parent: string;
  /** The field of the answer. */
  field: string;
  query: Record<string, string>;
  /** What the caller may see. Default: everything. */
  visible?: ((object: StoredObject) => boolean) | undefined;
  /** Without tombstones. */
  living?: boolean;
}

export function list(world: World, listing: Listing): Record<string, unknown> {
  const { parent, field, query } = listing;
  const last = lastOf(world, query, parent);
  const size = pageSize(query.pageSize);
  const { objects, total, next } = pageOfAll(world, listing, last, size) ?? pageOfSome(world, listing, last, size);
  const nextPageToken = next ? token(next, query, parent) : "";
  return {
    [field]: objects.map((object) => masked(present(world, object), query.readMask)),
    ...(nextPageToken || world.settings.zeroValues === "emit" ? { nextPageToken } : {}),
    totalSize: total,
  };
}

/** The last object of a page. The next page goes on behind it, whatever was made or deleted in between. */
interface Last {
  name: string;
  order: number;
  /** What the list is sorted by. */
  sorted: Record<string, unknown>;
}

interface Page {
  objects: StoredObject[];
  total: number;
  /** Left out on the last page. */
  next?: Last | undefined;
}

/** Of a whole collection, the newest first: costs what the page costs, however long the list is. */
function pageOfAll(world: World, listing: Listing, last: Last | undefined, size: number): Page | undefined {
  const { parent, query, visible, living } = listing;
  if (visible || query.filter?.trim() || query.orderBy?.trim() || parent.includes("/-/") || world.store.stale)
    return undefined;
  const collection = collectionAt(world.store, parent);
  const places = (living ? collection?.living : collection?.all) ?? [];
  const total = places.length;
  const end = last ? positionOf(places, last) : total;
  const page = places.slice(Math.max(0, end - size), end).reverse();
  const bottom = end > size ? page.at(-1) : undefined;
  const next = bottom && { name: bottom.object.name, order: bottom.order, sorted: {} };
  const objects = page.map(({ object }) => read(world, object.name)).filter((object) => object !== undefined);
  return { objects, total, next };
}

/** Where something is left out or sorted, every object must be looked at. */
function pageOfSome(world: World, listing: Listing, last: Last | undefined, size: number): Page {
  const { parent, query, visible, living } = listing;
  const seen = readAll(world, parent).filter(
    (object) => (visible?.(object) ?? true) && !(living && object.state === "DELETED"),
  );
  const { found, order } = selected(world, parent, seen, query);
  const start = last ? behind(world, found, last, order) : 0;
  const page = found.slice(start, start + size);
  const bottom = start + size < found.length ? page.at(-1) : undefined;
  const { name = "" } = bottom?.object ?? {};
  const sorted = query.orderBy?.trim() ? masked(bottom?.view ?? {}, fieldsOf(query.orderBy)) : {};
  const next = bottom && { name, order: orderOf(world.store, name), sorted };
  return { objects: page.map(({ object }) => object), total: found.length, next };
}

interface Shown {
  object: StoredObject;
  view: Record<string, unknown>;
}

/** Where the list goes on behind an object that may be gone. What is sorted has equal ones oldest first; else the newest come first. */
function behind(world: World, found: readonly Shown[], last: Last, compare: Comparison | undefined): number {
  const at = found.findIndex(({ object, view }) => {
    if (!compare) return orderOf(world.store, object.name) < last.order;
    return (compare(view, last.sorted) || orderOf(world.store, object.name) - last.order) > 0;
  });
  return at < 0 ? found.length : at;
}

/** Filtered and sorted by what answers show: a hidden field must not be found out by asking for it. */
function selected(world: World, parent: string, objects: StoredObject[], { filter, orderBy }: Record<string, string>) {
  const schema = schemaNamed(world.kinds.get(typeOf(`${parent}/-`))?.schema ?? "");
  const matches = parseFilter(filter, schema);
  if (!filter?.trim() && !orderBy?.trim()) return { found: objects.reverse().map((object) => ({ object, view: {} })) };
  const shown = objects.map((object) => ({ object, view: meaning(world, object) })).filter(({ view }) => matches(view));
  if (!orderBy?.trim()) return { found: shown.reverse() };
  const order = comparison(orderBy, schema);
  return { found: shown.sort((a, b) => order(a.view, b.view)), order };
}

function pageSize(given: string | undefined): number {
  const size = Number(given ?? 0);
  if (size < 0) throw invalid("pageSize must not be negative");
  return size === 0 ? 50 : Math.min(size, 200);
}

/** A token is good for the same question only. */
const question = (query: Record<string, string>, parent: string) =>
  [parent, query.filter ?? "", query.orderBy ?? ""].join("\n");

const token = ({ name, order, sorted }: Last, query: Record<string, string>, parent: string) =>
  Buffer.from(JSON.stringify([question(query, parent), name, order, sorted])).toString("base64url");

type Token = [asked: string, name: string, order: number | null, sorted: Record<string, unknown>];

function lastOf(world: World, query: Record<string, string>, parent: string): Last | undefined {
  if (!query.pageToken) return undefined;
  try {
    const [asked, name, order, sorted] = JSON.parse(Buffer.from(query.pageToken, "base64url").toString()) as Token;
    // JSON has no infinity. Restarts count anew, from lower numbers; what was made again under its name has a higher one.
    const lowest = Math.min(order ?? Number.POSITIVE_INFINITY, orderOf(world.store, name));
    if (asked === question(query, parent) && !Number.isNaN(lowest)) return { name, order: lowest, sorted };
  } catch {}
  throw invalid("invalid pageToken");
}

type Comparison = (a: Record<string, unknown>, b: Record<string, unknown>) => number;

/** As a mask. */
const fieldsOf = (orderBy: string): string =>
  orderBy
    .split(",")
    .map((part) => part.trim().split(/\s+/)[0])
    .join(",");

function comparison(orderBy: string, schema: Schema): Comparison {
  const keys = orderBy.split(",").map((part) => {
    const [field = "", direction = "asc"] = part.trim().split(/\s+/);
    if (!/^(asc|desc)$/i.test(direction)) throw invalid(`invalid orderBy: "${part.trim()}"`);
    checkTopField("orderBy", field, schema);
    const path = field.split(".").map(camel);
    return { path, whole: isInt64(schema, path), sign: direction.toLowerCase() === "desc" ? -1 : 1 };
  });
  return (a, b) => {
    for (const { path, whole, sign } of keys) {
      const [x, y] = whole ? [wholeOf(at(a, path)), wholeOf(at(b, path))] : [at(a, path), at(b, path)];
      if (x < y) return -sign;
      if (x > y) return sign;
    }
    return 0;
  };
}

/** 64-bit numbers are text in answers, but have the order of numbers. */
function isInt64(schema: Schema, path: readonly string[]): boolean {
  const found = path.reduce<Schema | undefined>((one, key) => one && resolve(one).properties?.[key], schema);
  return found?.format === "int64";
}

/** What an emulator's user has put there may be anything: whatever is no number counts as 0, like what is not there. */
function wholeOf(value: string | number): bigint | number {
  return /^[+-]?\d+$/.test(String(value)) ? BigInt(value) : Number(value) || 0;
}

function at(object: unknown, path: readonly string[]): string | number {
  const value = path.reduce<unknown>(own, object);
  return typeof value === "number" ? value : String(value ?? "");
}

export function masked(object: Record<string, unknown>, readMask: string | undefined): Record<string, unknown> {
  if (!readMask || readMask === "*") return object;
  const result: Record<string, unknown> = {};
  for (const path of readMask.split(",")) {
    const [field = "", ...rest] = path.trim().split(".").map(camel);
    const value = object[field];
    if (value === undefined) continue;
    const nested = rest.length > 0 && typeof value === "object";
    result[field] = nested
      ? { ...(result[field] as object | undefined), ...masked(value as Record<string, unknown>, rest.join(".")) }
      : value;
  }
  return result;
}

export function checkReadMask(schema: string, readMask: string | undefined): void {
  if (!readMask || readMask === "*") return;
  const unknown = readMask.split(",").find((path) => !fieldPath(path, schemaNamed(schema)));
  if (unknown !== undefined) throw invalid(`invalid readMask: unknown field "${unknown.trim()}"`);
}
