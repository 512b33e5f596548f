import pRetry from "p-retry";
import type { Body, RequestOptions } from "./client";
import { GatewayError, type GatewayFacts } from "./errors";
import type { Time } from "./time";

/** A certificate that nobody vouches for does not get better. */
export const UNTRUSTED = "UNTRUSTED";

/** Sends, and again where that can help. What waits for the gateway's limit is none of the tries. */
export async function repeated(send: () => Promise<Body>, options: RequestOptions, time: Time): Promise<Body> {
  const { signal } = options;
  const canPass = (error: unknown): error is GatewayError =>
    error instanceof GatewayError && repeatable(error.facts, options.idempotent);
  let last: unknown;
  const once = () =>
    send().catch((error) => {
      last = error;
      throw error;
    });
  try {
    return await pRetry(once, {
      retries: options.retries ?? 5,
      minTimeout: time.real(500),
      maxTimeout: time.real(8_000),
      maxRetryTime: time.real(300_000),
      randomize: true,
      ...(signal ? { signal } : {}),
      shouldRetry: ({ error }) =>
        canPass(error) && (options.answer === undefined || error.facts.status !== options.answer),
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
