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
  const reason = new Error(
    `${run.name} is not finished after ${allowed(run)}: run \`pulumi up\` again to carry on, and allow more with customTimeouts: { ${run.limit.option}: "…" }.`,
  );
  // Longer than a timer can be set for is as good as no limit.
  if (limit < 2 ** 31) setTimeout(() => late.abort(reason), limit).unref();
  return AbortSignal.any([run.signal, late.signal]);
}
