const RealDate = Date;
const realNow = performance.now.bind(performance);

/** By how much this thread's date, and the clock that nobody sets, are off; in milliseconds. */
const off = { date: 0, monotonic: 0 };

class ShiftedDate extends RealDate {
  constructor(...parts: unknown[]) {
    if (parts.length === 0) super(RealDate.now() + off.date);
    else super(...(parts as [number]));
  }

  static override now(): number {
    return RealDate.now() + off.date;
  }
}

/** Somebody sets the machine's clock, or it was always wrong. */
export function setDate(by: number): void {
  globalThis.Date = ShiftedDate as DateConstructor;
  off.date = by;
}

/** Time passed of which no timer knows: the machine slept, and its clock counts sleep. The gateway here counts it too. */
export function jump(by: number): void {
  performance.now = () => realNow() + off.monotonic;
  off.monotonic += by;
}

export function rightAgain(): void {
  globalThis.Date = RealDate;
  off.date = 0;
}

/** What passed really. */
export const stopwatch = (): (() => number) => {
  const started = realNow();
  return () => realNow() - started;
};
