/** So many files at a time, since each that is read or sent takes memory. */
const AT_ONCE = 4;

/** In the whole process: whose turn it is, however many models are checked or made at once. */
interface Turns {
  taken: number;
  waiting: Set<() => void>;
}

export const turns = (): Turns => ({ taken: 0, waiting: new Set() });

/** Who came first goes first. @throws the signal's reason, while it waits */
export async function inTurn<T>(turns: Turns, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  if (turns.taken < AT_ONCE) turns.taken++;
  else await turn(turns, signal);
  try {
    return await work();
  } finally {
    const [next] = turns.waiting;
    // The place goes from hand to hand.
    if (next) next();
    else turns.taken--;
  }
}

function turn({ waiting }: Turns, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      waiting.delete(go);
      reject(signal.reason);
    };
    const go = () => {
      waiting.delete(go);
      signal.removeEventListener("abort", leave);
      resolve();
    };
    waiting.add(go);
    signal.addEventListener("abort", leave, { once: true });
  });
}

/** As soon as one fails no other is begun, and those that are under way are told to end. */
export async function inParallel<T extends object>(
  items: readonly T[],
  work: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const stop = new AbortController();
  const worker = async () => {
    for (let item = waiting.shift(); item; item = waiting.shift()) {
      try {
        await work(item, stop.signal);
      } catch (error) {
        waiting.length = 0;
        stop.abort(error);
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
