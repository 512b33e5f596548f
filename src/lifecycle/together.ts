import type { Connection } from "../client/connection";
import type { Json } from "./kind";
import { lacks } from "./lacks";
import { observe } from "./observe";
import { goesOn, leaveAlone, noPages, type Pages, type Shelf, shelfOf, turn } from "./pages";
import { inTime, rest, within } from "./pause";
import type { Run } from "./run";

/** What an entry of a list says to a wait, be it that now a GET is to tell; undefined where it cannot be gone by. */
export type Word = "goes on" | "done" | "ask" | undefined;

/** What a wait makes of what it is told. */
export interface Judge {
  word: (entry: Json) => Word;
  /** In words, what an object lacks though its state is right; undefined for any other. */
  lack?: (object: Json) => string | undefined;
}

export interface Look {
  object: Json | undefined;
  /** The answer to a GET, and not an entry of a list. */
  whole: boolean;
  /** Asked for by itself, and there when the limit had passed. */
  last?: boolean;
}

/** An object that is waited for, between two looks. */
interface Waiting {
  run: Run;
  name: string;
  judge: Judge;
  /** Its pause is over. */
  due: boolean;
  /** It is to ask by itself. */
  alone: boolean;
  told?: Look;
  /** Ends the pause. */
  wake: () => void;
}

/** A look at a list, and whom it is for. */
interface SharedLook {
  for: Set<Waiting>;
  end: AbortController;
}

/** The waits for objects of one collection. */
interface Group {
  shelf: Shelf;
  waiting: Set<Waiting>;
  /** The look that is under way. */
  look?: SharedLook;
  /** When each was last asked for by a GET, and when one was to see whether lists are right. */
  asked: Map<string, number>;
  sampled: number;
  /** Whether entries of what is ready lack nothing that a GET tells; unknown until one was compared. */
  tellAll?: boolean;
  /** Whether entries of what lacks something, though its state is right, say the same of that as a GET. */
  tellLack?: boolean;
}

/** How often a GET shows whether lists are right: what they cost besides is what one wait alone would. */
const SAMPLE_MS = 5000;
/** So long a GET of that kind may take. */
const ASK_MS = 10_000;
/** So long a list is waited for at most, be it that the gateway's limit holds it up. */
const PATIENCE_MS = 30_000;

const groups = new WeakMap<Connection, Map<string, Group>>();

function groupOf(run: Run): Group {
  const { connection } = run.client;
  const shelf = shelfOf(run);
  const all = groups.get(connection) ?? new Map<string, Group>();
  groups.set(connection, all);
  const group = all.get(shelf.path) ?? {
    shelf,
    waiting: new Set(),
    asked: new Map(),
    sampled: Number.NEGATIVE_INFINITY,
  };
  all.set(shelf.path, group);
  return group;
}

/**
 * Looks at the object after a pause, and alone if nobody else waits for one of its collection. Otherwise whoever is
 * first looks at the list, for all of them: each has had its look with that, if `judge` can go by its entry. What is not
 * found there, what no list tells in time, and every last look, is a GET.
 * @throws Late
 */
export async function lookAgain(run: Run, pause: number, judge: Judge): Promise<Look> {
  const group = groupOf(run);
  const { time } = run.client;
  const waiting: Waiting = { run, name: run.name as string, judge, due: false, alone: false, wake: () => {} };
  group.waiting.add(waiting);
  try {
    await resting(waiting, pause);
    if (!waiting.told && !waiting.alone && joins(group, waiting)) await resting(waiting, PATIENCE_MS);
  } finally {
    leave(group, waiting);
  }
  // A machine may have slept since it was told.
  if (waiting.told && time.now() < run.deadline) return waiting.told;
  group.asked.set(waiting.name, time.now());
  const object = await inTime(run, (timed) => observe(timed, waiting.name));
  return { object, whole: true, last: time.now() >= run.deadline };
}

/** Until the pause is over, the limit at most, or until it is woken. */
async function resting(waiting: Waiting, milliseconds: number): Promise<void> {
  const { run } = waiting;
  const end = new AbortController();
  const cancel = () => end.abort(run.signal.reason);
  waiting.wake = () => end.abort();
  run.signal.addEventListener("abort", cancel);
  if (run.signal.aborted) cancel();
  try {
    await rest({ ...run, signal: end.signal }, milliseconds);
  } catch (error) {
    if (run.signal.aborted || !end.signal.aborted) throw error;
  } finally {
    run.signal.removeEventListener("abort", cancel);
  }
}

/** Whether a list that is under way, or asked for now, may tell it. */
function joins(group: Group, waiting: Waiting): boolean {
  const { shelf, look } = group;
  waiting.due = true;
  if (shelf.client.time.now() >= waiting.run.deadline) return false;
  if (look) return true;
  if (group.waiting.size < 2) return false;
  const pages = noPages(shelf.client);
  if (!goesOn(shelf, pages, group.waiting.size)) return false;
  group.look = { for: new Set(group.waiting), end: new AbortController() };
  void lookAtList(group, group.look, pages);
  return true;
}

function leave({ waiting, look }: Group, one: Waiting): void {
  waiting.delete(one);
  if (look?.for.delete(one) && look.for.size === 0) look.end.abort();
}

/** Whatever comes of it, a look ends: who comes later would wait with it. */
async function lookAtList(group: Group, look: SharedLook, pages: Pages): Promise<void> {
  const isRight = await turned(group, look, pages).catch(() => {
    leaveAlone(group.shelf);
    return false;
  });
  over(group, look, !isRight);
}

