import type { Body } from "./client";
import { GatewayError, parseErrorBody, readable } from "./errors";
import { isObject, parseJson } from "./json";
import { UNTRUSTED } from "./repeat";

/** An answer larger than any that the API gives is not read to its end. */
const MOST_BYTES = 16 * 1024 * 1024;

/** The text of an answer, up to what it may have. */
export async function bounded(
  method: string,
  path: string,
  response: Response,
  budget = { bytes: MOST_BYTES },
): Promise<string> {
  const most = Math.min(MOST_BYTES, budget.bytes);
  const told = response.headers.has("content-encoding") ? "" : (response.headers.get("content-length") ?? "");
  // Chunk by chunk it takes three times as long.
  if (/^\d{1,8}$/.test(told) && Number(told) <= most) {
    budget.bytes -= Number(told);
    return response.text();
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > most)
      throw new GatewayError({
        method,
        path,
        status: response.status,
        reason: "MALFORMED",
        words: most < MOST_BYTES ? "the list is larger than 64 MiB" : "the answer is larger than 16 MiB",
        ambiguous: true,
      });
    chunks.push(chunk);
  }
  budget.bytes -= size;
  return Buffer.concat(chunks).toString("utf8");
}

export function refused(method: string, path: string, response: Response, text: string): GatewayError {
  const { reason, words, own, violations } = parseErrorBody(response.status, text);
  const redirected = response.status >= 300 && response.status < 400;
  return new GatewayError({
    method,
    path,
    status: response.status,
    reason: redirected ? "REDIRECTED" : reason,
    words: redirected ? "the gateway answered with a redirect, which is not followed: check fireworks:baseUrl" : words,
    ...requestId(response),
    ...(own ? { own } : {}),
    ...(violations ? { violations } : {}),
    ...retryAfter(response),
    ambiguous: response.status >= 500 || response.status === 408,
  });
}

const requestId = (response: Response) => {
  const id = response.headers.get("x-request-id");
  return id ? { requestId: readable(id, 100) } : {};
};

/** When it was given: a cache says when it got it, and how long ago that is. */
export function dateOf({ headers }: Response): number | undefined {
  const date = Date.parse(headers.get("date") ?? "");
  const age = Number(headers.get("age") ?? 0);
  return Number.isNaN(date) ? undefined : date + (age > 0 ? age * 1000 : 0);
}

function retryAfter(response: Response): { retryAfter?: number } {
  const header = response.headers.get("retry-after");
  if (header === null) return {};
  // A moment is one of the clock that gave it.
  const given = dateOf(response) ?? Date.now();
  const seconds = /^\d+(\.\d+)?$/.test(header) ? Number(header) : (Date.parse(header) - given) / 1000;
  // Longer than a minute is not a pause but an answer; the official clients hold the same limit.
  return seconds > 0 && seconds <= 60 ? { retryAfter: seconds } : {};
}

export function parsed(method: string, path: string, response: Response, text: string): Body {
  try {
    const body: unknown = text === "" ? {} : parseJson(text);
    if (isObject(body)) return body;
  } catch {}
  throw new GatewayError({
    method,
    path,
    reason: "MALFORMED",
    words: `the answer (HTTP ${response.status}) is not the API's: ${glimpse(text)}`,
    ...requestId(response),
    ambiguous: true,
  });
}

/** Of a page its beginning says whose it is. What was to be the API's may hold a key that was just made. */
const glimpse = (text: string) => (/^\s*[{["]/.test(text) ? "no whole JSON object" : readable(text, 80));

/** A connection that was never made did nothing; any other silence may have been an effect. */
export function unanswered(method: string, path: string, error: unknown, timeout: number, late: boolean): GatewayError {
  const cause = rootCause(error);
  const never = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CERT|TLS/i.test(
    `${cause.code} ${cause.message}`,
  );
  const untrusted = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|ERR_SSL/.test(cause.code ?? "");
  const told = [cause.code, cause.message].filter(Boolean).join(" ");
  const broken = /^(UND_ERR_SOCKET|ECONNRESET|EPIPE)$/.test(cause.code ?? "");
  const words = broken ? `the connection broke before the answer was there (${told})` : told;
  return new GatewayError({
    method,
    path,
    reason: untrusted ? UNTRUSTED : "UNREACHABLE",
    words: late ? `no answer within ${timeout} s` : words,
    ambiguous: !never && !untrusted,
  });
}

function rootCause(error: unknown): { code?: string; message: string } {
  let here = error as { code?: string; message?: string; cause?: unknown; errors?: unknown[] };
  for (let depth = 0; depth < 5 && (here.cause || here.errors?.[0]); depth++)
    here = (here.cause ?? here.errors?.[0]) as typeof here;
  return { ...(here.code ? { code: here.code } : {}), message: String(here.message ?? here).slice(0, 200) };
}
