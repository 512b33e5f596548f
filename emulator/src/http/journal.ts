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
const secretFields =
  /^(key|apiKey|accessSecret|accessKeyId|directRouteApiKeys|providerKey|clientSecret|password|token)$/i;

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

export function keepBody(journal: Journal, entry: JournalEntry, body: string): void {
  (entry as Kept).body = body;
  journal.bodies += body.length;
  while (journal.bodies > bodyCapacity && journal.bare < journal.entries.length) {
    const oldest = journal.entries[journal.bare++] as Kept;
    journal.bodies -= oldest.body?.length ?? 0;
    delete oldest.body;
  }
}

/** All of them, oldest first, or the one with this id. */
export const entries = (journal: Journal, id?: string): JournalEntry[] =>
  (id === undefined ? journal.entries.slice(-capacity) : journal.entries.filter((entry) => entry.id === id)).map(shown);

function shown({ body, ...entry }: Kept): JournalEntry {
  const copy = { ...entry, query: { ...entry.query } };
  if (body === undefined) return copy;
  try {
    copy.requestBody = blanked(JSON.parse(body), entry.path.includes("/secrets"));
  } catch {
    // Whether it is JSON was for the operation to say; what is not cannot be blanked, so it is not shown.
  }
  return copy;
}

/** The value with what must not be kept blanked: `value` only where it is a secret's. */
export function blanked(value: unknown, ofSecret: boolean): unknown {
  if (Array.isArray(value)) return value.map((one) => blanked(one, ofSecret));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) => {
    const secret = secretFields.test(key.replaceAll("_", "")) || (ofSecret && key === "value");
    const plain = typeof one === "object" && one !== null && !Array.isArray(one);
    return [key, secret && !plain ? "[secret]" : blanked(one, ofSecret)];
  });
  return Object.fromEntries(entries);
}
