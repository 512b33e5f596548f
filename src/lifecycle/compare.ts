import type * as z from "zod";
import { isObject } from "../client/json";
import { canonical } from "./identity";
import { type Behaviour, behaviour, type Json } from "./kind";
import { own } from "./own";
import { hasUnknown, UNKNOWN } from "./unknown";

/** The schema below `.optional()`. */
export function core(schema: z.core.$ZodType): z.core.$ZodType {
  const def = schema._zod.def as { type: string; innerType?: z.core.$ZodType };
  return def.innerType && def.type === "optional" ? core(def.innerType) : schema;
}

/** The schema of a member of an object, a map or a list; undefined where the schema does not say. */
export function member(schema: z.core.$ZodType | undefined, key: string): z.core.$ZodType | undefined {
  if (!schema) return undefined;
  const def = core(schema)._zod.def as {
    shape?: Record<string, z.core.$ZodType>;
    valueType?: z.core.$ZodType;
    element?: z.core.$ZodType;
  };
  // `constructor` is a member of every object.
  const own = def.shape && Object.hasOwn(def.shape, key) ? def.shape[key] : undefined;
  return own ?? def.valueType ?? def.element;
}

/** Whether the API may leave a value out for being the type's zero: whether it does is not documented. */
export function isDefault(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === 0 || value === "" || value === "0")
    return true;
  if (typeof value === "string") return /(^|_)UNSPECIFIED$/.test(value);
  return typeof value === "object" && Object.values(value).every(isDefault);
}

/** Whether a value of a field, not a message, says no more than leaving it out. */
export function isZero(schema: z.core.$ZodType | undefined, value: unknown): boolean {
  const plain = typeof value !== "object" || value === null;
  return plain && (isDefault(value) || (schema !== undefined && value === behaviour(schema).zero));
}

const isMap = (schema: z.core.$ZodType | undefined) => schema !== undefined && core(schema)._zod.def.type === "record";
const seconds = (value: unknown) => Number.parseFloat(String(value));
const shapeOf = (name: unknown) => String(name).replace(/\/versions\/[^/]+$/, "");

function sameLeaf(how: Behaviour, mine: unknown, theirs: unknown): boolean {
  // An object that has a member `toString` of its own is not to be made a text.
  if (Object(mine) === mine || Object(theirs) === theirs) return mine === theirs;
  if (how.format === "duration") return seconds(mine) === seconds(theirs);
  if (how.format === "int64") return String(mine) === String(theirs);
  if (how.format === "timestamp") return Date.parse(String(mine)) === Date.parse(String(theirs));
  // `default` leaves the choice to the service: whatever it chose is what was asked for.
  if (how.rewritten === "version" && mine === "default") return theirs !== undefined && theirs !== "";
  // A pinned version is another thing than the shape that floats above it.
  if (how.rewritten === "version" && !/\/versions\//.test(String(mine))) return mine === shapeOf(theirs);
  return mine === theirs;
}

/**
 * Whether `theirs` is what `mine` asks for. Members of objects and maps that `mine` does not have are somebody else's
 * and do not count.
 */
export function same(schema: z.core.$ZodType | undefined, mine: unknown, theirs: unknown): boolean {
  if (mine === UNKNOWN || theirs === UNKNOWN) return false;
  if (schema && behaviour(schema).format === "json")
    return !hasUnknown([mine, theirs]) && canonical(mine) === canonical(theirs);
  // A member that is a message counts by its presence: `evenLoad: {}` is a choice, an empty map is not.
  if (isObject(mine) && Object.keys(mine).length === 0) return isObject(theirs) || isMap(schema);
  const how: Behaviour = schema ? { ...behaviour(core(schema)), ...behaviour(schema) } : {};
  if ([mine, theirs].every((value) => isDefault(value) || value === how.zero)) return true;
  if (Array.isArray(mine)) return sameList(schema, how, mine, theirs);
  if (isObject(mine))
    return (
      isObject(theirs) &&
      Object.entries(mine).every(([key, value]) => same(member(schema, key), value, own(theirs, key)))
    );
  return sameLeaf(how, mine, theirs);
}

function sameList(schema: z.core.$ZodType | undefined, how: Behaviour, mine: unknown[], theirs: unknown): boolean {
  if (!Array.isArray(theirs) || theirs.length !== mine.length) return false;
  // Only names are compared as sets; with what is not known yet among them there is no order.
  const names = [...mine, ...theirs].every((value) => typeof value === "string");
  const [ours, others] = how.unordered && names ? [[...mine].sort(), [...theirs].sort()] : [mine, theirs];
  return ours.every((value, index) => same(member(schema, "0"), value, others[index]));
}

/** Whether both ask for the same: what the engine would otherwise show as a change of spelling. */
export function equivalent(schema: z.core.$ZodType | undefined, a: unknown, b: unknown): boolean {
  if ((a === undefined) !== (b === undefined)) return false;
  return same(schema, a, b) && same(schema, b, a);
}

/** Whether a member that state had and the program has no more is still on the object. */
export function lingers(olds: unknown, news: unknown, observed: unknown): boolean {
  if (olds === undefined) return false;
  if (news === undefined) return isObject(observed) || !isDefault(observed);
  if (!isObject(olds) || !isObject(news) || !isObject(observed)) return false;
  return Object.keys(olds).some((key) => lingers(olds[key], own(news, key), own(observed, key)));
}

/** What to write so that `news` holds, members of others stay, and what state had and the program dropped goes. */
export function merged(schema: z.core.$ZodType | undefined, news: unknown, olds: unknown, observed: unknown): unknown {
  if (!isObject(news) || !isObject(observed)) return news;
  const had = isObject(olds) ? olds : {};
  const kept = Object.entries(observed).flatMap(([key, value]) => {
    if (Object.hasOwn(had, key))
      return besides(member(schema, key), had[key], value).map((rest) => [key, rest] as const);
    // A gateway that answers with zero values does not take each of them back: an empty string is no duration.
    return isMap(schema) || !isDefault(value) ? [[key, value] as const] : [];
  });
  const wanted = Object.entries(news).map(([key, value]) => [
    key,
    merged(member(schema, key), value, own(had, key), own(observed, key)),
  ]);
  return Object.fromEntries([...kept, ...wanted]);
}

/** What others put into something that the program dropped: nothing, or the one value that stays. */
export function besides(schema: z.core.$ZodType | undefined, olds: unknown, observed: unknown): unknown[] {
  if (!isObject(olds) || !isObject(observed)) return [];
  const rest = merged(schema, {}, olds, observed) as Json;
  return Object.keys(rest).length > 0 ? [rest] : [];
}
