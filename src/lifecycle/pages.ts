import type { Client } from "../client/client";
import { isObject } from "../client/json";
import { canonical, isNameOf } from "./identity";
import type { Json } from "./kind";
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
  /** How many objects there are, as far as the gateway tells. */
  total: number;
  next: string;
  seen: Set<string>;
  /** Nothing can follow. */
  ended: boolean;
  /** Every page is there. */
  whole: boolean;
  /** When the last entry was made, where the newest come first. */
  oldest: number;
  /** Pages since the last that answered anybody. */
  dry: number;
  /** When the first was asked for, by the client's time, and what the process had written by then. */
  begun: number;
  writes: number;
}

/** What looks of one collection have cost. */
export interface Account {
  /** Looks that were answered, by a list or one by one. */
  answered: number;
  /** Pages that answered nobody. */
  lost: number;
}

/** The most that the API gives. */
const SIZE = 200;
const LONGEST_TOKEN = 4096;

export const noPages = ({ time, writes }: Client): Pages => ({
  entries: new Map(),
  told: new Set(),
  asked: 0,
  total: Number.NaN,
  next: "",
  seen: new Set(),
  ended: false,
  whole: false,
  oldest: Number.POSITIVE_INFINITY,
  dry: 0,
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

/**
 * Whether another page costs no more than looking at each object that is waited for. What is bet on not knowing that is
 * one page, later one for twenty looks: a list may be long, and hold little of what is asked for.
 */
export function pays(pages: Pages, { answered, lost }: Account, waiting: number): boolean {
  if (pages.ended || waiting === 0) return false;
  const stake = lost + pages.dry < 1 + Math.min(5, Math.floor(answered / 20));
  if (pages.asked === 0) return stake && (waiting > 1 || answered >= 20);
  const left = Math.ceil(pages.total / SIZE) - pages.asked;
  return (left > 0 && left <= waiting) || (waiting > 1 && pages.dry === 0) || stake;
}

/** Asks for the next page. A list that fails, or is none, ends: it was to save requests, and nothing depends on it. */
export async function turn(shelf: Shelf, pages: Pages, signal?: AbortSignal): Promise<void> {
  pages.asked++;
  pages.ended = true;
  const query = { pageSize: SIZE, ...shelf.query, ...(pages.next === "" ? {} : { pageToken: pages.next }) };
  try {
    add(
      shelf,
      pages,
      await shelf.client.request("GET", shelf.path, { query, retries: 2, ...(signal ? { signal } : {}) }),
    );
  } catch {}
}

function add(shelf: Shelf, pages: Pages, page: Json): void {
  const entries = page[shelf.key];
  if (!Array.isArray(entries) || !entries.every(isObject) || !keep(shelf, pages, entries)) return;
  const next = page.nextPageToken ?? "";
  pages.total = Number(page.totalSize);
  pages.whole = next === "";
  if (typeof next !== "string" || next === "" || next.length > LONGEST_TOKEN || pages.seen.has(next)) return;
  pages.seen.add(next);
  pages.next = next;
  pages.ended = false;
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
