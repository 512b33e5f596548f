import type { Client, RequestOptions } from "./client";
import { readable } from "./errors";

/**
 * The configured account, or the only one that the key sees.
 * @throws when there is none, or more than one
 */
export async function soleAccount({ connection, request }: Client, options: RequestOptions = {}): Promise<string> {
  if (connection.account) return connection.account;
  const answer = await request("GET", "v1/accounts", { retries: 2, ...options, query: { pageSize: 2 } });
  const names = (Array.isArray(answer.accounts) ? answer.accounts : []).map((entry) => readable(entry?.name, 200));
  const [only] = names;
  if (only !== undefined && names.length === 1) {
    if (!/^accounts\/[\w.-]+$/.test(only))
      throw new Error(
        `The gateway names ${only} as the key's account: check fireworks:baseUrl, or set fireworks:accountId.`,
      );
    return only;
  }
  throw new Error(
    names.length === 0
      ? "The key sees no account: check fireworks:apiKey."
      : `The key sees several accounts (${names.join(", ")}${answer.nextPageToken ? ", …" : ""}): say which with fireworks:accountId or FIREWORKS_ACCOUNT_ID.`,
  );
}
