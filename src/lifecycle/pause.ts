import type { Run } from "./run";

/**
 * Waits before the next look: half a second at first, half as long again each time, `most` seconds in the end.
 * @returns false, without a wait, when the time limit would be passed
 */
export async function pause(run: Run, looks: number, most: number): Promise<boolean> {
  const { time } = run.client;
  const length = Math.min(most * 1000, 500 * 1.5 ** looks);
  if (time.now() + length > run.deadline) return false;
  await time.sleep(length, run.signal);
  return true;
}

/** Ends with the run, and at its time limit. */
export function untilDeadline(run: Run): AbortSignal {
  const { seconds, option } = run.limit;
  const late = new AbortController();
  const { time } = run.client;
  const limit = time.real(Math.max(0, run.deadline - time.now()));
  const reason = new Error(
    `${run.name} is not finished after ${Math.round(seconds / 6) / 10} min: allow more with customTimeouts: { ${option}: "…" }.`,
  );
  // Longer than a timer can be set for is as good as no limit.
  if (limit < 2 ** 31) setTimeout(() => late.abort(reason), limit).unref();
  return AbortSignal.any([run.signal, late.signal]);
}
