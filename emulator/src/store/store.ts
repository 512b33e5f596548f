import { typeOf } from "../id";
import { type Collection, displace, type Index, newCollection, place } from "./collection";
import { emptyQueue, type Queue } from "./queue";

/** An object as it is kept: the API's fields, and `internal` for what only the emulator knows. */
export interface StoredObject {
  name: string;
  [field: string]: unknown;
}

/** Objects are never changed, only replaced: an old one stays valid for stale reads and snapshots. */
export interface Store {
  objects: Map<string, StoredObject>;
  /** "deployments" → "accounts/a/deployments" → its objects. */
  collections: Map<string, Map<string, Collection>>;
  /** What is kept at hand of a collection, by its type. */
  indexes: ReadonlyMap<string, Index>;
  /** How many objects were ever made. */
  made: number;
  /** What each object was before its last write by a request. The latest thousands only: who reads stale reads what was written just now. */
  previous: Map<string, StoredObject | undefined>;
  /** API key → the object that it was issued as. */
  keys: Map<string, string>;
  /** Written since the last commit; undefined = removed. */
  changes: Map<string, StoredObject | undefined>;
  /** When time will change which objects. */
  queue: Queue;
  /** A view of the past: reads `previous`, writes nothing. */
  stale: boolean;
}

export const emptyStore = (indexes: Store["indexes"]): Store => ({
  objects: new Map(),
  collections: new Map(),
  indexes,
  made: 0,
  previous: new Map(),
  keys: new Map(),
  changes: new Map(),
  queue: emptyQueue(),
  stale: false,
});

const remembered = 5_000;

export const staleView = (store: Store): Store => ({ ...store, stale: true });

export const parentOf = (name: string): string => name.slice(0, name.lastIndexOf("/"));

export function get(store: Store, name: string): StoredObject | undefined {
  if (store.stale && store.previous.has(name)) return store.previous.get(name);
  return store.objects.get(name);
}

/** `by: "time"` is a change that the mere passing of time brought about: no new version for stale reads. */
export function put(store: Store, object: StoredObject, by: "request" | "time" = "request"): void {
  if (store.stale) return;
  if (by === "request") remember(store, object.name);
  closeFor(store, store.objects.get(object.name));
  store.objects.set(object.name, object);
  place(collectionFor(store, object.name), object, store.made++);
  written(store, object.name, object);
  if (typeof object.key === "string") store.keys.set(object.key, object.name);
}

export function remove(store: Store, name: string, by: "request" | "time" = "request"): void {
  const object = store.objects.get(name);
  if (store.stale || !object) return;
  if (by === "request") remember(store, name);
  store.objects.delete(name);
  const [type, parent] = [typeOf(name), parentOf(name)];
  const collection = store.collections.get(type)?.get(parent) as Collection;
  displace(collection, name);
  if (collection.all.length === 0) store.collections.get(type)?.delete(parent);
  written(store, name, undefined);
  closeFor(store, object);
}

/** The key that an object had opens nothing any more. */
function closeFor({ keys }: Store, object: StoredObject | undefined): void {
  if (typeof object?.key === "string" && keys.get(object.key) === object.name) keys.delete(object.key);
}

function remember({ previous, objects }: Store, name: string): void {
  previous.delete(name);
  previous.set(name, objects.get(name));
  if (previous.size > remembered) previous.delete(previous.keys().next().value as string);
}

function written({ changes, queue }: Store, name: string, object: StoredObject | undefined): void {
  changes.set(name, object);
  queue.written.add(name);
}

function collectionFor(store: Store, name: string): Collection {
  const [type, parent] = [typeOf(name), parentOf(name)];
  let collections = store.collections.get(type);
  if (!collections) {
    collections = new Map();
    store.collections.set(type, collections);
  }
  let collection = collections.get(parent);
  if (!collection) {
    collection = newCollection(store.indexes.get(type) ?? {});
    collections.set(parent, collection);
  }
  return collection;
}

/** The collection at a path without "-"; undefined when nothing is there. */
export const collectionAt = (store: Store, parent: string): Collection | undefined =>
  store.collections.get(typeOf(`${parent}/-`))?.get(parent);

/** Later objects have a higher one; infinite for what is gone. */
export const orderOf = (store: Store, name: string): number =>
  collectionAt(store, parentOf(name))?.places.get(name)?.order ?? Number.POSITIVE_INFINITY;

/** The objects under a parent in which "-" stands for any segment: "accounts/-/deploymentShapes/-/versions". */
export function within(store: Store, parent: string): StoredObject[] {
  const places = parent.includes("/-/") ? matching(store, parent) : (collectionAt(store, parent)?.all ?? []);
  const found = places.map(({ object }) => object);
  if (!store.stale) return found;
  const names = new Set([...found.map(({ name }) => name), ...[...store.previous.keys()].filter(under(parent))]);
  return [...names].map((name) => get(store, name)).filter((object) => object !== undefined);
}

function matching(store: Store, parent: string) {
  const pattern = parent.split("/");
  return [...(store.collections.get(typeOf(`${parent}/-`)) ?? [])]
    .filter(([path]) => path.split("/").every((one, at) => pattern[at] === "-" || pattern[at] === one))
    .flatMap(([, { all }]) => all)
    .sort((a, b) => a.order - b.order);
}

const under = (parent: string) => (name: string) => parentOf(name) === parent;

/** The objects of a collection that refer to `name`, as its index has it; oldest first. */
export function referring(store: Store, parent: string, name: string): StoredObject[] {
  const collection = collectionAt(store, parent);
  if (store.stale) {
    const refersTo = store.indexes.get(typeOf(`${parent}/-`))?.refersTo;
    return within(store, parent).filter((object) => refersTo?.(object).includes(name));
  }
  const places = [...(collection?.referring.get(name) ?? [])];
  return places.sort((a, b) => a.order - b.order).map(({ object }) => object);
}

/** The sums of what the objects of a collection are charged. */
export function charges(store: Store, parent: string): ReadonlyMap<string, number> {
  if (!store.stale) return collectionAt(store, parent)?.charges ?? new Map();
  const sums = new Map<string, number>();
  for (const object of within(store, parent)) {
    const charge = store.indexes.get(typeOf(object.name))?.charge?.(object);
    if (charge) sums.set(charge.to, (sums.get(charge.to) ?? 0) + charge.amount);
  }
  return sums;
}
