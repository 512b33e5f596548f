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
const secretFields =
  /^(key|apiKey|accessSecret|accessKeyId|directRouteApiKeys|providerKey|clientSecret|password|token)$/i;

export type Journal = JournalEntry[];

export function record(journal: Journal, entry: JournalEntry): JournalEntry {
  journal.push(entry);
  // Trimmed in blocks, as moving ten thousand entries for every request would be dear.
  if (journal.length > capacity * 1.1) journal.splice(0, journal.length - capacity);
  return entry;
}

export const entries = (journal: Journal): JournalEntry[] => structuredClone(journal.slice(-capacity));

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
