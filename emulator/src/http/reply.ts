import type { ServerResponse } from "node:http";
import { type Clock, now } from "../clock";
import { EdgeError, GatewayError, invalid } from "../error";
import { version } from "../version";

export interface Reply {
  status: number;
  body: string | Buffer;
  headers?: Record<string, string>;
}

export const json = (body: unknown, status = 200): Reply => ({ status, body: JSON.stringify(body) });

export function errorReply(error: unknown): Reply {
  if (error instanceof GatewayError) return json(error.body, error.status);
  if (error instanceof EdgeError) return { ...json(error.body, error.status), headers: error.headers };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  console.error(`fireworks-emulator: this is a bug of the emulator: ${message}`);
  return json({ code: 13, message: `fireworks-emulator failed: ${message.split("\n")[0]}`, details: [] }, 500);
}

export function headers(reply: Reply, requestId: string): Record<string, string> {
  return {
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(reply.body)),
    "x-fireworks-emulator": version,
    "x-request-id": requestId,
    ...reply.headers,
  };
}

/** Clients tell an object's age by the server's clock. */
export const dated = (response: ServerResponse, clock: Clock): void =>
  void response.setHeader("date", new Date(now(clock)).toUTCString());

export function send(response: ServerResponse, reply: Reply, requestId: string): void {
  response.writeHead(reply.status, headers(reply, requestId));
  response.end(reply.body);
}

export function parseJson(bytes: Buffer): unknown {
  if (bytes.length === 0) return {};
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    throw invalid(`invalid JSON: ${(error as Error).message}`);
  }
}
