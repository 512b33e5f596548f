import { EdgeError } from "../error";
import type { Gateway } from "../gateway";

/** How many requests an account may send at once, at a moment of real time: clients wait in real time, whatever the clock says. */
export interface Bucket {
  tokens: number;
  at: number;
}

/** A second's worth of requests may come at once; the bucket fills up at the same rate. */
export function checkRate({ world, buckets }: Gateway, account: string): void {
  const limit = world.settings.requestsPerSecond;
  if (limit <= 0) return;
  const at = performance.now();
  const before = buckets.get(account) ?? { tokens: limit, at };
  const tokens = Math.min(Math.max(limit, 1), before.tokens + ((at - before.at) / 1000) * limit);
  buckets.set(account, { tokens: tokens >= 1 ? tokens - 1 : tokens, at });
  if (tokens < 1) throw tooMany(limit, Math.ceil((1 - tokens) / limit));
}

const tooMany = (limit: number, seconds: number): EdgeError =>
  new EdgeError(
    429,
    {
      error: {
        message: `too many requests: this account may send ${limit} a second (fireworks-emulator)`,
        code: "RATE_LIMIT_EXCEEDED",
        type: "error",
      },
    },
    { "retry-after": String(seconds) },
  );
