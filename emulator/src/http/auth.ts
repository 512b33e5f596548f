import type { IncomingMessage } from "node:http";
import { GatewayError, notFound, suspended, unauthorized } from "../error";
import { accountOf } from "../id";
import { catalogueAccount } from "../kinds/resource";
import { type Caller, read, time, type World } from "../world";

export function authenticate(world: World, request: IncomingMessage): Caller {
  const key = keyOf(request);
  const accounts = world.accounts.filter(({ apiKey }) => apiKey === key).map(({ accountId }) => accountId);
  if (accounts.length > 0) return { accounts, email: `${accounts[0]}@example.com`, role: "admin" };
  const issued = key ? world.store.keys.get(key) : undefined;
  const apiKey = issued ? read(world, issued) : undefined;
  if (!issued || !apiKey) throw unauthorized();
  if (typeof apiKey.expireTime === "string" && Date.parse(apiKey.expireTime) <= time(world)) throw unauthorized();
  const user = read(world, issued.slice(0, issued.indexOf("/apiKeys/")));
  return { accounts: [accountOf(issued)], email: String(apiKey.email ?? ""), role: String(user?.role ?? "") };
}

function keyOf({ headers }: IncomingMessage): string | undefined {
  const bearer = /^bearer\s+(.+)$/i.exec(headers.authorization ?? "")?.[1];
  const direct = headers["x-api-key"];
  return bearer?.trim() ?? (Array.isArray(direct) ? direct[0] : direct);
}

/** A suspended account can be looked at, nothing more. */
export function checkSuspended(world: World, account = ""): void {
  const state = read(world, `accounts/${account}`)?.suspendState ?? "UNSUSPENDED";
  if (state !== "UNSUSPENDED") throw suspended(account);
}

/** A foreign account looks as if it did not exist; only the catalogue may be read by everybody. */
export function authorize({ accounts }: Caller, method: string, account: string | undefined, name: string): void {
  if (account === undefined || accounts.includes(account)) return;
  if (method === "GET" && (account === catalogueAccount || account === "-")) return;
  if (method === "POST") throw new GatewayError("PERMISSION_DENIED", `permission denied on account ${account}`);
  throw notFound(name);
}
