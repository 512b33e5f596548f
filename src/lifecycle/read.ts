import type * as z from "zod";
import { core, isDefault, isZero, member, same } from "./compare";
import { confirmed } from "./confirm";
import { lastSegment } from "./identity";
import { behaviour, type Json, type Kind } from "./kind";
import { isOurs, isTheServices } from "./mark";
import { confirmGone, seek } from "./observe";
import { own } from "./own";
import { inputsOf, outputsOf } from "./present";
import { bodyKeys } from "./request";
import type { Run } from "./run";

export interface Found {
  inputs: Json;
  outputs: Json;
  /** As the gateway told it. */
  object: Json;
}

/** What the object is now, in the words of whoever declared it; undefined when it is gone. */
export async function read(run: Run, props: Json): Promise<Found | undefined> {
  const { kind } = run;
  const name = run.name as string;
  const managed = inputsOf(kind, props);
  const found = (object: Json, inputs = subset(kind, managed, object)): Found => ({
    inputs,
    outputs: outputsOf(kind, inputs, object, props),
    object,
  });
  const same = await confirmed(run, props, (object) => found(object));
  if (same) return same;
  const seen = await seek(run, name);
  if (!seen) {
    await confirmGone(run, name);
    return gone(name, props);
  }
  const object = (await kind.complete?.(run, seen)) ?? seen;
  if ([...(kind.states.gone ?? []), ...(kind.states.closing ?? [])].includes(String(object.state)))
    return gone(name, props);
  return Object.keys(managed).length === 0 ? found(object, everything(kind, name, object)) : found(object);
}

/** What state knew is gone; what somebody names for the first time (`get`, an import) is a mistake. */
function gone(name: string, props: Json): undefined {
  if (Object.keys(props).length === 0) throw new Error(`${name} does not exist.`);
}

/** The managed keys: in the user's spelling where the object is as asked, else as it is. */
function subset(kind: Kind, managed: Json, object: Json): Json {
  const returned = new Set(bodyKeys(kind));
  const entries = Object.entries(managed).map(([key, mine]) => {
    const schema = kind.fields.shape[key];
    if (key === "extra") return [key, extras(mine as Json, object)];
    if (!schema || !returned.has(key)) return [key, mine];
    const { inputOnly, createOnly } = behaviour(schema);
    if (inputOnly || createOnly || same(schema, mine, object[key])) return [key, mine];
    return [key, members(mine, object[key])];
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== null));
}

/** Fields that this package does not know: as they are, where the gateway returns them. */
function extras(mine: Json, object: Json): Json {
  const body = Object.entries((mine.body ?? {}) as Json).map(([key, value]) => [
    key,
    !Object.hasOwn(object, key) || same(undefined, value, object[key]) ? value : members(value, object[key]),
  ]);
  return mine.body === undefined ? mine : { ...mine, body: Object.fromEntries(body) };
}

/** Of an object that differs only the members that the user declared: the others are not managed. */
function members(mine: unknown, theirs: unknown): unknown {
  const objects = [mine, theirs].every((value) => typeof value === "object" && value !== null && !Array.isArray(value));
  if (!objects) return theirs;
  const entries = Object.entries(mine as Json).map(([key, value]) => [key, members(value, own(theirs as Json, key))]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== null));
}

/** After an import nothing is known but the id: every writable field that is not at its default, and the id pinned. */
function everything(kind: Kind, name: string, object: Json): Json {
  const told = kind.describe?.(object) ?? {};
  const described = { ...object, ...told };
  const pins = kind.idField !== undefined && kind.idField in kind.fields.shape;
  const inputs: Json = pins ? { [kind.idField as string]: lastSegment(name) } : {};
  if (kind.idField !== undefined) inputs.name = name;
  for (const key of Object.keys(kind.fields.shape)) {
    const schema = kind.fields.shape[key] as z.core.$ZodType;
    const { inputOnly, createOnly, deleteOnly } = behaviour(schema);
    // An option of the request that made it can only be told by what the object is.
    if (inputOnly || deleteOnly || (createOnly && !Object.hasOwn(told, key))) continue;
    const value = trimmed(schema, key === "annotations" ? ofPeople(described[key]) : described[key]);
    if (!isZero(schema, value) && (!isDefault(value) || isChoice(value))) inputs[key] ??= value;
  }
  return inputs;
}

const isChoice = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Of a message the members that are declared, and say more than leaving them out; what is in a map is the user's. */
function trimmed(schema: z.core.$ZodType | undefined, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => trimmed(member(schema, "0"), item));
  const { shape } = (schema ? core(schema)._zod.def : {}) as { shape?: Record<string, z.core.$ZodType> };
  const entries = Object.entries(value).flatMap(([key, one]) => {
    const inner = member(schema, key);
    const kept = trimmed(inner, one);
    // Pulumi's SDK loses a member of that name.
    if (key === "__proto__") return [];
    if (shape === undefined) return [[key, kept]];
    if (inner === undefined || kept === null) return [];
    const needed = inner._zod.optin !== "optional";
    return needed || !(isZero(inner, kept) || isEmpty(inner, kept)) ? [[key, kept]] : [];
  });
  return Object.fromEntries(entries);
}

/** A list or a map without anything in it. An empty message is a choice. */
const isEmpty = (schema: z.core.$ZodType, value: unknown) =>
  ["array", "record"].includes(core(schema)._zod.def.type) && Object.keys(Object(value)).length === 0;

/** What nobody declared is not managed; a program that declares it is its own matter. */
function ofPeople(annotations: unknown): unknown {
  const rest = Object.entries((annotations ?? {}) as Json).filter(([key]) => !isOurs(key) && !isTheServices(key));
  return rest.length > 0 ? Object.fromEntries(rest) : undefined;
}
