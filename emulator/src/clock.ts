/**
 * Virtual time: `base` at the moment `since`, running at `speed` from there. All in milliseconds, and by the clock that
 * nobody sets: were the machine's date put back, so would every state machine be.
 */
export interface Clock {
  base: number;
  since: number;
  speed: number;
}

/** The end of the year 9999: timestamps have four digits for the year. */
const latest = Date.UTC(10_000, 0) - 1;

export const startClock = (speed: number, at = Date.now()): Clock => ({
  base: at,
  since: performance.now(),
  speed: checkedSpeed(speed),
});

/** However fast it runs, time ends where it can no longer be written. */
export const now = (clock: Clock): number =>
  Math.min(latest, Math.round(clock.base + (performance.now() - clock.since) * clock.speed));

/** A time at which no clock can be would leave every later request without one. */
export function checkedTime(at: unknown, property: string): number {
  if (typeof at === "number" && at >= 0 && at <= latest) return at;
  throw new Error(`${property} must lead to a time of the years 1970 to 9999`);
}

export function checkedSpeed(speed: unknown): number {
  if (typeof speed === "number" && Number.isFinite(speed) && speed >= 0) return speed;
  throw new Error(`speed must be a number, 0 or more, not ${typeof speed === "string" ? `"${speed}"` : speed}`);
}

const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export function milliseconds(duration: string | number): number {
  // A clock that went back, or to no number at all, would take every state machine with it.
  if (typeof duration === "number" && Number.isFinite(duration) && duration >= 0) return duration;
  const parts = [...String(duration).matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join("") !== String(duration).replaceAll(" ", "")) {
    throw new Error(`"${duration}" is no duration: write 90s, 1h30m, 2d or a number of milliseconds`);
  }
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (units[unit as string] as number), 0);
}

export function advance(clock: Clock, duration: string | number): void {
  const by = milliseconds(duration);
  checkedTime(now(clock) + by, `advance by ${duration}`);
  clock.base += by;
}

export function setSpeed(clock: Clock, speed: number): void {
  Object.assign(clock, startClock(speed, now(clock)));
}

export const timestamp = (at: number): string => new Date(at).toISOString();

/** "300s" as milliseconds; undefined when absent. */
export const protoDuration = (value: unknown): number | undefined =>
  typeof value === "string" ? Number.parseFloat(value) * 1000 : undefined;
