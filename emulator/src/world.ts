import { type Clock, now } from "./clock";
import type { Fault } from "./http/faultRule";
import { accountOf, typeOf } from "./id";
import type { Settings } from "./settings";
import type { Index } from "./store/collection";
import type { Content } from "./store/content";
import { schedule, takeDue } from "./store/queue";
import { get, put, referring, remove, type Store, type StoredObject, within } from "./store/store";

/** What a collection holds and how its objects change by themselves. */
export interface Kind extends Index {
  /** Collection types, as in `typeOf`. */
  type: string;
  /** Schema of the specification. */
  schema: string;
  /** Stored fields that no answer shows. */
  hidden?: readonly string[];
  /** The members of a oneof. Those that are not set are in no answer, as protobuf's EmitUnpopulated has it. */
  oneof?: readonly string[];
  /** The next state that time has brought about: the same object when there is none, undefined when it is gone. */
  step?(world: World, object: StoredObject): StoredObject | undefined;
  /**
   * The earliest time at which `step` may end the object, make a tombstone of it, or change its charge: then it is stepped even if nobody
   * reads it. Infinity: never, unless something is written. Left out: always Infinity.
   */
  due?(world: World, object: StoredObject): number;
  /** Collection type of the objects that may be due when this one is written, because they refer to it. */
  followers?: string;
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
  faults: Fault[];
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
  /** Of the user whose key it is. */
  role: string;
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

/** Those that refer to `name`, as the kind's index has it. */
export const readReferring = (world: World, parent: string, name: string): StoredObject[] =>
  referring(world.store, parent, name)
    .map((object) => read(world, object.name))
    .filter((object) => object !== undefined);

/**
 * Brings about what time has done to objects that nobody reads: afterwards the store has the objects, tombstones and charges of now, and
 * a list or a quota need not look at every object to find out.
 */
export function settle(world: World): void {
  const { queue } = world.store;
  const settings = JSON.stringify([world.settings.outcome, world.settings.idleDays, outages(world)]);
  if (queue.settings !== settings) {
    queue.settings = settings;
    for (const name of world.store.objects.keys()) {
      if (!kindOf(world, name)?.due) continue;
      read(world, name);
      queue.written.add(name);
    }
  }
  scheduleWritten(world);
  const at = time(world);
  for (let name = takeDue(queue, at); name !== undefined; name = takeDue(queue, at)) {
    read(world, name);
    queue.written.add(name);
    scheduleWritten(world, { name, at });
  }
}

/** They change what is due as the setting `outcome` does. */
const outages = ({ faults }: World) => faults.flatMap(({ rule: { action } }) => action.capacity ?? []);

const kindOf = (world: World, name: string): Kind | undefined => world.kinds.get(typeOf(name));

/** What has just been stepped is not due again at the same time. */
function scheduleWritten(world: World, stepped?: { name: string; at: number }): void {
  const { queue } = world.store;
  // Those that are added on the way are visited too.
  for (const name of queue.written) {
    const { due, followers } = kindOf(world, name) ?? {};
    const object = world.store.objects.get(name);
    const at = object && due ? due(world, object) : Number.POSITIVE_INFINITY;
    if (name !== stepped?.name || at > stepped.at) schedule(queue, name, at);
    if (followers === undefined) continue;
    for (const follower of referring(world.store, `accounts/${accountOf(name)}/${followers}`, name))
      queue.written.add(follower.name);
  }
  queue.written.clear();
}

export const internal = (object: StoredObject): Record<string, unknown> =>
  (object.internal as Record<string, unknown> | undefined) ?? {};

export const withInternal = (object: StoredObject, change: Record<string, unknown>): StoredObject => ({
  ...object,
  internal: { ...internal(object), ...change },
});
