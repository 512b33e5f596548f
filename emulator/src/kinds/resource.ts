import { schemaNamed } from "../api/spec";
import { timestamp } from "../clock";
import { alreadyExists, notFound } from "../error";
import { accountOf } from "../id";
import { checkReadMask, type Listing, list, masked } from "../query/list";
import { patched } from "../query/mask";
import { present } from "../query/present";
import { put, type StoredObject } from "../store/store";
import { type Call, type Handler, internal, type Kind, read, time, type World, withInternal } from "../world";

/** The account whose models and deployment shapes everybody may read. */
export const catalogueAccount = "fireworks";

export function existing(world: World, name: string): StoredObject {
  const object = read(world, name);
  if (!object) throw notFound(name);
  return object;
}

/** What an account may use: its own, the catalogue's, and what others have made public. */
export function readable(world: World, name: string, account: string): StoredObject | undefined {
  const object = read(world, name);
  const owner = accountOf(name);
  return owner === account || owner === catalogueAccount || object?.public === true ? object : undefined;
}

export function vacant(world: World, name: string): void {
  if (read(world, name)) throw alreadyExists(name);
}

export function created(world: World, object: StoredObject): StoredObject {
  const at = timestamp(time(world));
  const whole = { ...object, createTime: at, updateTime: at };
  put(world.store, whole);
  return whole;
}

/** Undefined: all of it, since the account is the caller's. */
function visibleTo({ caller: { accounts }, name }: Call): Listing["visible"] {
  if (accounts.includes(accountOf(name))) return undefined;
  return (object) => {
    const account = accountOf(object.name);
    return accounts.includes(account) || (account === catalogueAccount && object.public !== false);
  };
}

export const getOf =
  (kind: Kind): Handler =>
  (world, call) =>
    readMasked(kind.schema, call, present(world, existing(world, call.name)));

/** Of an answer with this schema, what its read mask asks for. */
export function readMasked(schema: string, { query }: Call, answer: Record<string, unknown>): Record<string, unknown> {
  checkReadMask(schema, query.readMask);
  return masked(answer, query.readMask);
}

export const listOf =
  (kind: Kind, field: string, narrowed: (call: Call) => Pick<Listing, "visible" | "living"> = () => ({})): Handler =>
  (world, call) => {
    checkReadMask(kind.schema, call.query.readMask);
    const { living = false, visible: shown } = narrowed(call);
    const mayRead = visibleTo(call);
    const visible = mayRead && shown ? (object: StoredObject) => mayRead(object) && shown(object) : (mayRead ?? shown);
    return list(world, { parent: call.name, field, query: call.query, visible, living });
  };

/** What a PATCH changes, by the update mask. */
export function changesOf(
  world: World,
  call: Call,
  object: StoredObject,
  kind: Kind,
  immutable: readonly string[],
): Record<string, unknown> {
  return patched({
    stored: object,
    body: call.body,
    updateMask: call.query.updateMask,
    schema: schemaNamed(kind.schema),
    immutable,
    settings: world.settings,
  });
}

/** The object with the changes; a field that is undefined there is cleared. */
export function changed(world: World, object: StoredObject, changes: Record<string, unknown>): StoredObject {
  const whole = { ...object, ...changes, updateTime: timestamp(time(world)) };
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined)) as StoredObject;
}

/** On its way into `state`, to arrive after some seconds. */
export function underWay(world: World, object: StoredObject, state: string, seconds: number): StoredObject {
  return withInternal({ ...object, state }, { until: time(world) + seconds * 1000 });
}

/** The step of kinds whose only transition by time is from one of `states` to `next`. */
export const arriving =
  (states: readonly string[], next: string): NonNullable<Kind["step"]> =>
  (world, object) => {
    const { until } = internal(object);
    const due = states.includes(object.state as string) && typeof until === "number" && time(world) >= until;
    return due ? withInternal({ ...object, state: next }, { until: undefined }) : object;
  };

export const ok = { code: "OK" };
