import { commit, type Gateway } from "../gateway";
import { shown } from "../http/faultRule";
import type { Journal, JournalEntry } from "../http/journal";
import { catalogueAccount } from "../kinds/resource";
import type { StoredObject } from "../store/store";
import { version } from "../version";
import { read, time, type World } from "../world";
import { summaryOf } from "./summary";
import type { ConsoleEvent, JournalRow, ObjectSummary } from "./wire";

/** What one page has been told. */
export interface Watch {
  begun: boolean;
  clock: string;
  rules: string;
  moment: string;
  objects: Map<string, StoredObject>;
  lastEntry: JournalEntry | undefined;
  /** Told of before they were answered. */
  pending: Set<JournalEntry>;
}

/** More entries than these at a time are not sent: nobody reads them, and the next look would bring as many. */
const journalLimit = 1000;

export const newWatch = (): Watch => ({
  begun: false,
  clock: "",
  rules: "",
  moment: "",
  objects: new Map(),
  lastEntry: undefined,
  pending: new Set(),
});

/** What there is to tell since the last look; undefined when nothing has happened. */
export function look(gateway: Gateway, watch: Watch): ConsoleEvent | undefined {
  const event: ConsoleEvent = {
    ...beginning(gateway, watch),
    ...clockNews(gateway, watch),
    ...ruleNews(gateway, watch),
    ...objectNews(gateway, watch),
    ...journalNews(gateway.journal, watch),
  };
  return Object.keys(event).length > 0 ? event : undefined;
}

function beginning({ world }: Gateway, watch: Watch): ConsoleEvent {
  if (watch.begun) return {};
  watch.begun = true;
  const accounts = world.accounts.map(({ accountId }) => accountId);
  return { about: { version, url: world.url, accounts, catalogue: catalogueAccount } };
}

/** Time that merely goes on is no news: the page has a clock of its own. */
function clockNews({ world }: Gateway, watch: Watch): ConsoleEvent {
  const { base, since, speed } = world.clock;
  const clock = [base, since, speed].join();
  if (clock === watch.clock) return {};
  watch.clock = clock;
  return { clock: { now: time(world), speed } };
}

function ruleNews({ world }: Gateway, watch: Watch): ConsoleEvent {
  const news = { faults: world.faults.map(shown), outcome: world.settings.outcome.map((rule) => ({ ...rule })) };
  const rules = JSON.stringify(news);
  if (rules === watch.rules) return {};
  watch.rules = rules;
  return news;
}

/** Objects are replaced when they change, never changed: another one under a name is news. */
function objectNews(gateway: Gateway, watch: Watch): ConsoleEvent {
  const { world } = gateway;
  if (moved(world, watch) || differs(world, watch)) {
    // Into the state that they have by now, as reading them would.
    for (const name of [...world.store.objects.keys()]) read(world, name);
    commit(gateway);
  }
  const present = world.store.objects;
  const objects: ObjectSummary[] = [];
  for (const [name, object] of present) {
    if (watch.objects.get(name) === object) continue;
    watch.objects.set(name, object);
    objects.push(summaryOf(object));
  }
  const gone = watch.objects.size > present.size ? [...watch.objects.keys()].filter((name) => !present.has(name)) : [];
  for (const name of gone) watch.objects.delete(name);
  return { ...(objects.length > 0 ? { objects } : {}), ...(gone.length > 0 ? { gone } : {}) };
}

/** Whether there may be transitions that nobody has seen yet, by time, a setting or an outage. */
function moved({ clock, settings, faults }: World, watch: Watch): boolean {
  const moment = JSON.stringify([clock, settings, faults.map(({ id }) => id)]);
  const same = moment === watch.moment && clock.speed === 0;
  watch.moment = moment;
  return !same;
}

function differs({ store: { objects } }: World, watch: Watch): boolean {
  if (objects.size !== watch.objects.size) return true;
  for (const [name, object] of objects) if (watch.objects.get(name) !== object) return true;
  return false;
}

function journalNews({ entries: kept }: Journal, watch: Watch): ConsoleEvent {
  const answered = [...watch.pending].filter(({ duration }) => duration !== undefined);
  for (const entry of answered) watch.pending.delete(entry);
  const { entries, anew } = newEntries(kept, watch.lastEntry);
  if (entries.length === 0 && answered.length === 0 && !anew) return {};
  if (anew) watch.pending.clear();
  for (const entry of entries) if (entry.duration === undefined) watch.pending.add(entry);
  watch.lastEntry = kept.at(-1);
  return { journal: { entries: [...(anew ? [] : answered), ...entries].map(row), total: kept.length, anew } };
}

function newEntries(kept: JournalEntry[], last: JournalEntry | undefined) {
  let from = kept.length;
  while (from > 0 && kept.length - from < journalLimit && kept[from - 1] !== last) from--;
  const anew = kept[from - 1] !== last;
  return { entries: kept.slice(from), anew };
}

/** Field by field: the body, which an entry keeps as it came, stays here. */
function row({ id, time, method, path, operation, status, bytes, responseBytes, duration, fault }: JournalEntry) {
  const whole = { id, time, method, path, operation, status, bytes, responseBytes, duration, fault };
  // JSON leaves out what is undefined.
  return whole as JournalRow;
}
