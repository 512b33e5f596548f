import { blanked } from "./blanked";

export interface JournalEntry {
  /** Virtual time of arrival. */
  time: string;
  id: string;
  method: string;
  path: string;
  query: Record<string, string>;
  /** operationId of the specification; undefined for uploads, inference and unknown paths. */
  operation?: string;
  /** 0 while it is being answered, and when the connection was broken instead. */
  status: number;
  account?: string;
  requestBody?: unknown;
  /** Of the request's body. */
  bytes: number;
  /** Of the answer's body; undefined when there was none. */
  responseBytes?: number;
  /** Real milliseconds from the arrival to the answer, or to the end without one; undefined while it is being answered. */
  duration?: number;
  /** The id of the fault rule that struck. */
  fault?: string;
}

const capacity = 10_000;
/** Characters of all bodies together: beyond them the oldest entries lose theirs. */
const bodyCapacity = 8 * 1024 * 1024;

/** An entry with its body as it was sent: few bodies are ever looked at, and blanking all of them would cost every request. */
interface Kept extends JournalEntry {
  body?: string;
}

export interface Journal {
  entries: Kept[];
  /** Length of all bodies together. */
  bodies: number;
  /** How many of the oldest entries have lost their bodies. */
  bare: number;
}

export const emptyJournal = (): Journal => ({ entries: [], bodies: 0, bare: 0 });

export const clear = (journal: Journal): void => void Object.assign(journal, emptyJournal());

export function record(journal: Journal, entry: JournalEntry): JournalEntry {
  journal.entries.push(entry);
  // Trimmed in blocks, as moving ten thousand entries for every request would be dear.
  const excess = journal.entries.length - capacity;
  if (excess <= capacity / 10) return entry;
  for (const { body = "" } of journal.entries.splice(0, excess)) journal.bodies -= body.length;
  journal.bare = Math.max(0, journal.bare - excess);
  return entry;
}

/** The same request once more, under an id of its own. */
export function recordAgain(journal: Journal, { body, ...entry }: Kept, id: string): JournalEntry {
  const copy = record(journal, { ...entry, id, status: 0 });
  if (body !== undefined) keepBody(journal, copy, body);
  return copy;
}

export function keepBody(journal: Journal, entry: JournalEntry, body: string): void {
  // It has left while its body arrived, or is older than some that have lost theirs.
  if (journal.entries.lastIndexOf(entry) < journal.bare) return;
  (entry as Kept).body = body;
  journal.bodies += body.length;
  while (journal.bodies > bodyCapacity && journal.bare < journal.entries.length) {
    const oldest = journal.entries[journal.bare++] as Kept;
    journal.bodies -= oldest.body?.length ?? 0;
    delete oldest.body;
  }
}

/** Which entries are asked for: those that all of this is true of. */
export interface JournalFilter {
  id?: string;
  /** operationId, with or without "Gateway_". */
  operation?: string;
  method?: string;
  /** A status, "404", or a class of them, "4xx". 0: no answer, or none yet. */
  status?: string | number;
  account?: string;
  /** The id of the fault rule that struck. */
  fault?: string;
  /** Those that came after the one with this id, which is how to go on where one was; all when it is no longer kept. */
  after?: string;
  /** So many of the latest. */
  limit?: number | string;
}

const tests: Record<
  Exclude<keyof JournalFilter, "after" | "limit">,
  (entry: JournalEntry, wanted: string) => boolean
> = {
  id: ({ id }, wanted) => id === wanted,
  operation: ({ operation }, wanted) => operation?.replace(/^Gateway_/, "") === wanted.replace(/^Gateway_/, ""),
  method: ({ method }, wanted) => method === wanted.toUpperCase(),
  status: ({ status }, wanted) =>
    /^[1-5]xx$/i.test(wanted) ? Math.floor(status / 100) === Number(wanted[0]) : status === Number(wanted),
  account: ({ account }, wanted) => account === wanted,
  fault: ({ fault }, wanted) => fault === wanted,
};

/** Oldest first. */
export function entries(journal: Journal, filter: JournalFilter = {}): JournalEntry[] {
  const { after, limit = capacity, ...wanted } = filter;
  if (!/^[1-9]\d*$/.test(String(limit))) throw new Error(`limit must be a whole number, 1 or more, not "${limit}"`);
  const conditions = Object.entries(wanted).filter(([, value]) => value !== undefined);
  const unknown = conditions.find(([name]) => !Object.hasOwn(tests, name))?.[0];
  if (unknown)
    throw new Error(`unknown filter "${unknown}": there are ${[...Object.keys(tests), "after", "limit"].join(", ")}`);
  const kept = journal.entries.slice(-capacity);
  const begin = after === undefined ? 0 : kept.findLastIndex(({ id }) => id === after) + 1;
  return kept
    .slice(begin)
    .filter((entry) => conditions.every(([name, value]) => tests[name as keyof typeof tests](entry, String(value))))
    .slice(-Number(limit))
    .map(shown);
}

function shown({ body, ...entry }: Kept): JournalEntry {
  const copy = { ...entry, query: { ...entry.query } };
  if (body === undefined) return copy;
  try {
    copy.requestBody = blanked(JSON.parse(body), entry.path);
  } catch {
    // Whether it is JSON was for the operation to say; what is not cannot be blanked, so it is not shown.
  }
  return copy;
}
