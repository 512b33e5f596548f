import type { Dispatcher } from "undici";
import { amount, throttled } from "../content/progress";
import type { Client } from "./client";
import { isLoopback } from "./connection";
import { connections } from "./network";
import { inParallel, inTurn, turns } from "./parallel";
import { type Piece, put, StorageError } from "./storage";

export interface Upload {
  client: Client;
  /** Full name of the model or dataset. */
  name: string;
  pieces: readonly Piece[];
  /** Members of the request for signed URLs besides the sizes. */
  options?: Record<string, unknown>;
  signal: AbortSignal;
  say: (message: string) => void;
}

const ATTEMPTS = 6;

const senders = turns();

/** What the service reads first: should it look before all has come, these are there. */
const isConfiguration = ({ name }: Piece) => /\.(json|jinja|txt|model|py)$/.test(name);

/**
 * Sends files to the store behind the gateway, several at once, each again where that can help. Repeatable: what is
 * there already is written over.
 */
export async function upload(job: Upload): Promise<void> {
  const through = connections();
  const stop = new AbortController();
  const state: State = {
    ...job,
    through,
    signal: AbortSignal.any([job.signal, stop.signal]),
    urls: await signedUrls(job, job.pieces),
    tell: tellerOf(job),
  };
  try {
    await inParallel(job.pieces.filter(isConfiguration), (piece) => send(state, piece));
    await inParallel(
      job.pieces.filter((piece) => !isConfiguration(piece)),
      (piece) => send(state, piece),
    );
  } finally {
    stop.abort();
    await through.close();
  }
}

interface State extends Upload {
  through: Dispatcher;
  urls: Record<string, string>;
  tell: { sent: (bytes: number) => void; done: () => void };
}

async function signedUrls(
  { client, name, options, signal }: Upload,
  pieces: readonly Piece[],
): Promise<Record<string, string>> {
  const filenameToSize = Object.fromEntries(pieces.map((piece) => [piece.name, String(piece.size)]));
  const body = { filenameToSize, ...options };
  const answer = await client.request("POST", `v1/${name}:getUploadEndpoint`, { body, signal, idempotent: true });
  const urls = answer.filenameToSignedUrls;
  return typeof urls === "object" && urls !== null ? (urls as Record<string, string>) : {};
}

async function send(state: State, piece: Piece): Promise<void> {
  let url = state.urls[piece.name] ?? "";
  for (let attempt = 1; ; attempt++) {
    let bytes = 0;
    const sent = (more: number) => {
      bytes += more;
      state.tell.sent(more);
    };
    try {
      const local = isLoopback(new URL(state.client.connection.baseUrl).hostname);
      const { through, signal } = state;
      // Until its turn comes, the row says what is waited for.
      state.tell.sent(0);
      await inTurn(senders, signal, () => put({ url, local, piece, through, signal, time: state.client.time, sent }));
      return state.tell.done();
    } catch (error) {
      state.tell.sent(-bytes);
      if (!(error instanceof StorageError) || attempt >= ATTEMPTS) throw error;
      piece.verify();
      if (!canPass(error)) throw error;
      await state.client.time.sleep(Math.min(16_000, 500 * 2 ** (attempt - 1)), state.signal);
      // Signed for a while only: an upload may take longer than its URLs live.
      if (error.status !== undefined && error.status < 500) url = (await signedUrls(state, [piece]))[piece.name] ?? "";
    }
  }
}

const canPass = ({ status }: StorageError) =>
  status === undefined || status >= 500 || [400, 401, 403, 404, 408, 410, 429].includes(status);

function tellerOf({ pieces, say }: Upload): State["tell"] {
  const total = pieces.reduce((sum, piece) => sum + piece.size, 0);
  const tell = throttled(say);
  let bytes = 0;
  let done = 0;
  const message = () => {
    const which =
      pieces.length === 1 ? pieces[0]?.name : `${Math.min(done + 1, pieces.length)} of ${pieces.length} files`;
    return `uploading ${which}, ${amount(bytes, total)}`;
  };
  return {
    sent: (more) => {
      bytes += more;
      tell(message);
    },
    done: () => {
      done++;
      tell(message);
    },
  };
}