/** @returns whether the list is right, as far as GETs show */
async function turned(group: Group, look: SharedLook, pages: Pages): Promise<boolean> {
  const { shelf } = group;
  const { signal } = look.end;
  const sample = await sampled(group, signal);
  // A list that was asked for before a wait began may be older than what is waited for.
  look.for = new Set(group.waiting);
  const left = new Set([...look.for].filter((one) => !one.told));
  while (goesOn(shelf, pages, left.size)) {
    await turn(shelf, pages, signal);
    const found = [...left].filter(({ name }) => pages.entries.has(name));
    for (const one of found) left.delete(one);
    pages.useful = found.length > 0;
  }
  const isRight = (!sample || (await isConfirmed(group, look, pages, sample))) && (await isProven(group, look, pages));
  const helped = isRight && tellEach(group, look, pages);
  if (!helped && pages.asked > 0) leaveAlone(shelf);
  return isRight;
}

/** What was asked for by a GET to compare an entry with it. */
interface Sample {
  of: Waiting;
  object: Json | undefined;
}

/** Now and then the one whose last GET is longest ago. It is asked for before the list, which then is no older. */
async function sampled(group: Group, signal: AbortSignal): Promise<Sample | undefined> {
  const now = group.shelf.client.time.now();
  if (now - group.sampled < SAMPLE_MS) return undefined;
  group.sampled = now;
  const asked = ({ name }: Waiting) => group.asked.get(name) ?? Number.NEGATIVE_INFINITY;
  const of = [...group.waiting].reduce((first, one) => (asked(one) < asked(first) ? one : first));
  return ask(group, of, signal);
}

/** Asks for one by itself, which has had its look with that. */
async function ask(group: Group, of: Waiting, signal: AbortSignal): Promise<Sample | undefined> {
  group.asked.set(of.name, group.shelf.client.time.now());
  try {
    const object = await within({ ...of.run, signal }, ASK_MS, (timed) => observe(timed, of.name));
    tell(of, { object, whole: true });
    return { of, object };
  } catch {
    // What is wrong it finds out by itself.
    of.alone = true;
    if (of.due) of.wake();
    return undefined;
  }
}

/** Whether the list says of the sample what a GET said, or something newer. */
function agrees(group: Group, pages: Pages, { of, object }: Sample): boolean {
  const entry = pages.entries.get(of.name);
  if (!entry) return true;
  if (!object || isOlder(entry, object)) return false;
  if (isOlder(object, entry)) return true;
  if (entry.state !== object.state) return false;
  const [told, known] = [of.judge.lack?.(entry), of.judge.lack?.(object)];
  const tooSoon = known !== undefined && told === undefined;
  if (tooSoon || (told !== known && group.tellLack !== false)) return false;
  if (known !== undefined) group.tellLack ??= true;
  if (judged(of, pages) === "done") group.tellAll = !lacks(object, entry);
  return true;
}

/** The same, be it that lists do not tell what is lacking. Of that they are not believed again: both may say nothing. */
function isRightAtLeast(group: Group, pages: Pages, sample: Sample): boolean {
  if (agrees(group, pages, sample)) return true;
  group.tellLack = false;
  return agrees(group, pages, sample);
}

/** What the list says otherwise may have changed since the GET: then another says so, too. */
async function isConfirmed(group: Group, { end }: SharedLook, pages: Pages, sample: Sample): Promise<boolean> {
  if (agrees(group, pages, sample)) return true;
  return isRightAtLeast(group, pages, (await ask(group, sample.of, end.signal)) ?? sample);
}

/** What entries say of a state that is right is believed after one of them was compared with what a GET says of it. */
async function isProven(group: Group, { for: all, end }: SharedLook, pages: Pages): Promise<boolean> {
  for (const [word, proven] of [
    ["done", "tellAll"],
    ["ask", "tellLack"],
  ] as const) {
    const one = group[proven] === undefined && [...all].find((one) => !one.told && judged(one, pages) === word);
    const proof = one && (await ask(group, one, end.signal));
    if (proof && !isRightAtLeast(group, pages, proof)) return false;
  }
  return true;
}

/** @returns whether the list says anything that can be gone by */
function tellEach(group: Group, { for: all }: SharedLook, pages: Pages): boolean {
  let helped = false;
  for (const one of all) {
    const word = one.told ? undefined : judged(one, pages);
    helped ||= word !== undefined;
    if (word === "goes on" || (word === "done" && group.tellAll) || (word === "ask" && group.tellLack))
      tell(one, { object: pages.entries.get(one.name), whole: false });
  }
  return helped;
}

function judged({ name, judge }: Waiting, { entries }: Pages): Word {
  const entry = entries.get(name);
  try {
    return entry && judge.word(entry);
  } catch {
    return undefined;
  }
}

function tell(one: Waiting, look: Look): void {
  one.told = look;
  one.wake();
}

/** Who was told nothing asks by itself, when its pause is over, or now that the list is known to be wrong. */
function over(group: Group, { for: all }: SharedLook, isWrong: boolean): void {
  delete group.look;
  for (const one of all) {
    one.alone = true;
    if (one.due || isWrong) one.wake();
  }
  for (const one of group.waiting) if (one.due && !one.alone && !joins(group, one)) one.wake();
}

export const isOlder = (one: Json, other: Json) => timeOf(one) < timeOf(other);
const timeOf = ({ updateTime }: Json) => (typeof updateTime === "string" ? Date.parse(updateTime) : Number.NaN);
