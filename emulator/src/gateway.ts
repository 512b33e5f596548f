import { randomBytes } from "node:crypto";
import { setMaxListeners } from "node:events";
import { now, startClock, timestamp } from "./clock";
import { clear as clearJournal, emptyJournal, type Journal } from "./http/journal";
import type { Bucket } from "./http/rate";
import { accountOf } from "./id";
import { newAccount } from "./kinds/account";
import { catalogue } from "./kinds/catalogue";
import { kinds } from "./kinds/kinds";
import { checkedName } from "./kinds/name";
import { newQuotas } from "./kinds/quota";
import { newUser } from "./kinds/user";
import { changeSettings, defaultSettings, type SettingsChange } from "./settings";
import { checkedSnapshot, type Snapshot } from "./snapshot";
import type { Content } from "./store/content";
import { contentInMemory } from "./store/contentInMemory";
import { emptyStore, put, type Store, type StoredObject } from "./store/store";
import type { World } from "./world";

export interface GatewayOptions {
  accounts: { accountId: string; apiKey: string }[];
  settings: SettingsChange;
  speed: number;
  /** Names of the internet by which clients reach this server, in lower case. */
  allowedHosts?: readonly string[];
}

/** The emulated service with all that is around it. */
export interface Gateway {
  world: World;
  journal: Journal;
  /** Account → what `requestsPerSecond` leaves it. */
  buckets: Map<string, Bucket>;
  /** Aborted when the server stops: what still waits then has nobody to answer and nowhere to write. */
  closing: AbortController;
  options: GatewayOptions;
  /** Called with what has been written, before anybody is told so. */
  persist(changes: Store["changes"]): void;
}

export function newGateway(options: GatewayOptions, content: Content = contentInMemory()): Gateway {
  const settings = defaultSettings();
  changeSettings(settings, options.settings);
  const world: World = {
    store: emptyStore(kinds),
    content,
    clock: startClock(options.speed),
    settings,
    kinds,
    accounts: options.accounts,
    faults: [],
    signingKey: randomBytes(16).toString("hex"),
    url: "",
  };
  const closing = new AbortController();
  // One listener for each request that a fault delays.
  setMaxListeners(0, closing.signal);
  return { world, journal: emptyJournal(), buckets: new Map(), closing, options, persist: () => {} };
}

/** What is there before the first request; what has been kept from an earlier run stays as it is. */
export function seed({ world }: Gateway): void {
  const at = timestamp(now(world.clock));
  const add = (object: StoredObject) => {
    if (!world.store.objects.has(object.name)) put(world.store, object, "time");
  };
  for (const object of catalogue) add(object);
  for (const { accountId } of world.accounts) {
    if (world.store.objects.has(`accounts/${accountId}`)) continue;
    add(newAccount(accountId, at));
    add(newUser(accountId, at));
    for (const quota of newQuotas(accountId, world.settings.defaultQuota, at)) add(quota);
  }
}

/** Whatever has been written is safe from here on. */
export function commit({ world, persist }: Gateway): void {
  const { changes } = world.store;
  if (changes.size === 0) return;
  persist(changes);
  // Only now: were it to go first, a kill in between would leave an object without its uploads.
  for (const [name, object] of changes) if (!object) world.content.remove(name);
  changes.clear();
}

/** Time that has been moved is kept like anything else that has been written. */
export const keepTime = ({ world, persist }: Gateway): void => persist(world.store.changes);

export function reset(gateway: Gateway): void {
  const { world, options } = gateway;
  clear(gateway);
  changeSettings(world.settings, defaultSettings());
  changeSettings(world.settings, options.settings);
  Object.assign(world.clock, startClock(options.speed));
  clearJournal(gateway.journal);
  world.faults.length = 0;
  gateway.buckets.clear();
  seed(gateway);
  commit(gateway);
  tidy(gateway);
}

function clear({ world }: Gateway): void {
  const names = [...world.store.objects.keys()];
  Object.assign(world.store, emptyStore(kinds));
  for (const name of names) world.store.changes.set(name, undefined);
  world.content.renew();
}

export function snapshot({ world }: Gateway): Snapshot {
  const content: Snapshot["content"] = {};
  for (const name of world.store.objects.keys()) {
    const files = Object.keys(world.content.sizes(name));
    if (files.length === 0) continue;
    content[name] = Object.fromEntries(files.map((file) => [file, world.content.read(name, file).toString("base64")]));
  }
  return structuredClone({ format: 1, time: now(world.clock), objects: [...world.store.objects.values()], content });
}

export function restore(gateway: Gateway, given: unknown): void {
  const { time, objects, files } = checkedSnapshot(given);
  const { world } = gateway;
  clear(gateway);
  for (const object of objects) put(world.store, object, "time");
  for (const { object, file, bytes } of files) world.content.put(object, file, bytes);
  // Back too, if the snapshot is an old one.
  Object.assign(world.clock, startClock(world.clock.speed, time));
  commit(gateway);
  tidy(gateway);
}

const tidy = ({ world }: Gateway): void => world.content.tidy((object) => world.store.objects.has(object));

/** Merges over the stored object, or makes it, as if somebody else had. A state that is set so stays until a request changes it. */
export function putBehind(gateway: Gateway, change: StoredObject): void {
  const { world } = gateway;
  const stored = world.store.objects.get(checkedName(change.name));
  const at = timestamp(now(world.clock));
  const merged: StoredObject = { createTime: at, updateTime: at, ...stored, ...structuredClone(change) };
  if ("state" in change && !("internal" in change)) {
    const {
      until: _until,
      since: _since,
      starved: _starved,
      ...rest
    } = (stored?.internal ?? {}) as Record<string, unknown>;
    merged.internal = rest;
  }
  const defined = Object.entries(merged).filter(([, value]) => value !== undefined);
  put(world.store, Object.fromEntries(defined) as StoredObject);
  commit(gateway);
}

/** The parent path of a collection in the emulator's accounts: "users/apiKeys" → "accounts/-/users/-/apiKeys". */
export const collectionPath = (collection: string, account = "-"): string =>
  `accounts/${account}/${collection.split("/").join("/-/")}`;

export const own = (gateway: Gateway, object: StoredObject): boolean =>
  gateway.world.accounts.some(({ accountId }) => accountId === accountOf(object.name));
