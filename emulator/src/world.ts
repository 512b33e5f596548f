import { type Clock, now } from "./clock";
import { typeOf } from "./id";
import type { Settings } from "./settings";
import type { Content } from "./store/content";
import { get, put, remove, type Store, type StoredObject, within } from "./store/store";

/** What a collection holds and how its objects change by themselves. */
export interface Kind {
  /** Collection types, as in `typeOf`. */
  type: string;
  /** Schema of the specification. */
  schema: string;
  /** Stored fields that no answer shows. */
  hidden?: readonly string[];
  /** The next state that time has brought about: the same object when there is none, undefined when it is gone. */
  step?(world: World, object: StoredObject): StoredObject | undefined;
  /** Fields that an answer derives from other objects. */
  derived?(world: World, object: StoredObject): Record<string, unknown>;
}

export interface World {
  store: Store;
  content: Content;
  clock: Clock;
  settings: Settings;
  kinds: ReadonlyMap<string, Kind>;
  accounts: { accountId: string; apiKey: string }[];
  /** Signs upload URLs. */
  signingKey: string;
  url: string;
}

/** A request that has passed authentication and validation. */
export interface Call {
  operationId: string;
  method: string;
  /** The path without version and verb: the name of the object, or of the collection, that the request is about. */
  name: string;
  params: Record<string, string>;
  query: Record<string, string>;
  body: Record<string, unknown>;
  caller: Caller;
  /** Where the client found this server: signed URLs lead there. */
  origin: string;
}

export interface Caller {
  accounts: readonly string[];
  email: string;
}

export type Handler = (world: World, call: Call) => unknown;

export const time = (world: World): number => now(world.clock);

/** An object in the state that it has by now. */
export function read(world: World, name: string): StoredObject | undefined {
  const step = world.kinds.get(typeOf(name))?.step;
  let object = get(world.store, name);
  while (object && step) {
    const next = step(world, object);
    if (next === object) break;
    if (next) put(world.store, next, "time");
    else remove(world.store, name, "time");
    object = next;
  }
  return object;
}

export function readAll(world: World, parent: string): StoredObject[] {
  return within(world.store, parent)
    .map(({ name }) => read(world, name))
    .filter((object) => object !== undefined);
}

export const internal = (object: StoredObject): Record<string, unknown> =>
  (object.internal as Record<string, unknown> | undefined) ?? {};

export const withInternal = (object: StoredObject, change: Record<string, unknown>): StoredObject => ({
  ...object,
  internal: { ...internal(object), ...change },
});
