import { readFileSync } from "node:fs";
import { closest, distance } from "fastest-levenshtein";
import * as z from "zod";
import { ACCELERATOR_TYPE } from "../resources/values";
import bundled from "./prices.json";

/** What one accelerator costs in an hour in which a replica holds it. */
export interface Prices {
  /** The day from which they hold. */
  asOf: string;
  /** Who says so. */
  source: string;
  /** ISO 4217, such as `USD`. */
  currency: string;
  /** By the API's `acceleratorType`. What is not listed has no known price. */
  perHour: Readonly<Record<string, number>>;
}

/** The service's public list for on-demand deployments, as of this package's release. */
export const PUBLIC: Prices = bundled;

const file = z.strictObject({
  asOf: z.iso.date('must be a day such as "2026-09-01"').optional(),
  source: z.string("must be text").optional(),
  currency: z
    .string("must be text")
    .regex(/^[A-Z]{3}$/, 'must be a currency such as "USD"')
    .optional(),
  perHour: z.record(
    z.string(),
    z.number("must be a number, the price of one accelerator for an hour").min(0, "must not be below 0"),
    "must be an object of prices by acceleratorType",
  ),
});

/**
 * The public prices with those of a user's file in their place. Where the file's currency is another, its prices are
 * all there are.
 * @throws what is wrong with the file, and what it must hold
 */
export function pricesIn(path: string): Prices {
  const { asOf, source, currency, perHour } = parsed(path);
  const wrong = Object.keys(perHour).find((name) => !/^[A-Z]+(_[A-Z0-9]+)+_\d+GB$/.test(name));
  if (wrong !== undefined) throw problem(path, `perHour.${wrong} is no acceleratorType${didYouMean(wrong)}`);
  const sameCurrency = currency === undefined || currency === PUBLIC.currency;
  return {
    asOf: asOf ?? PUBLIC.asOf,
    source: source ?? path,
    currency: currency ?? PUBLIC.currency,
    perHour: { ...(sameCurrency ? PUBLIC.perHour : {}), ...perHour },
  };
}

function parsed(path: string): z.infer<typeof file> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw problem(
      path,
      code === "ENOENT" ? "does not exist" : code ? `cannot be read (${code})` : `is no JSON: ${message}`,
    );
  }
  const result = file.safeParse(content);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.join(".") ?? "";
  throw problem(path, `${where === "" ? "" : `${where}: `}${issue?.message ?? "is not a price table"}`);
}

const problem = (path: string, words: string) =>
  new Error(
    `The price table ${path}: ${words}. It holds, for example, {"currency": "USD", "perHour": {"NVIDIA_H100_80GB": 6.5}}.`,
  );

function didYouMean(name: string): string {
  const nearest = closest(name, [...ACCELERATOR_TYPE]);
  return distance(name, nearest) <= 6 ? `: did you mean ${nearest}?` : "";
}
