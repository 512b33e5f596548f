import pRetry from "p-retry";
import type { Body, RequestOptions } from "./client";
import { GatewayError, type GatewayFacts } from "./errors";
import type { Time } from "./time";

/** A certificate that nobody vouches for does not get better. */
export const UNTRUSTED = "UNTRUSTED";

/** What was under way for so long, all tries together, is not sent again. */
const PATIENCE_MS = 300_000;

type Send = () => Promise<Body>;

/** Sends through the gate, and again where that can help. What waits for the gateway's limit is none of the tries. */
export async function repeated(
  send: Send,
  through: (send: Send) => Promise<Body>,
  options: RequestOptions,
  time: Time,
): Promise<Body> {
  const { signal } = options;
  const canPass = (error: unknown): error is GatewayError =>
    error instanceof GatewayError && repeatable(error.facts, options.idempotent);
  let underWay = 0;
  const timed = () => {
    const began = time.now();
    return send().finally(() => {
      underWay += time.now() - began;
    });
  };
  let last: unknown;
  const once = () =>
    through(timed).catch((error) => {
      last = error;
      throw error;
    });
  try {
    return await pRetry(once, {
      retries: options.retries ?? 5,
      minTimeout: time.real(500),
      maxTimeout: time.real(8_000),
      randomize: true,
      ...(signal ? { signal } : {}),
      shouldRetry: ({ error }) =>
        canPass(error) &&
        underWay < PATIENCE_MS &&
        (options.answer === undefined || error.facts.status !== options.answer),
      onFailedAttempt: async ({ error, retriesLeft }) => {
        const after = canPass(error) ? error.facts.retryAfter : undefined;
        if (after && retriesLeft > 0) await time.sleep(after * 1000, signal);
      },
    });
  } catch (error) {
    // That time is up says less than what took it.
    throw error === signal?.reason && isTimeout(error) && last instanceof GatewayError ? last : error;
  }
}

const isTimeout = (error: unknown) => (error as Error | undefined)?.name === "TimeoutError";

/**
 * Whether repeating can help and cannot harm. A POST that may have taken effect is not repeated here: whoever sent it
 * looks first. What exceeds a limit has waited long enough, and a quota is not mended by waiting.
 */
function repeatable(facts: GatewayFacts, idempotent = false): boolean {
  if (facts.reason === UNTRUSTED) return false;
  const passing = facts.status === undefined || facts.status === 408 || (facts.status >= 500 && facts.status !== 501);
  return passing && (idempotent || facts.method !== "POST" || !facts.ambiguous);
}
