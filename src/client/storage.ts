import type { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import { isLoopback } from "./connection";
import type { Time } from "./time";

/** Bytes to send under a name, from a file or from memory. */
export interface Piece {
  name: string;
  size: number;
  /** Its bytes. A chunk may hold others as soon as the one after the next is asked for. */
  open: () => AsyncIterable<Buffer> | Iterable<Buffer>;
  /** @throws when what was opened is no longer what it was */
  verify: () => void;
}

/** What the store behind a signed URL answered. The URL is a key: neither its path nor its query is ever told. */
export class StorageError extends Error {
  override readonly name = "StorageError";
  constructor(
    message: string,
    readonly status: number | undefined,
  ) {
    super(message);
    this.stack = message;
  }
}

/** An answer is not read beyond. */
const MOST_BYTES = 64 * 1024;

/** So long may a store take in no byte, or keep its answer to itself. */
const PATIENCE_MS = 5 * 60_000;

const AGAIN =
  ".\nThe upload is not finished: check the network and its proxy (HTTPS_PROXY), and run `pulumi up` again.";

export interface Put {
  url: string;
  /** Whether the gateway itself is on this machine: only then may its store be. */
  local: boolean;
  piece: Piece;
  through: Dispatcher;
  signal: AbortSignal;
  time: Time;
  /** Called with the number of bytes of each chunk that is on its way. */
  sent: (bytes: number) => void;
}

/**
 * One PUT to a signed URL. Its length is exact and said beforehand: a body in chunks is taken in and dropped by the
 * store. Our key is for the gateway and does not go along, and a redirect is not followed.
 * @throws StorageError
 */
export async function put({ url, local, piece, through, signal, time, sent }: Put): Promise<void> {
  const { request } = require("undici") as typeof import("undici");
  const host = storeOf(url, piece.name, local);
  const quiet = new AbortController();
  const patience = time.real(PATIENCE_MS);
  const timer = setTimeout(() => quiet.abort(), patience);
  let gone = 0;
  async function* counted() {
    for await (const chunk of piece.open()) {
      timer.refresh();
      gone += chunk.length;
      sent(chunk.length);
      yield chunk;
    }
  }
  try {
    const { statusCode, body } = await request(url, {
      method: "PUT",
      headers: {
        "content-type": "application/octet-stream",
        "content-length": String(piece.size),
        "x-goog-content-length-range": `${piece.size},${piece.size}`,
      },
      // Sent chunk by chunk, each when the one before has left; a stream would ask for more than one. The types do not say so.
      body: counted() as unknown as Readable,
      dispatcher: through,
      signal: AbortSignal.any([signal, quiet.signal]),
      headersTimeout: patience,
      bodyTimeout: patience,
    });
    const text = await beginning(body);
    if (statusCode < 200 || statusCode >= 300)
      throw new StorageError(
        `${host} refused ${piece.name}: ${statusCode} ${wordsOf(text)}`.trim() + AGAIN,
        statusCode,
      );
    // A proxy may answer for a store that it does not reach.
    if (gone !== piece.size)
      throw new StorageError(`${host} answered before ${piece.name} was sent to its end${AGAIN}`, undefined);
  } catch (error) {
    if (error instanceof StorageError) throw error;
    if (signal.aborted) throw signal.reason;
    const why = quiet.signal.aborted ? `no progress in ${PATIENCE_MS / 60_000} minutes` : causeOf(error);
    throw new StorageError(`${piece.name} could not be sent to ${host}: ${why}${AGAIN}`, undefined);
  } finally {
    clearTimeout(timer);
  }
  piece.verify();
}

/** A gateway elsewhere has no business with what listens on this machine. */
function storeOf(text: string, name: string, local: boolean): string {
  const url = typeof text === "string" && URL.canParse(text) ? new URL(text) : undefined;
  const here = url !== undefined && isLoopback(url.hostname);
  const allowed = here ? local && /^https?:$/.test(url.protocol) : url?.protocol === "https:";
  if (url && allowed && !url.username && !url.password) return url.host;
  throw new Error(
    `The gateway gave no https address for the upload of ${name}: nothing is sent there. Check fireworks:baseUrl, and run \`pulumi up\` again.`,
  );
}

/** As much as can say why. */
async function beginning(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MOST_BYTES) break;
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Of the store's XML only what says why: the rest repeats the signed request. */
function wordsOf(xml: string): string {
  const part = (tag: string) => new RegExp(`<${tag}>([^<]{1,300})`).exec(xml)?.[1];
  return [part("Code"), part("Message")]
    .filter(Boolean)
    .join(": ")
    .replace(/\p{Cc}+/gu, " ");
}

function causeOf(error: unknown): string {
  const { code, message } = (error ?? {}) as { code?: string; message?: string };
  return [code, message].filter(Boolean).join(" ").replace(/\?\S*/g, "?…").slice(0, 200);
}
