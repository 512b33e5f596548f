import { setTimeout as wait } from "node:timers/promises";
import type { Connection } from "../client/connection";
import type { Json } from "./kind";
import { observe } from "./observe";
import { type Account, noPages, type Pages, pays, type Shelf, shelfOf, turn } from "./pages";
import type { Run } from "./run";

/** What several looks of one operation at one collection share. */
interface Table {
  shelf: Shelf;
  pages: Pages;
  account: Account;
  waiting: Set<{ name: string; answer: (pages: Pages | undefined) => void }>;
  turning: boolean;
  isFresh: (pages: Pages) => boolean;
  /** How many requests a look at one object by itself is. */
  alone: number;
}

/** How long a list may be looked at, in milliseconds. */
const OLD_TO_READ = 60_000;
const OLD_TO_MAKE = 30_000;

/** What asks in the same moment asks together: so long it is waited for, in this machine's milliseconds. */
const MOMENT = 30;

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
    account: { answered: 0, lost: 0 },
    waiting: new Set(),
    turning: false,
    isFresh,
    alone,
  };
  all.set(key, table);
  return table;
}

const knows = (pages: Pages, name: string) => pages.entries.has(name) || pages.whole;

/** The pages that say of an object what the list has of it, be it nothing; undefined where it is to be asked for alone. */
function consult(table: Table, name: string): Promise<Pages | undefined> {
  renew(table);
  if (knows(table.pages, name)) {
    table.account.answered++;
    return Promise.resolve(table.pages);
  }
  return new Promise((answer) => {
    table.waiting.add({ name, answer });
    if (!table.turning) void turnPages(table);
  });
}

function renew(table: Table): void {
  const { pages, account, shelf } = table;
  const failed = pages.ended && !pages.whole && pages.entries.size === 0;
  if (table.isFresh(pages) && !failed) return;
  account.lost += pages.dry;
  table.pages = noPages(shelf.client);
}

async function turnPages(table: Table): Promise<void> {
  table.turning = true;
  await wait(MOMENT);
  renew(table);
  while (pays(table.pages, table.account, table.alone * table.waiting.size)) {
    await turn(table.shelf, table.pages);
    table.pages.dry++;
    if (!table.isFresh(table.pages)) break;
    if (serve(table) > 0) table.pages.dry = 0;
  }
  table.turning = false;
  for (const one of table.waiting) answered(table, one, undefined);
}

function serve(table: Table): number {
  const served = [...table.waiting].filter(({ name }) => knows(table.pages, name));
  for (const one of served) answered(table, one, table.pages);
  if (served.length > 1) table.account.lost = Math.max(0, table.account.lost - 1);
  return served.length;
}

function answered({ waiting, account }: Table, one: Parameters<Table["waiting"]["add"]>[0], pages?: Pages): void {
  waiting.delete(one);
  account.answered++;
  one.answer(pages);
}

/** What the list says of an object that is read; nothing once this process has written anything. */
export function listed(shelf: Shelf, name: string): Promise<Pages | undefined> {
  const { time, writes } = shelf.client;
  const isFresh = (pages: Pages) => pages.writes === writes.count && time.now() - pages.begun < OLD_TO_READ;
  return consult(tableOf(shelf, "read", isFresh), name);
}

/** The object before it is made, if it is there; of many that are to be made one list tells that. */
export async function lookBefore(run: Run): Promise<Json | undefined> {
  const { time } = run.client;
  const isFresh = (pages: Pages) => time.now() - pages.begun < OLD_TO_MAKE;
  const name = run.name as string;
  // Of what is not there a GET may say 500: only the list says what is true.
  const alone = run.kind.observe ? 2 : 1;
  const pages = await consult(tableOf(shelfOf(run), "make", isFresh, alone), name);
  // What the list has may have been deleted since.
  return pages && !pages.entries.has(name) ? undefined : observe(run, name);
}
