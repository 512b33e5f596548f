import type { Body, Client, RequestOptions } from "./client";
import { GatewayError } from "./errors";
import { isObject } from "./json";
import { shownPath } from "./name";

/** All pages of a list together. */
export const LIST_BYTES = 64 * 1024 * 1024;
const MOST_PAGES = 1000;
const MOST_ITEMS = 100_000;
const LONGEST_TOKEN = 4096;

const malformed = (path: string, words: string) =>
  new GatewayError({ method: "GET", path: shownPath(path), reason: "MALFORMED", words, ambiguous: false });

/** Every object of a collection, through all pages; a list that does not come to an end is none. */
export async function list(
  request: Client["request"],
  path: string,
  key: string,
  options: RequestOptions = {},
): Promise<Body[]> {
  const items: Body[] = [];
  const seen = new Set<string>();
  const budget = { bytes: LIST_BYTES };
  let pageToken: string | undefined;
  do {
    const query = { pageSize: 200, ...options.query, ...(pageToken ? { pageToken } : {}) };
    const page = await request("GET", path, { ...options, query, budget });
    const more: unknown[] = Array.isArray(page[key]) ? page[key] : [];
    if (!more.every(isObject)) throw malformed(path, `\`${key}\` holds what is no object`);
    for (const item of more) items.push(item);
    pageToken = typeof page.nextPageToken === "string" ? page.nextPageToken : "";
    if (seen.has(pageToken) || seen.size >= MOST_PAGES || items.length > MOST_ITEMS || pageToken.length > LONGEST_TOKEN)
      throw malformed(path, "the pages of the list do not come to an end");
    seen.add(pageToken);
  } while (pageToken !== "");
  return items;
}
