import { setImmediate as loop, setTimeout as wait } from "node:timers/promises";
import type { Connection } from "../client/connection";
import type { Json } from "./kind";
import { lacks } from "./lacks";
import { observe } from "./observe";
import { goesOn, isLeftAlone, leaveAlone, noPages, type Pages, type Shelf, shelfOf, turn } from "./pages";
import { within } from "./pause";
import type { Run } from "./run";

/** What several looks of one operation at one collection share. */
interface Table {
  shelf: Shelf;
  pages: Pages;
  waiting: Set<{ name: string; answer: (pages: Pages | undefined) => void }>;
  turning: boolean;
  /** Ends the wait for a second. */
  joined: () => void;
  isFresh: (pages: Pages) => boolean;
  /** How many requests a look at one object by itself is. */
  alone: number;
  /** Whether an entry tells all that a GET does, once that is known, and the GET that is to tell it. */
  tells?: boolean;
  proof?: Promise<void>;
}

/** How long a list may be looked at, in milliseconds. */
const OLD_TO_READ = 60_000;
const OLD_TO_MAKE = 2000;

/** Who is first waits so long for a second, in this machine's milliseconds: then a page is worth it, and all who come join. */
const MOMENT = 30;

/** So long may take the GET that shows what lists tell, and so long it is waited for by others: they could ask by themselves. */
const [PROOF_MS, PATIENCE_MS] = [10_000, 30_000];

/** A process serves one operation, and one provider: nothing here is older. */
const tables = new WeakMap<Connection, Map<string, Table>>();

function tableOf(shelf: Shelf, purpose: string, isFresh: Table["isFresh"], alone = 1): Table {
  const { connection } = shelf.client;
  const all = tables.get(connection) ?? new Map<string, Table>();
  tables.set(connection, all);
  const key = `${purpose} ${shelf.path}`;
  const table = all.get(key) ?? {
    shelf,
    pages: noPages(shelf.client),
    waiting: new Set(),
    turning: false,
    joined: () => {},
    isFresh,
    alone,
  };
  all.set(key, table);
  return table;
}

const knows = (pages: Pages, name: string) => pages.entries.has(name) || pages.whole;

/** The pages that say of an object what the list has of it, be it nothing; undefined where it is to be asked for alone. */
async function consult(table: Table, name: string, signal: AbortSignal): Promise<Pages | undefined> {
  if (!table.turning) renew(table);
  if (knows(table.pages, name) && table.isFresh(table.pages)) return table.pages;
  if (!table.turning && (table.pages.ended || isLeftAlone(table.shelf))) return undefined;
  return new Promise((answer) => {
    table.waiting.add({ name, answer });
    if (table.turning) table.joined();
    else void turnPages(table, signal);
  });
}

function renew(table: Table): void {
  if (!table.isFresh(table.pages)) table.pages = noPages(table.shelf.client, table.pages.most);
}

async function turnPages(table: Table, signal: AbortSignal): Promise<void> {
  const { shelf, waiting, alone } = table;
  table.turning = true;
  const worth = () => goesOn(shelf, table.pages, alone * waiting.size);
  if (!worth() && table.pages.singles === 0) await second(table);
  // What came while the process was busy is heard before what its clock says.
  await loop();
  renew(table);
  while (worth()) {
    await turn(shelf, table.pages, signal);
    if (table.isFresh(table.pages)) table.pages.useful = serve(table);
    else leaveAlone(shelf);
  }
  table.turning = false;
  table.pages.singles += alone * waiting.size;
  for (const { answer } of waiting) answer(undefined);
  waiting.clear();
}

async function second(table: Table): Promise<void> {
  const end = new AbortController();
  table.joined = () => end.abort();
  await wait(MOMENT, undefined, { signal: end.signal }).catch(() => {});
}

/** @returns whether the page helped anybody */
function serve({ waiting, pages }: Table): boolean {
  const served = [...waiting].filter(({ name }) => knows(pages, name));
  for (const one of served) {
    waiting.delete(one);
    one.answer(pages);
  }
  return served.length > 0;
}

function tableToRead(shelf: Shelf): Table {
  const { time, writes } = shelf.client;
  return tableOf(shelf, "read", ({ begun, writes: then }) => then === writes.count && time.now() - begun < OLD_TO_READ);
}

/** What the list says of an object that is read; nothing once this process has written anything. */
export async function listed(shelf: Shelf, name: string, signal: AbortSignal): Promise<Pages | undefined> {
  const table = tableToRead(shelf);
  return table.tells === false ? undefined : consult(table, name, signal);
}

/**
 * Whether lists of the collection tell all that a GET does: that is measured with the first entry that would do, or the
 * next, where the GET fails. One that tells less is not looked at any more.
 */
export async function tellsAll(run: Run, entry: Json): Promise<boolean> {
  const table = tableToRead(shelfOf(run));
  const { time } = run.client;
  const began = time.now();
  while (table.proof) {
    if (time.now() - began >= PATIENCE_MS) return false;
    await table.proof;
  }
  if (table.tells === undefined) {
    table.proof = prove(table, run, entry);
    await table.proof;
  }
  return table.tells === true;
}

async function prove(table: Table, run: Run, entry: Json): Promise<void> {
  try {
    const object = await within(run, PROOF_MS, (timed) => observe(timed, run.name as string));
    // Of keys and secrets a list may tell no name, but whose entry it is.
    if (object) table.tells = !lacks(object, { name: run.name, ...entry });
  } catch {
    // What is wrong whoever reads it finds out by itself.
  }
  delete table.proof;
}

/** What is known of an object before it is made: a GET has told that it is not there, or only a list, which may be wrong. */
export type Before = "there" | "absent" | "unlisted";

/** Of many that are to be made one list tells what is there before. */
export async function lookBefore(run: Run): Promise<Before> {
  const { time } = run.client;
  const isFresh = (pages: Pages) => time.now() - pages.begun < OLD_TO_MAKE;
  const name = run.name as string;
  // Of what is not there a GET may say 500: only the list says what is true.
  const alone = run.kind.observe ? 2 : 1;
  const pages = await consult(tableOf(shelfOf(run), "make", isFresh, alone), name, run.signal);
  if (pages && !pages.entries.has(name)) return "unlisted";
  // What the list has may have been deleted since.
  return (await observe(run, name)) ? "there" : "absent";
}
