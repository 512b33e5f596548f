import type { IncomingMessage } from "node:http";
import { GatewayError } from "../error";

/** The bytes of a request's body, as they arrive. */
export type Contents = AsyncIterable<Buffer>;

/** There is nobody left to answer: no failure of the emulator's. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";

  constructor() {
    super("the connection broke in the middle of the request");
  }
}

/** What the client sends, or ConnectionLost when it goes away in the middle. */
export async function* sent(request: IncomingMessage): Contents & AsyncGenerator<Buffer> {
  try {
    yield* request as Contents;
  } catch {
    throw new ConnectionLost();
  }
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
  await new Promise<void>((resolve, reject) => {
    request.once("end", resolve);
    request.once("error", () => reject(new ConnectionLost()));
    // Every request closes: an error for each of them would be dear.
    request.once("close", () => (request.readableEnded ? resolve() : reject(new ConnectionLost())));
  });
  return joined(chunks, size, limit);
}

export async function readAll(contents: Contents, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of contents) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
  }
  return joined(chunks, size, limit);
}

function joined(chunks: Buffer[], size: number, limit: number): Buffer {
  if (size <= limit) return Buffer.concat(chunks);
  throw new GatewayError("INVALID_ARGUMENT", `the body has ${size} bytes, more than the limit of ${limit}`, 413);
}
