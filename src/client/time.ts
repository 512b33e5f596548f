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

/** By the clock that nobody sets: the machine's date may be corrected, by years, in the middle of a wait. */
export function timeAt(speed: number): Time {
  const real = (milliseconds: number) => milliseconds / speed;
  return {
    now: () => performance.now() * speed,
    sleep: async (milliseconds, signal) => {
      try {
        await wait(real(milliseconds), undefined, signal ? { signal } : {});
      } catch (error) {
        // Node's own words do not say why it was ended.
        throw signal?.reason ?? error;
      }
    },
    real,
  };
}

/** How long ago it was, for people. */
export function elapsed(time: Time, since: number): string {
  return span(Math.round((time.now() - since) / 1000));
}

/** `40s`, `1m05s`, `2h00m` */
export function span(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (count: number) => String(count).padStart(2, "0");
  if (seconds < 60) return `${seconds}s`;
  return hours === 0 ? `${minutes}m${two(seconds % 60)}s` : `${hours}h${two(minutes)}m`;
}
