/** Virtual time: `base` at the real moment `since`, running at `speed` from there. All in milliseconds. */
export interface Clock {
  base: number;
  since: number;
  speed: number;
}

export const startClock = (speed: number, at = Date.now()): Clock => ({ base: at, since: Date.now(), speed });

export const now = (clock: Clock): number => Math.round(clock.base + (Date.now() - clock.since) * clock.speed);

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
  clock.base += milliseconds(duration);
}

export function setSpeed(clock: Clock, speed: number): void {
  if (!(Number.isFinite(speed) && speed >= 0)) throw new Error(`speed must be a number, 0 or more, not ${speed}`);
  clock.base = now(clock);
  clock.since = Date.now();
  clock.speed = speed;
}

export const timestamp = (at: number): string => new Date(at).toISOString();

/** "300s" as milliseconds; undefined when absent. */
export const protoDuration = (value: unknown): number | undefined =>
  typeof value === "string" ? Number.parseFloat(value) * 1000 : undefined;
