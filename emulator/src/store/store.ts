/** An object as it is kept: the API's fields, and `internal` for what only the emulator knows. */
export interface StoredObject {
  name: string;
  [field: string]: unknown;
}

/** Objects are never changed, only replaced: an old one stays valid for stale reads and snapshots. */
export interface Store {
  objects: Map<string, StoredObject>;
  /** "accounts/a/deployments" → its objects, oldest first. */
  collections: Map<string, Map<string, StoredObject>>;
  /** What each object was before its last write by a request. */
  previous: Map<string, StoredObject | undefined>;
  /** API key → the object that it was issued as. */
  keys: Map<string, string>;
  /** Written since the last commit; undefined = removed. */
  changes: Map<string, StoredObject | undefined>;
  /** A view of the past: reads `previous`, writes nothing. */
  stale: boolean;
}

export const emptyStore = (): Store => ({
  objects: new Map(),
  collections: new Map(),
  previous: new Map(),
  keys: new Map(),
  changes: new Map(),
  stale: false,
});

export const staleView = (store: Store): Store => ({ ...store, stale: true });

export const parentOf = (name: string): string => name.slice(0, name.lastIndexOf("/"));

export function get(store: Store, name: string): StoredObject | undefined {
  if (store.stale && store.previous.has(name)) return store.previous.get(name);
  return store.objects.get(name);
}

/** `by: "time"` is a change that the mere passing of time brought about: no new version for stale reads. */
export function put(store: Store, object: StoredObject, by: "request" | "time" = "request"): void {
  if (store.stale) return;
  if (by === "request") store.previous.set(object.name, store.objects.get(object.name));
  store.objects.set(object.name, object);
  const parent = parentOf(object.name);
  let collection = store.collections.get(parent);
  if (!collection) {
    collection = new Map();
    store.collections.set(parent, collection);
  }
  collection.set(object.name, object);
  store.changes.set(object.name, object);
  if (typeof object.key === "string") store.keys.set(object.key, object.name);
}

export function remove(store: Store, name: string, by: "request" | "time" = "request"): void {
  const object = store.objects.get(name);
  if (store.stale || !object) return;
  if (by === "request") store.previous.set(name, object);
  store.objects.delete(name);
  const parent = parentOf(name);
  const collection = store.collections.get(parent);
  collection?.delete(name);
  if (collection?.size === 0) store.collections.delete(parent);
  store.changes.set(name, undefined);
  if (typeof object.key === "string") store.keys.delete(object.key);
}

/** The objects under a parent in which "-" stands for any segment: "accounts/-/deploymentShapes/-/versions". */
export function within(store: Store, parent: string): StoredObject[] {
  const found = parent.includes("/-/") ? matching(store, parent) : [...(store.collections.get(parent)?.values() ?? [])];
  if (!store.stale) return found;
  const names = new Set([...found.map(({ name }) => name), ...[...store.previous.keys()].filter(under(parent))]);
  return [...names].map((name) => get(store, name)).filter((object) => object !== undefined);
}

function matching(store: Store, parent: string): StoredObject[] {
  const pattern = parent.split("/");
  return [...store.collections]
    .filter(([path]) => {
      const segments = path.split("/");
      return (
        segments.length === pattern.length && segments.every((one, at) => pattern[at] === "-" || pattern[at] === one)
      );
    })
    .flatMap(([, objects]) => [...objects.values()]);
}

const under = (parent: string) => (name: string) => parentOf(name) === parent;
