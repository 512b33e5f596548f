const UNITS = ["B", "kB", "MB", "GB", "TB"];

/** `1.2 of 4.0 GB` */
export function amount(done: number, total: number): string {
  const power = total < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(total) / 3));
  const text = (bytes: number) => (bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1);
  return `${text(done)} of ${text(total)} ${UNITS[power]}`;
}

/** At most one message a second: each is a call of the engine. */
export function throttled(say: (message: string) => void): (message: () => string) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (message) => {
    const now = performance.now();
    if (now - last < 1000) return;
    last = now;
    say(message());
  };
}
