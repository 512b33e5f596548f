import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { route } from "../api/route";
import { now, timestamp } from "../clock";
import type { Gateway } from "../gateway";
import { blankedQuery } from "./blanked";
import { disturbed } from "./disturbed";
import type { Fault } from "./faultRule";
import { striking } from "./faults";
import { record } from "./journal";
import { type Exchange, performed } from "./perform";
import { dated, send } from "./reply";

const undisturbed: readonly Fault[] = [];

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
    query: url.search === "" ? {} : blankedQuery(url.searchParams),
    ...(operation ? { operation } : {}),
    status: 0,
    bytes: 0,
  });
  const rules = gateway.world.faults;
  const target = { method, path: url.pathname, ...(operation ? { operation } : {}) };
  const faults = rules.length === 0 ? undisturbed : striking(rules, target);
  if (faults[0]) entry.fault = faults[0].id;
  const one: Exchange = { gateway, request, response, url, route: found, entry, faults };
  try {
    await (faults.length === 0 ? answered(one) : disturbed(one));
  } finally {
    entry.duration = Math.round((performance.now() - began) * 10) / 10;
  }
}

async function answered(one: Exchange): Promise<void> {
  const { gateway, response, entry } = one;
  const reply = await performed(one);
  dated(response, gateway.world.clock);
  entry.responseBytes = Buffer.byteLength(reply.body);
  entry.status = reply.status;
  send(response, reply, entry.id);
}
