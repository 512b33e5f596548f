import { isGatewayError } from "../client/errors";
import { elapsed, span } from "../client/time";
import type { Run } from "./run";

/**
 * Waits before the next look, until the time limit at most: the last look is at its end.
 * @returns false, without a wait, when the limit has passed
 */
export async function rest(run: Run, milliseconds: number): Promise<boolean> {
  const { time } = run.client;
  const left = run.deadline - time.now();
  if (left <= 0) return false;
  await time.sleep(Math.min(milliseconds, left), run.signal);
  return true;
}

/** Half a second at first, half as long again each time, `most` seconds in the end. */
export const pause = (run: Run, looks: number, most: number): Promise<boolean> =>
  rest(run, Math.min(most * 1000, 500 * 1.5 ** looks));

/** `12s of 1h`: for how long the operation has gone on, and how long it may. */
export function lapse({ client: { time }, deadline, limit: { seconds } }: Run): string {
  return `${elapsed(time, deadline - seconds * 1000)} of ${span(seconds).replace(/(?<=[hm])00[ms]$/, "")}`;
}

/** The time limit, for people. */
export function allowed({ limit: { seconds } }: Run): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 360) / 10} h`;
}

/** Ends with the run, and at its time limit. */
export function untilDeadline(run: Run): AbortSignal {
  const late = new AbortController();
  const { time } = run.client;
  const limit = time.real(Math.max(0, run.deadline - time.now()));
  const reason = tooLong(run);
  // Longer than a timer can be set for is as good as no limit.
  if (limit < 2 ** 31) setTimeout(() => late.abort(reason), limit).unref();
  return AbortSignal.any([run.signal, late.signal]);
}

const tooLong = (run: Run, why = "run") =>
  new Error(
    `${run.name} is not finished after ${allowed(run)}: ${why} \`pulumi up\` again to carry on, and allow more with customTimeouts: { ${run.limit.option}: "…" }.`,
  );

/** So long may take what is asked when the limit is over, or why it ended badly. */
export const LAST_LOOK_MS = 10_000;

/** Time was up before there was an answer. */
export class Late extends Error {
  constructor(cause: unknown) {
    super(isGatewayError(cause) ? (cause.message.split("\n")[0] as string).replace(/\.$/, "") : "no answer in time");
  }
}

/**
 * Only for what may be given up: what makes or changes something may have done so.
 * @throws Late
 */
export async function within<T, R extends Pick<Run, "client" | "signal">>(
  run: R,
  milliseconds: number,
  work: (run: R) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const limit = run.client.time.real(milliseconds);
  // By this name the client tells what took the time.
  const reason = Object.assign(new Error("time is up"), { name: "TimeoutError" });
  const timer = limit < 2 ** 31 ? setTimeout(() => late.abort(reason), limit) : undefined;
  try {
    return await work({ ...run, signal: AbortSignal.any([run.signal, late.signal]) });
  } catch (error) {
    throw late.signal.aborted && !run.signal.aborted ? new Late(error) : error;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * A look that ends at the limit, and one more, which ends soon, where that has passed by then: a machine may have slept
 * meanwhile.
 * @throws Late
 */
export async function inTime<T>(run: Run, look: (run: Run) => Promise<T>): Promise<T> {
  for (;;) {
    const left = run.deadline - run.client.time.now();
    try {
      return await within(run, left > 0 ? left : LAST_LOOK_MS, look);
    } catch (error) {
      if (!(error instanceof Late) || left <= 0) throw error;
    }
  }
}

/** The same, where nobody has other words for it. */
export async function lookedInTime<T>(run: Run, look: (run: Run) => Promise<T>): Promise<T> {
  try {
    return await inTime(run, look);
  } catch (error) {
    throw error instanceof Late ? tooLong(run, `${error.message}. Run`) : error;
  }
}
