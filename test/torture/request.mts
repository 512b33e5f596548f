import type { JournalEntry } from "./provider.mts";

/** A request of a command, by what it asks and how often it has been asked before: the part of a fault rule that finds it. */
export interface Asked {
  method: string;
  /** Of the specification; an upload to the store has none. */
  operation?: string;
  path?: string;
  nth: number;
}

/** Of looks that are repeated the first two count: how many follow depends on how fast the machine is. */
const LOOKS = 2;

export function asked(journal: readonly JournalEntry[], most: { writes: number } = { writes: LOOKS }): Asked[] {
  const counts = new Map<string, number>();
  return journal.flatMap(({ method, operation, path }) => {
    const what = operation === undefined ? { method, path: `^/storage/.*/${lastOf(path)}$` } : { method, operation };
    const nth = (counts.get(JSON.stringify(what)) ?? 0) + 1;
    counts.set(JSON.stringify(what), nth);
    return nth > (method === "GET" ? LOOKS : most.writes) ? [] : [{ ...what, nth }];
  });
}

const lastOf = (path: string) => path.slice(path.lastIndexOf("/") + 1).replaceAll(".", "\\.");

export const spoken = ({ method, operation, path, nth }: Asked): string =>
  `${method} ${operation ?? path}${nth > 1 ? ` (${nth})` : ""}`;
