import type { GatewayFacts } from "./errors";

/** What is known of the gateway's limit, by its refusals; `Place` is a request. */
export interface Limit<Place> {
  /** How many a second pass. */
  rate: number;
  /** When the next may pass. */
  next: number;
  /** Whether the pause lasted long enough is not known before one was taken. */
  trial: Place | "due" | undefined;
  /** How many pauses in a row were too short. */
  short: number;
  refusal: GatewayFacts;
  /** When the gate was closed first, and last. */
  since: number;
  at: number;
  /** When somebody had to wait at last, and when the user was told. */
  felt: number;
  told: number;
}

/** Limits count in windows of a second to a minute. */
const LONGEST_WINDOW_MS = 60_000;

/** A first guess, where nothing was measured. */
const LEAST_RATE = 1;

/** What is not met again in the longest window is likely to be another limit. */
const GROWTH_A_SECOND = { usual: 1.03, unmet: 1.2 };
const [PAUSE_MS, LONGEST_PAUSE_MS] = [1000, 30_000];

/** A pause that was too short so many times in a row. */
export const doubled = (times: number) => Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** times);

/** A request was refused that was sent after the last pause; `taken` says when those were sent that were taken since. */
interface Refusal {
  refusal: GatewayFacts;
  now: number;
  sent: number;
  taken: number[];
}

export function limitAfter<Place>(
  limit: Limit<Place> | undefined,
  { refusal, now, sent, taken }: Refusal,
): Limit<Place> {
  const short = limit?.trial ? limit.short + 1 : 0;
  const pause = refusal.retryAfter === undefined ? doubled(short) : refusal.retryAfter * 1000;
  const since = limit?.since ?? now;
  const closed = { next: now + pause, trial: "due", short, refusal, since, at: now, felt: now } as const;
  if (limit?.trial) return { ...limit, ...closed };
  const measured = measuredRate(taken, sent, pause);
  const rate = limit ? Math.min(0.8 * limit.rate, Math.max(0.5 * limit.rate, measured)) : measured;
  return { ...closed, rate, told: limit?.told ?? now };
}

/**
 * What is left of it when it turns out that a request is refused whoever else is taken: nothing, unless one that was
 * refused was taken meanwhile, `relented` says when. Else what was known before that one closed the gate.
 */
export function limitWithout<Place>(
  { limit, relented }: { limit: Limit<Place> | undefined; relented: number },
  before: Limit<Place> | undefined,
  now: number,
): Limit<Place> | undefined {
  return limit && relented > limit.since ? { ...(before ?? limit), felt: now } : undefined;
}

/** The most that was taken in any time up to the refusal and the pause that it cost. */
const measuredRate = (sent: number[], refused: number, pause: number) =>
  sent.reduce((most, at, nth) => Math.max(most, (sent.length - nth) / ((refused - at + pause) / 1000)), LEAST_RATE);

/** For each second in which somebody waits. */
export function grow(limit: Pick<Limit<unknown>, "rate" | "at">, now: number): void {
  const growth = now - limit.at > LONGEST_WINDOW_MS ? GROWTH_A_SECOND.unmet : GROWTH_A_SECOND.usual;
  limit.rate *= growth ** (1 / limit.rate);
}
