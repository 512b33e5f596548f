import { camel } from "../api/names";
import { resolve, type Schema, schemaNamed } from "../api/spec";
import { invalid } from "../error";
import { typeOf } from "../id";
import { collectionAt, type StoredObject } from "../store/store";
import { read, readAll, type World } from "../world";
import { own, parseFilter } from "./filter";
import { fieldPath } from "./path";
import { present } from "./present";

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
  const start = startOf(query, parent);
  const end = start + pageSize(query.pageSize);
  const { objects, total } = pageOfAll(world, listing, start, end) ?? pageOfSome(world, listing, start, end);
  const next = end < total ? token(end, query, parent) : "";
  return {
    [field]: objects.map((object) => masked(present(world, object), query.readMask)),
    ...(next || world.settings.zeroValues === "emit" ? { nextPageToken: next } : {}),
    totalSize: total,
  };
}

interface Page {
  objects: StoredObject[];
  total: number;
}

/** Of a whole collection, the newest first: costs what the page costs, however long the list is. */
function pageOfAll(world: World, listing: Listing, start: number, end: number): Page | undefined {
  const { parent, query, visible, living } = listing;
  if (visible || query.filter?.trim() || query.orderBy?.trim() || parent.includes("/-/") || world.store.stale)
    return undefined;
  const collection = collectionAt(world.store, parent);
  const places = (living ? collection?.living : collection?.all) ?? [];
  const total = places.length;
  const page = places.slice(Math.max(0, total - end), Math.max(0, total - start)).reverse();
  const objects = page.map(({ object }) => read(world, object.name)).filter((object) => object !== undefined);
  return { objects, total };
}

/** Where something is left out or sorted, every object must be looked at. */
function pageOfSome(world: World, { parent, query, visible, living }: Listing, start: number, end: number): Page {
  const seen = readAll(world, parent).filter(
    (object) => (visible?.(object) ?? true) && !(living && object.state === "DELETED"),
  );
  const found = selected(world, seen, query);
  return { objects: found.slice(start, end), total: found.length };
}

/** Filtered and sorted by what answers show: a hidden field must not be found out by asking for it. */
function selected(world: World, objects: StoredObject[], { filter, orderBy }: Record<string, string>): StoredObject[] {
  const matches = parseFilter(filter);
  if (!filter?.trim() && !orderBy?.trim()) return objects.reverse();
  const shown = objects.map((object) => ({ object, view: present(world, object) })).filter(({ view }) => matches(view));
  if (!orderBy?.trim()) return shown.map(({ object }) => object).reverse();
  const order = comparison(orderBy, schemaNamed(world.kinds.get(typeOf(objects[0]?.name ?? ""))?.schema ?? ""));
  return shown.sort((a, b) => order(a.view, b.view)).map(({ object }) => object);
}

function pageSize(given: string | undefined): number {
  const size = Number(given ?? 0);
  if (size < 0) throw invalid("pageSize must not be negative");
  return size === 0 ? 50 : Math.min(size, 200);
}

/** A token is good for the same question only. */
const question = (query: Record<string, string>, parent: string) =>
  [parent, query.filter ?? "", query.orderBy ?? ""].join("\n");

const token = (start: number, query: Record<string, string>, parent: string) =>
  Buffer.from(JSON.stringify([start, question(query, parent)])).toString("base64url");

function startOf(query: Record<string, string>, parent: string): number {
  if (!query.pageToken) return 0;
  try {
    const [start, asked] = JSON.parse(Buffer.from(query.pageToken, "base64url").toString()) as [number, string];
    if (Number.isInteger(start) && asked === question(query, parent)) return start;
  } catch {}
  throw invalid("invalid pageToken");
}

type Comparison = (a: Record<string, unknown>, b: Record<string, unknown>) => number;

function comparison(orderBy: string, schema: Schema): Comparison {
  const keys = orderBy.split(",").map((part) => {
    const [field = "", direction = "asc"] = part.trim().split(/\s+/);
    if (!/^(asc|desc)$/i.test(direction)) throw invalid(`invalid orderBy: "${part.trim()}"`);
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
