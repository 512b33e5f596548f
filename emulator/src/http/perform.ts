import type { IncomingMessage, ServerResponse } from "node:http";
import type { route } from "../api/route";
import { commit, type Gateway } from "../gateway";
import { staleView } from "../store/store";
import { type Caller, settle } from "../world";
import { authenticate } from "./auth";
import { ConnectionLost, type Contents, readAll, readBody, sent } from "./body";
import type { Fault } from "./faultRule";
import { infer } from "./inference";
import { type JournalEntry, keepBody } from "./journal";
import { operate } from "./operation";
import { originOf } from "./origin";
import { checkRate } from "./rate";
import { errorReply, json, type Reply } from "./reply";
import { isSigned, storage } from "./storage";

const bodyLimit = 151 * 1024 * 1024;

/** One request of a client, with what the journal says of it and the fault rules that strike it. */
export interface Exchange {
  gateway: Gateway;
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  route: ReturnType<typeof route>;
  entry: JournalEntry;
  faults: readonly Fault[];
}

/** A file that is uploaded is kept while it arrives; everything else is read first. */
export type Body = Buffer | Contents;

export async function received(one: Exchange, contents?: Contents): Promise<Body> {
  const { gateway, entry, request, url } = one;
  entry.bytes = Number(request.headers["content-length"] ?? 0);
  if (isSigned(url.pathname)) return contents ?? sent(request);
  const body = contents ? await readAll(contents, bodyLimit) : await readBody(request, bodyLimit);
  entry.bytes = body.length;
  if (body.length > 0 && /json/.test(request.headers["content-type"] ?? "json"))
    keepBody(gateway.journal, entry, body.toString("utf8"));
  return body;
}

/** What the service does with the request, and its answer. */
export async function performed(one: Exchange, given?: Body): Promise<Reply> {
  const { gateway, request, url, entry, faults } = one;
  const { world } = gateway;
  try {
    const body = given ?? (await received(one));
    if (!Buffer.isBuffer(body)) return await storage(world, request, url, body);
    const caller = authenticate(world, request);
    checkRate(gateway, caller.accounts[0] ?? "");
    entry.account = accountIn(one.route) ?? caller.accounts[0] ?? "";
    if (url.pathname.startsWith("/inference/")) return infer(world, caller, url.pathname, body);
    if (url.pathname === "/verifyApiKey") return verified(caller);
    settle(world);
    const stale = faults.some(({ kind }) => kind === "stale");
    const view = stale ? { ...world, store: staleView(world.store) } : world;
    const contentType = request.headers["content-type"];
    const origin = originOf(request, world.url);
    return operate(view, { method: entry.method, url, route: one.route, contentType, body, caller, origin });
  } catch (error) {
    if (error instanceof ConnectionLost) throw error;
    return errorReply(error);
  } finally {
    commit(gateway);
  }
}

const verified = ({ accounts }: Caller): Reply => ({
  ...json({}),
  headers: { "x-fireworks-account-id": accounts[0] ?? "" },
});

const accountIn = (found: Exchange["route"]): string | undefined =>
  typeof found === "object" ? found.params.account_id : undefined;
