import type { Connection } from "../client/connection";
import type { Json } from "./kind";
import { observe } from "./observe";
import { goesOn, noPages, type Shelf, shelfOf, turn } from "./pages";
import { inTime, Late, rest, within } from "./pause";
import type { Run } from "./run";

/** An object that is waited for, between two looks. */
interface Waiting {
  name: string;
  /** Ends the pause with what a list has of the object; false where that is not enough to go by. */
  take: (entry: Json) => boolean;
}

/** The waits for objects of one collection. */
interface Group {
  shelf: Shelf;
  waiting: Set<Waiting>;
  /** The look at a list that is under way, and who was waiting when it began. */
  look?: { ended: Promise<void>; for: Set<Waiting>; end: AbortController };
}

export interface Look {
  object: Json | undefined;
  /** The answer to a GET, and not an entry of a list. */
  whole: boolean;
}

const groups = new WeakMap<Connection, Map<string, Group>>();

function groupOf(run: Run): Group {
  const { connection } = run.client;
  const shelf = shelfOf(run);
  const all = groups.get(connection) ?? new Map<string, Group>();
  groups.set(connection, all);
  const group = all.get(shelf.path) ?? { shelf, waiting: new Set() };
  all.set(shelf.path, group);
  return group;
}

/**
 * Looks at the object after a pause, and alone if nobody else waits for one of its collection. Otherwise whoever is
 * first looks at the list, for all of them: each has had its look with that, if `suffices` says that its entry will do.
 * What is not found there, and every last look, is a GET.
 * @throws Late
 */
export async function lookAgain(run: Run, pause: number, suffices: (entry: Json) => boolean): Promise<Look> {
  const group = groupOf(run);
  const woken = new AbortController();
  let told: Json | undefined;
  const waiting: Waiting = {
    name: run.name as string,
    take: (entry) => {
      try {
        if (!suffices(entry)) return false;
      } catch {
        return false;
      }
      told = entry;
      woken.abort();
      return true;
    },
  };
  group.waiting.add(waiting);
  try {
    const pausing = rest({ ...run, signal: AbortSignal.any([run.signal, woken.signal]) }, pause);
    await pausing.catch((error) => {
      if (told === undefined) throw error;
    });
    if (told === undefined) await lookTogetherInTime(run, group, waiting);
  } finally {
    leave(group, waiting);
  }
  if (told !== undefined) return { object: told, whole: false };
  return { object: await inTime(run, (timed) => observe(timed, run.name as string)), whole: true };
}

function leave({ waiting, look }: Group, one: Waiting): void {
  waiting.delete(one);
  if (look?.for.delete(one) && look.for.size === 0) look.end.abort();
}

/** Until the limit at most: a list, and whoever it is for, may wait longer than this one. */
async function lookTogetherInTime(run: Run, group: Group, waiting: Waiting): Promise<void> {
  const left = run.deadline - run.client.time.now();
  if (left <= 0) return;
  const ended = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
    });
  try {
    await within(run, left, ({ signal }) => Promise.race([lookTogether(group, waiting), ended(signal)]));
  } catch (error) {
    if (!(error instanceof Late)) throw error;
  }
}

async function lookTogether(group: Group, waiting: Waiting): Promise<void> {
  for (let { look } = group; look; look = group.look) {
    await look.ended;
    // A list that was asked for before this wait began may be older than what is waited for.
    if (look.for.has(waiting) || !group.waiting.has(waiting)) return;
  }
  const all = new Set(group.waiting);
  if (all.size < 2) return;
  const end = new AbortController();
  const ended = lookAtList(group, new Set(all), end.signal).finally(() => delete group.look);
  group.look = { ended, for: all, end };
  await ended;
}

async function lookAtList({ shelf }: Group, left: Set<Waiting>, signal: AbortSignal): Promise<void> {
  const pages = noPages(shelf.client);
  while (goesOn(shelf, pages, left.size)) {
    await turn(shelf, pages, signal);
    let served = 0;
    for (const one of left) {
      if (!pages.entries.has(one.name)) continue;
      left.delete(one);
      const entry = pages.entries.get(one.name);
      if (entry && one.take(entry)) served++;
    }
    pages.useful = served > 0;
  }
}
