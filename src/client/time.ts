import { setTimeout as wait } from "node:timers/promises";

/**
 * The time that pauses, limits and waits are counted in, in milliseconds: this machine's, or that of an emulator on it
 * that runs faster.
 */
export interface Time {
  /** Only differences mean something. */
  now: () => number;
  sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** How many of this machine's milliseconds pass meanwhile. */
  real: (milliseconds: number) => number;
}

export function timeAt(speed: number): Time {
  const real = (milliseconds: number) => milliseconds / speed;
  return {
    now: () => Date.now() * speed,
    sleep: (milliseconds, signal) => wait(real(milliseconds), undefined, signal ? { signal } : {}),
    real,
  };
}

/** How long ago it was, for people. */
export function elapsed(time: Time, since: number): string {
  const seconds = Math.round((time.now() - since) / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, "0")}s`;
}
