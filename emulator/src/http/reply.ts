import type { IncomingMessage, ServerResponse } from "node:http";
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

export function send(response: ServerResponse, reply: Reply, requestId: string): void {
  response.writeHead(reply.status, headers(reply, requestId));
  response.end(reply.body);
}

const empty = Buffer.alloc(0);

export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  if (!("content-length" in request.headers || "transfer-encoding" in request.headers)) return empty;
  const chunks: Buffer[] = [];
  let size = 0;
  // By its events: iterating over a request costs as much as all the rest of a small one.
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
  });
  await new Promise((resolve, reject) => {
    request.once("end", resolve);
    request.once("error", reject);
    request.once("close", () => reject(new Error("the client has gone away")));
  });
  if (size > limit)
    throw new GatewayError("INVALID_ARGUMENT", `the body has ${size} bytes, more than the limit of ${limit}`, 413);
  return Buffer.concat(chunks);
}

export function parseJson(bytes: Buffer): unknown {
  if (bytes.length === 0) return {};
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    throw invalid(`invalid JSON: ${(error as Error).message}`);
  }
}
