interface Entry {
  at: number;
  name: string;
}

/** Names in the order of the times at which they are due, and what has been written since anybody asked when that is. */
export interface Queue {
  written: Set<string>;
  /** When each name is due. */
  due: Map<string, number>;
  /** A binary heap, earliest first. Entries that `due` does not confirm are out of date. */
  heap: Entry[];
  /** The settings and outages by which the times were told. */
  settings: string;
}

export const emptyQueue = (): Queue => ({ written: new Set(), due: new Map(), heap: [], settings: "" });

/** Infinity: never. */
export function schedule(queue: Queue, name: string, at: number): void {
  if (at === Number.POSITIVE_INFINITY) return void queue.due.delete(name);
  if (queue.due.get(name) === at) return;
  queue.due.set(name, at);
  push(queue.heap, { at, name });
  if (queue.heap.length > 2 * queue.due.size + 1_000) tidy(queue);
}

/** A name that is due by `time`, for once. */
export function takeDue(queue: Queue, time: number): string | undefined {
  for (let first = queue.heap[0]; first && first.at <= time; first = queue.heap[0]) {
    pop(queue.heap);
    if (queue.due.get(first.name) !== first.at) continue;
    queue.due.delete(first.name);
    return first.name;
  }
  return undefined;
}

function tidy(queue: Queue): void {
  // An array in ascending order is a heap.
  queue.heap = [...queue.due].map(([name, at]) => ({ at, name })).sort((a, b) => a.at - b.at);
}

function push(heap: Entry[], entry: Entry): void {
  let at = heap.push(entry) - 1;
  while (at > 0) {
    const above = (at - 1) >> 1;
    if ((heap[above] as Entry).at <= entry.at) break;
    heap[at] = heap[above] as Entry;
    at = above;
  }
  heap[at] = entry;
}

function pop(heap: Entry[]): void {
  const last = heap.pop() as Entry;
  if (heap.length === 0) return;
  let at = 0;
  for (let below = 1; below < heap.length; below = 2 * at + 1) {
    const right = heap[below + 1];
    if (right && right.at < (heap[below] as Entry).at) below++;
    if ((heap[below] as Entry).at >= last.at) break;
    heap[at] = heap[below] as Entry;
    at = below;
  }
  heap[at] = last;
}
