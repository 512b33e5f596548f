import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { ConnectionLost, type Contents, readAll, sent } from "./body";
import type { Fault, FaultAction } from "./faultRule";
import { faultReply, whenOf } from "./faults";
import { recordAgain } from "./journal";
import { type Body, type Exchange, performed, received } from "./perform";
import { dated, headers, json, type Reply } from "./reply";

const duplicateLimit = 1024 ** 3;
/** Whatever drips is through after ten minutes: the rest comes at once. */
const longestDrip = 600_000;

/** A request that fault rules strike. */
export async function disturbed(one: Exchange): Promise<void> {
  const body = await received(one, impeded(one));
  const before = await interfered(one, "before");
  if (before) return deliver(one, before);
  const [seen, reply] = await effect(one, body);
  return deliver(seen, (await interfered(one, "after")) ?? reply);
}

/** The action of the first rule of this kind that strikes the request. */
function action<K extends Fault["kind"]>(one: Exchange, kind: K): Extract<FaultAction, Record<K, unknown>> | undefined {
  const found = one.faults.find((fault) => fault.kind === kind);
  return found?.rule.action as Extract<FaultAction, Record<K, unknown>> | undefined;
}

/** What arrives of the request: slowly, or not to its end. */
function impeded(one: Exchange): Contents {
  const drip = action(one, "drip");
  const reset = action(one, "reset");
  let contents: Contents = sent(one.request);
  if (drip?.of === "request") contents = slowed(contents, pace(drip.drip, one.response));
  if (reset?.afterBytes !== undefined) contents = cut(contents, reset.afterBytes, one.response);
  return contents;
}

async function* slowed(contents: Contents, wait: Pace): AsyncGenerator<Buffer> {
  for await (const chunk of contents) {
    await wait(chunk.length);
    yield chunk;
  }
}

/** A body that is shorter breaks off at its end: it has no effect either. */
async function* cut(contents: Contents, bytes: number, response: ServerResponse): AsyncGenerator<Buffer> {
  let left = bytes;
  for await (const chunk of contents) {
    if (left > 0) yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) break;
  }
  response.socket?.destroy();
  throw new ConnectionLost();
}

/** Before the effect there is no answer to break but an empty one. A request that breaks off in its middle gets as far as its effect. */
const breaksAnswer = ({ kind, rule }: Fault): boolean =>
  ["truncate", "malformed", "flood"].includes(kind) || (kind === "reset" && !("afterBytes" in rule.action));

/** Waits where a fault says so, and answers where one does. */
async function interfered({ faults, gateway }: Exchange, when: "before" | "after"): Promise<Reply | undefined> {
  const due = faults.filter((fault) => whenOf(fault) === when);
  for (const fault of due) {
    const { delay } = fault.rule.action;
    // Neither a server that stops nor a process that is done waits for it.
    if (delay !== undefined) await sleep(delay, undefined, { signal: gateway.closing.signal, ref: false });
    const reply = faultReply(fault);
    if (reply) return reply;
  }
  return when === "before" && due.some(breaksAnswer) ? json({}) : undefined;
}

/** Once, or twice if it is duplicated; with the delivery whose answer the client sees. */
async function effect(one: Exchange, body: Body): Promise<[Exchange, Reply]> {
  const duplicate = action(one, "duplicate");
  if (!duplicate) return [one, await performed(one, body)];
  const bytes = Buffer.isBuffer(body) ? body : await readAll(body, duplicateLimit);
  const again = (): Body => (Buffer.isBuffer(body) ? bytes : whole(bytes));
  const reply = await performed(one, again());
  one.entry.status = reply.status;
  const second = { ...one, entry: recordAgain(one.gateway.journal, one.entry, randomUUID()) };
  const secondReply = await performed(second, again());
  second.entry.status = secondReply.status;
  return duplicate.answer === "first" ? [one, reply] : [second, secondReply];
}

async function* whole(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

async function deliver(one: Exchange, reply: Reply): Promise<void> {
  const { gateway, response, entry } = one;
  dated(response, gateway.world.clock);
  if (action(one, "reset")) return void response.socket?.destroy();
  const flood = action(one, "flood");
  if (flood) return flooded(one, flood.flood);
  const bytes = Buffer.from(reply.body);
  const half = bytes.subarray(0, Math.ceil(bytes.length / 2));
  const truncate = action(one, "truncate");
  const sending = action(one, "malformed") ? Buffer.concat([half, Buffer.from("<!--")]) : bytes;
  entry.responseBytes = sending.length;
  if (!truncate) entry.status = reply.status;
  response.writeHead(reply.status, headers({ ...reply, body: sending }, entry.id));
  await dripped(one, truncate ? half : sending);
  if (truncate) response.socket?.destroy();
  else response.end();
}

async function dripped(one: Exchange, bytes: Buffer): Promise<void> {
  const { response } = one;
  const drip = action(one, "drip");
  if (!drip || drip.of === "request") return write(response, bytes);
  const wait = pace(drip.drip, response);
  // Ten pieces a second, or single bytes where that is too many.
  const piece = Math.max(1, Math.floor(drip.drip / 10));
  for (let at = 0; at < bytes.length; at += piece) {
    const part = bytes.subarray(at, at + piece);
    await wait(part.length);
    await write(response, part);
  }
}

const write = (response: ServerResponse, bytes: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    if (response.destroyed || response.closed) return reject(new ConnectionLost());
    response.write(bytes, (error) => (error ? reject(new ConnectionLost()) : resolve()));
  });

type Pace = (bytes: number) => Promise<void>;

/** Waits as long as so many bytes take at this rate, until the connection is closed. */
function pace(bytesPerSecond: number, response: ServerResponse): Pace {
  const closed = new AbortController();
  response.once("close", () => closed.abort());
  let spent = 0;
  return async (bytes) => {
    const due = Math.min((bytes / bytesPerSecond) * 1000, longestDrip - spent);
    if (due <= 0) return;
    spent += due;
    try {
      await sleep(due, undefined, { signal: closed.signal, ref: false });
    } catch {
      throw new ConnectionLost();
    }
  };
}

/** `{"flood":"xxx…"}`, in pieces as the client takes them. */
async function flooded({ response, entry }: Exchange, size: number): Promise<void> {
  const { "content-length": _, ...head } = headers(json({}), entry.id);
  const [open, close] = [Buffer.from('{"flood":"'), Buffer.from('"}')];
  const filling = Buffer.alloc(64 * 1024, "x");
  entry.status = 200;
  entry.responseBytes = size;
  response.writeHead(200, head);
  await write(response, open);
  for (let left = size - open.length - close.length; left > 0; left -= filling.length) {
    await write(response, filling.subarray(0, left));
  }
  response.end(close);
}
