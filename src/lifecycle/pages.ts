import type { Client } from "../client/client";
import type { Connection } from "../client/connection";
import { isObject } from "../client/json";
import { LIST_BYTES } from "../client/list";
import { canonical, isNameOf } from "./identity";
import type { Json } from "./kind";
import { within } from "./pause";
import type { Run } from "./run";

/** A list, and how its entries are told apart. */
export interface Shelf {
  client: Client;
  /** `v1/accounts/a/secrets` */
  path: string;
  /** The member of the answer that holds the entries. */
  key: string;
  query?: Json;
  /** The full name of the object that an entry is about; undefined for what is none. */
  nameOf: (entry: Json) => string | undefined;
  /** The newest first, and of several entries about one object the newest counts. */
  newest?: true;
}

/** The pages of a list that were asked for so far. */
export interface Pages {
  /** By full name; undefined where the list says two things of one. */
  entries: Map<string, Json | undefined>;
  /** Members that any entry has: what another lacks of them is zero, and not kept back. */
  told: Set<string>;
  asked: number;
  /** How many there are, as far as the gateway tells with the first, or told of those before. */
  most: number;
  /** How many requests were sent for objects one by one, since a page more was not worth it. */
  singles: number;
  /** How many objects there are, by the page that tells of most. */
  total: number;
  next: string;
  seen: Set<string>;
  budget: { bytes: number };
  /** Nothing can follow. */
  ended: boolean;
  /** An entry is about nothing that is known here. */
  strange: boolean;
  /** Every page is there, and every object on them. */
  whole: boolean;
  /** When the last entry was made, where the newest come first. */
  oldest: number;
  /** The last page answered somebody. */
  useful: boolean;
  /** When the first was sent, by the client's time, and what the process had written by then. */
  begun: number;
  writes: number;
}

/** The most that the API gives. */
const SIZE = 200;
const LONGEST_TOKEN = 4096;

/** So long a page may take, and in all, where the gateway's limit holds it up: what waits for it could ask by itself. */
const PAGE_SECONDS = 8;
const PATIENCE_MS = 30_000;

/** A list that failed is left alone for so long. */
const REST_MS = 60_000;
const rests = new WeakMap<Connection, Map<string, number>>();

export const noPages = ({ time, writes }: Client, most = Number.NaN): Pages => ({
  entries: new Map(),
  told: new Set(),
  asked: 0,
  most,
  singles: 0,
  total: 0,
  next: "",
  seen: new Set(),
  budget: { bytes: LIST_BYTES },
  ended: false,
  strange: false,
  whole: false,
  oldest: Number.POSITIVE_INFINITY,
  useful: false,
  begun: time.now(),
  writes: writes.count,
});

/** The list that a kind's objects stand in. */
export function shelfOf(run: Run): Shelf {
  const { kind, client, parent } = run;
  const collection = `${parent}/${kind.collection}`;
  return {
    client,
    path: `v1/${collection}`,
    key: kind.collection,
    nameOf: (entry) => {
      const told = kind.nameOf ? kind.nameOf(run, entry) : entry.name;
      if (typeof told !== "string") return undefined;
      // Of secrets a list may tell the ids alone.
      const name = told.includes("/") ? told : `${collection}/${told}`;
      return isNameOf(kind, name) && name.startsWith(`${collection}/`) ? name : undefined;
    },
  };
}

/** Nobody asks for the list within the next minute. */
export function leaveAlone({ client, path }: Shelf): void {
  const all = rests.get(client.connection) ?? new Map<string, number>();
  rests.set(client.connection, all.set(path, client.time.now() + REST_MS));
}

export const isLeftAlone = ({ client, path }: Shelf) =>
  client.time.now() < (rests.get(client.connection)?.get(path) ?? Number.NEGATIVE_INFINITY);

/**
 * Whether to ask for another page: one is bet, and more follow while each answers somebody, or all that are left cost no
 * more than looking at each object that is waited for, and was asked for one by one so far. So it is never more than
 * twice what somebody would ask for who knew what comes.
 */
export function goesOn(shelf: Shelf, pages: Pages, waiting: number): boolean {
  if (waiting === 0 || pages.ended || isLeftAlone(shelf)) return false;
  const { asked, most, useful } = pages;
  const singly = waiting + pages.singles;
  if (asked === 0) return singly > 1 && !(most > singly);
  return useful || most - asked <= singly;
}

/** Asks for the next page. A list that fails, or is none, ends: it was to save requests, and nothing depends on it. */
export async function turn(shelf: Shelf, pages: Pages, signal: AbortSignal): Promise<void> {
  const { client, path } = shelf;
  const isFirst = ++pages.asked === 1;
  pages.ended = true;
  const query = { pageSize: SIZE, ...shelf.query, ...(pages.next === "" ? {} : { pageToken: pages.next }) };
  const sent = () => {
    if (isFirst) Object.assign(pages, { begun: client.time.now(), writes: client.writes.count });
  };
  const options = { query, retries: 0, timeout: PAGE_SECONDS, budget: pages.budget, sent };
  try {
    const page = await within({ client, signal }, PATIENCE_MS, (timed) =>
      client.request("GET", path, { ...options, signal: timed.signal }),
    );
    add(shelf, pages, page);
  } catch {
    if (!signal.aborted) leaveAlone(shelf);
  }
}

function add(shelf: Shelf, pages: Pages, page: Json): void {
  const entries = page[shelf.key];
  if (!Array.isArray(entries) || !entries.every(isObject) || !keep(shelf, pages, entries)) {
    leaveAlone(shelf);
    return;
  }
  const next = page.nextPageToken ?? "";
  const total = Number(page.totalSize);
  if (pages.asked === 1) pages.most = Math.ceil(total / SIZE);
  if (total > pages.total) pages.total = total;
  pages.whole = next === "" && !pages.strange && pages.entries.size >= pages.total;
  if (typeof next !== "string" || next === "" || next.length > LONGEST_TOKEN || pages.seen.has(next)) return;
  pages.seen.add(next);
  pages.next = next;
  pages.ended = pages.asked > pages.most;
}

/** @returns false where an order was asked for and does not hold: nobody knows then what follows */
function keep({ nameOf, newest }: Pick<Shelf, "nameOf" | "newest">, pages: Pages, entries: Json[]): boolean {
  for (const entry of entries) {
    if (newest && !(timeOf(entry) <= pages.oldest)) {
      pages.entries.clear();
      return false;
    }
    pages.oldest = timeOf(entry);
    const name = nameOf(entry);
    if (name === undefined) pages.strange = true;
    if (name === undefined) continue;
    for (const key of Object.keys(entry)) pages.told.add(key);
    const known = pages.entries.get(name);
    const doubtful = newest ? timeOf(known) === timeOf(entry) : canonical(known) !== canonical(entry);
    if (!pages.entries.has(name)) pages.entries.set(name, entry);
    else if (doubtful) pages.entries.set(name, undefined);
  }
  return true;
}

const timeOf = (entry: Json | undefined): number => Date.parse(String(entry?.createTime));
