import type { KyInstance } from "ky";
import { AbortError } from "p-retry";
import { bounded, dateOf, parsed, refused, unanswered } from "./answer";
import { concealed } from "./concealed";
import type { Connection } from "./connection";
import { GatewayError } from "./errors";
import { gateAt } from "./gate";
import { list } from "./list";
import { isPath, noPath, shownPath } from "./name";
import { networkFetch } from "./network";
import { repeated } from "./repeat";
import { passOnce } from "./sent-once";
import { type Time, timeAt } from "./time";

export type Query = Record<string, unknown>;
export type Body = Record<string, unknown>;

export interface RequestOptions {
  query?: Query;
  body?: Body | FormData;
  signal?: AbortSignal;
  /** Seconds for one attempt; default 60, as the official SDK. */
  timeout?: number;
  /** A POST that may be sent again whatever became of it. */
  idempotent?: boolean;
  /** How often a request that is safe to repeat is repeated; default 5. */
  retries?: number;
  /** A status that is an answer here, and not repeated. */
  answer?: number;
  /** What the gateway refuses as one too many is thrown when its turn comes, instead of being sent again. */
  once?: true;
  /** What all pages of a list may hold together. */
  budget?: { bytes: number };
  /** Hears each time that it is sent: it may have waited for the gateway's limit. */
  sent?: () => void;
}

export interface Client {
  readonly connection: Connection;
  /** @throws GatewayError */
  request: (method: string, path: string, options?: RequestOptions) => Promise<Body>;
  /** The gateway's time in milliseconds, by its last answer: this machine's clock may be off, or be set meanwhile. */
  now: () => number;
  /** What pauses and limits are counted in. */
  readonly time: Time;
  /** How often anything was sent, or answered, that may change what the gateway has. */
  readonly writes: { count: number };
  /** Every object of a collection, through all pages. */
  list: (path: string, key: string, options?: RequestOptions) => Promise<Body[]>;
}

/** One line for each request, for a debug switch. */
export type Log = (line: string) => void;

/** What is said while the gateway's limit holds up what is asked; nothing when that is over. */
export type Tell = (message: string) => void;

export function createClient(connection: Connection, log?: Log, tell?: Tell): Client {
  let http: Promise<KyInstance> | undefined;
  const time = timeAt(connection.speed);
  const clock = { date: Date.now(), at: time.now() };
  const writes = { count: 0 };
  const hide = (text: string) => concealed(text, secretsOf(connection));
  const say: Log | undefined = log && ((line) => log(hide(line)));
  const gate = gateAt(time, tell);
  const request: Client["request"] = async (method, path, options = {}) => {
    if (!isPath(path)) throw noPath(method, path);
    http ??= connected(connection);
    const ky = await http;
    const asked = { method, path, signal: options.signal };
    const send = () => {
      options.sent?.();
      return attempt(ky, method, path, options, say, clock, time);
    };
    const pass = (timed: typeof send) => (options.once ? passOnce(gate, timed, asked) : gate.pass(timed, asked));
    const through = (timed: typeof send) => pass(timed).catch((error) => rethrow(error, hide));
    const wrote = method === "GET" && !path.includes(":") ? 0 : 1;
    writes.count += wrote;
    return repeated(send, through, options, time).finally(() => {
      writes.count += wrote;
    });
  };
  const now = () => clock.date + time.now() - clock.at;
  return { connection, request, now, time, writes, list: (path, key, options) => list(request, path, key, options) };
}

/** Loaded with the first request: where nothing has changed there is none. */
async function connected({ baseUrl, headers, apiKey }: Connection): Promise<KyInstance> {
  const { default: ky } = await import("ky");
  return ky.create({
    baseUrl: `${baseUrl}/`,
    headers: { ...headers, authorization: `Bearer ${apiKey}`, "user-agent": "pulumi-fireworks" },
    fetch: networkFetch(),
    retry: 0,
    timeout: false,
    throwHttpErrors: false,
    // A key is for one host: a redirect is an answer that we do not understand, not a place to go.
    redirect: "manual",
  });
}

/** What goes along with every request, and may come back in what is answered. */
const secretsOf = ({ apiKey, headers }: Connection): string[] => [
  apiKey,
  ...Object.entries(headers).flatMap(([name, value]) => (/auth|cookie/.test(name) || isSecret(name) ? [value] : [])),
];

function rethrow(error: unknown, hide: (text: string) => string): never {
  if (error instanceof GatewayError) {
    error.message = hide(error.message);
    error.stack = error.message;
  }
  throw error;
}

async function attempt(
  http: KyInstance,
  method: string,
  path: string,
  options: RequestOptions,
  log: Log | undefined,
  clock: { date: number; at: number },
  time: Time,
): Promise<Body> {
  const started = performance.now();
  const { body, query = {}, signal, timeout = 60 } = options;
  const shown = shownPath(path);
  const within = endOf(signal, time.real(timeout * 1000));
  let status: number | undefined;
  try {
    const response = await http(path, {
      method,
      searchParams: asSearch(query),
      signal: within.signal,
      ...(body instanceof FormData ? { body } : body === undefined ? {} : { json: body }),
    });
    status = response.status;
    const date = dateOf(response);
    if (date !== undefined) Object.assign(clock, { date, at: time.now() });
    const text = await bounded(method, shown, response, options.budget);
    if (!response.ok) throw refused(method, shown, response, text);
    return parsed(method, shown, response, text);
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    if (signal?.aborted) throw new AbortError(signal.reason instanceof Error ? signal.reason : "aborted");
    throw unanswered(method, shown, error, timeout, within.late());
  } finally {
    within.over();
    log?.(
      `${method} ${shown}${queryText(query)} → ${status ?? "no answer"} in ${Math.round(performance.now() - started)} ms`,
    );
  }
}

/** Ends an attempt with its signal, or when time is up. A signal of each request's own is cheaper than Node's combined ones. */
function endOf(signal: AbortSignal | undefined, milliseconds: number) {
  const end = new AbortController();
  let late = false;
  const leave = () => end.abort(signal?.reason);
  const timer = setTimeout(() => {
    late = true;
    end.abort();
  }, milliseconds);
  signal?.addEventListener("abort", leave);
  if (signal?.aborted) leave();
  const over = () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", leave);
  };
  return { signal: end.signal, late: () => late, over };
}

function asSearch(query: Query): URLSearchParams {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return new URLSearchParams(given.map(([key, value]) => [key, String(value)]));
}

/** `extra.query` may hold what is nobody's business. */
const isSecret = (key: string) => /key|token|secret|password|credential/i.test(key) && key !== "pageToken";

const queryText = (query: Query) => {
  const shown = [...asSearch(query)].map(([key, value]) => `${key}=${isSecret(key) ? "…" : encodeURIComponent(value)}`);
  return shown.length > 0 ? `?${shown.join("&")}` : "";
};
