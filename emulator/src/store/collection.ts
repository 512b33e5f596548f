import type { StoredObject } from "./store";

/** Where an object stands among its siblings. What stands there is replaced by every write. */
export interface Place {
  /** Later ones were made later. */
  order: number;
  object: StoredObject;
}

/** What the store keeps at hand about the objects of a collection, so that no request has to look at all of them. */
export interface Index {
  /** The names of the objects that this one is about: it can be found by them. */
  refersTo?(object: StoredObject): string[];
  /** What the object adds to a sum over its collection. */
  charge?(object: StoredObject): { to: string; amount: number } | undefined;
}

export interface Collection {
  index: Index;
  /** By name. */
  places: Map<string, Place>;
  /** In the order of their creation. */
  all: Place[];
  /** The same without tombstones. */
  living: Place[];
  /** Name → who refers to it. */
  referring: Map<string, Set<Place>>;
  charges: Map<string, number>;
}

export const newCollection = (index: Index): Collection => ({
  index,
  places: new Map(),
  all: [],
  living: [],
  referring: new Map(),
  charges: new Map(),
});

const isTombstone = (object: StoredObject): boolean => object.state === "DELETED";

export function place(collection: Collection, object: StoredObject, order: number): void {
  const found = collection.places.get(object.name);
  if (found) replace(collection, found, object);
  else add(collection, { order, object });
}

function add(collection: Collection, place: Place): void {
  collection.places.set(place.object.name, place);
  collection.all.push(place);
  if (!isTombstone(place.object)) collection.living.push(place);
  enter(collection, place);
}

function replace(collection: Collection, place: Place, object: StoredObject): void {
  leave(collection, place);
  const [was, is] = [isTombstone(place.object), isTombstone(object)];
  place.object = object;
  if (is && !was) takeOut(collection.living, place);
  if (was && !is) putIn(collection.living, place);
  enter(collection, place);
}

export function displace(collection: Collection, name: string): void {
  const found = collection.places.get(name);
  if (!found) return;
  leave(collection, found);
  collection.places.delete(name);
  takeOut(collection.all, found);
  if (!isTombstone(found.object)) takeOut(collection.living, found);
}

function enter({ index, referring, charges }: Collection, place: Place): void {
  for (const name of index.refersTo?.(place.object) ?? []) {
    const places = referring.get(name);
    if (places) places.add(place);
    else referring.set(name, new Set([place]));
  }
  const charge = index.charge?.(place.object);
  if (charge) charges.set(charge.to, (charges.get(charge.to) ?? 0) + charge.amount);
}

function leave({ index, referring, charges }: Collection, place: Place): void {
  for (const name of index.refersTo?.(place.object) ?? []) {
    const places = referring.get(name);
    places?.delete(place);
    if (places?.size === 0) referring.delete(name);
  }
  const charge = index.charge?.(place.object);
  if (charge) charges.set(charge.to, (charges.get(charge.to) ?? 0) - charge.amount);
}

/** Where the place stands, or would stand. */
export function positionOf(places: readonly Place[], { order }: Pick<Place, "order">): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] as Place).order < order) low = middle + 1;
    else high = middle;
  }
  return low;
}

const takeOut = (places: Place[], place: Place) => places.splice(positionOf(places, place), 1);
const putIn = (places: Place[], place: Place) => places.splice(positionOf(places, place), 0, place);
