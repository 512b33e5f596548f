import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { route } from "../api/route";
import { now, timestamp } from "../clock";
import { commit, type Gateway } from "../gateway";
import { staleView } from "../store/store";
import { type Caller, settle } from "../world";
import { authenticate } from "./auth";
import { type Fault, faultReply, striking } from "./faults";
import { infer } from "./inference";
import { type JournalEntry, keepBody, record } from "./journal";
import { operate } from "./operation";
import { checkRate } from "./rate";
import { errorReply, headers, json, type Reply, readBody, send } from "./reply";
import { storage } from "./storage";

const bodyLimit = 151 * 1024 * 1024;

interface Exchange {
  gateway: Gateway;
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  route: ReturnType<typeof route>;
  entry: JournalEntry;
  faults: Fault[];
}

/** One request of a client: journal, faults, the operation, and its answer. */
export async function exchange(
  gateway: Gateway,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const began = performance.now();
  const method = request.method ?? "GET";
  const found = route(method, url.pathname);
  const operation = typeof found === "object" ? found.operation.operationId : undefined;
  const entry = record(gateway.journal, {
    time: timestamp(now(gateway.world.clock)),
    id: randomUUID(),
    method,
    path: url.pathname,
    query: queryOf(url),
    ...(operation ? { operation } : {}),
    status: 0,
    bytes: 0,
  });
  const faults = striking(gateway.faults, { method, path: url.pathname, ...(operation ? { operation } : {}) });
  if (faults[0]) entry.fault = faults[0].id;
  try {
    await answered({ gateway, request, response, url, route: found, entry, faults });
  } finally {
    entry.duration = Math.round((performance.now() - began) * 10) / 10;
  }
}

function queryOf(url: URL): Record<string, string> {
  if (url.search === "") return {};
  const query = Object.fromEntries(url.searchParams);
  if (query.signature) query.signature = "[secret]";
  return query;
}

async function answered(one: Exchange): Promise<void> {
  const before = one.faults.filter(({ when = "before" }) => when === "before");
  const after = one.faults.filter(({ when }) => when === "after");
  const streaming = one.url.pathname.startsWith("/storage/");
  const body = streaming ? Buffer.alloc(0) : await readBody(one.request, bodyLimit);
  note(one, body);
  let reply = (await interfered(before)) ?? (broken(before) ? json({}) : undefined);
  if (!reply) {
    reply = await performed(one, body);
    reply = (await interfered(after)) ?? reply;
  }
  deliver(one, reply);
}

/** Waits where a fault says so, and answers where one does. */
async function interfered(faults: readonly Fault[]): Promise<Reply | undefined> {
  for (const fault of faults) {
    if ("delay" in fault.action) await sleep(fault.action.delay);
    const reply = faultReply(fault);
    if (reply) return reply;
  }
  return undefined;
}

const breaking = ["reset", "truncate", "malformed"] as const;

const broken = (faults: readonly Fault[]) => breaking.find((action) => faults.some((fault) => action in fault.action));

async function performed({ gateway, request, url, route, entry, faults }: Exchange, body: Buffer): Promise<Reply> {
  const { world } = gateway;
  const stale = entry.method === "GET" && faults.some(({ action }) => "stale" in action);
  try {
    if (url.pathname.startsWith("/storage/")) return await storage(world, request, url);
    const caller = authenticate(world, request);
    checkRate(gateway, caller.accounts[0] ?? "");
    entry.account = url.pathname.split("/")[3] ?? caller.accounts[0] ?? "";
    if (url.pathname.startsWith("/inference/")) return infer(world, caller, url.pathname, body);
    if (url.pathname === "/verifyApiKey") return verified(caller);
    settle(world);
    const view = stale ? { ...world, store: staleView(world.store) } : world;
    const contentType = request.headers["content-type"];
    const origin = request.headers.host ? `http://${request.headers.host}` : world.url;
    return operate(view, { method: entry.method, url, route, contentType, body, caller, origin });
  } catch (error) {
    return errorReply(error);
  } finally {
    commit(gateway);
  }
}

const verified = ({ accounts }: Caller): Reply => ({
  ...json({}),
  headers: { "x-fireworks-account-id": accounts[0] ?? "" },
});

function note({ gateway, entry, request }: Exchange, body: Buffer): void {
  entry.bytes = body.length || Number(request.headers["content-length"] ?? 0);
  if (body.length === 0 || !/json/.test(request.headers["content-type"] ?? "json")) return;
  keepBody(gateway.journal, entry, body.toString("utf8"));
}

function deliver({ gateway, response, entry, faults }: Exchange, reply: Reply): void {
  // Clients tell an object's age by the server's clock.
  response.setHeader("date", new Date(now(gateway.world.clock)).toUTCString());
  const breakage = broken(faults);
  if (breakage === "reset") return void response.socket?.destroy();
  entry.responseBytes = Buffer.byteLength(reply.body);
  const text = String(reply.body);
  const half = Math.ceil(text.length / 2);
  if (breakage === "truncate") {
    response.writeHead(reply.status, headers(reply, entry.id));
    response.write(text.slice(0, half), () => response.socket?.destroy());
    return;
  }
  entry.status = reply.status;
  send(response, breakage === "malformed" ? { ...reply, body: `${text.slice(0, half)}<!--` } : reply, entry.id);
}
