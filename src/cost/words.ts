import type { Range, Rate } from "./rate";

/** `$8.00`, or `$8.00–$32.00` for a range. */
export function money({ min, max }: Range, currency: string): string {
  const format = new Intl.NumberFormat("en-US", { style: "currency", currency });
  const [least, most] = [format.format(min), format.format(max)];
  return least === most ? least : `${least}–${most}`;
}

/** `$8.00–$32.00/h`, or why nobody can say. */
export const perHour = (one: Rate, currency: string): string =>
  one.is === "known" ? `${money(one.hourly, currency)}/h` : `unknown: ${one.why}`;
