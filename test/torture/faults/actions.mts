import type { FaultRule } from "../provider.mts";

type Action = FaultRule["action"];

export interface Fault {
  name: string;
  when: "before" | "after";
  action: Action;
  /** The requests that can be struck so; all others are left out. */
  strikes: "reads" | "writes" | "uploads" | "all" | "deployments";
  /** How often a standing one strikes; without a number as long as it is asked. */
  most?: number;
}

const error = (status: number, code: number, message: string, headers: Record<string, string> = {}): Action => ({
  status,
  body: { code, message, details: [] },
  headers,
});

/** Longer than the minute that an attempt may take, in milliseconds of this machine. */
export const lateBy = (speed: number): number => Math.round(75_000 / speed);

/** Everything that can happen to one request, where time runs `speed` times as fast. */
export function faults(speed: number): readonly Fault[] {
  const late = lateBy(speed);
  const answers: Record<string, Action> = {
    "500": error(500, 13, "internal error"),
    "503": error(503, 14, "the service is overloaded"),
    "429": error(429, 8, "too many requests"),
    "429 with Retry-After": error(429, 8, "too many requests", { "retry-after": "7" }),
    "409 aborted": error(409, 10, "the object is being changed by another request"),
    "409 exists": error(409, 6, "the object already exists"),
    "400 invalid": error(400, 3, "the request is invalid"),
    "400 precondition": error(400, 9, "the object is in the wrong state"),
    "403": error(403, 7, "permission denied"),
    "a web page": { status: 200, body: "<html>sign in</html>" },
    broken: { reset: true },
    cut: { truncate: true },
    malformed: { malformed: true },
  };
  const both = Object.entries(answers).flatMap(([name, action]): Fault[] => [
    { name, when: "before", action, strikes: "all" },
    // A read has no effect to come after.
    { name, when: "after", action, strikes: "writes" },
  ]);
  return [
    ...both,
    { name: "late", when: "before", action: { delay: late }, strikes: "all" },
    { name: "late", when: "after", action: { delay: late }, strikes: "writes" },
    { name: "a dripping answer", when: "after", action: { drip: 20 }, strikes: "all" },
    {
      name: "a dripping request",
      when: "before",
      action: { drip: 20, of: "request" },
      strikes: "writes",
    },
    { name: "broken while it was sent", when: "before", action: { reset: true, afterBytes: 5 }, strikes: "writes" },
    // For ever stale is no staleness: a store that is behind catches up.
    { name: "stale", when: "before", action: { stale: true }, strikes: "reads", most: 2 },
    { name: "delivered twice", when: "before", action: { duplicate: true }, strikes: "writes" },
    {
      name: "delivered twice, first answer",
      when: "before",
      action: { duplicate: true, answer: "first" },
      strikes: "writes",
    },
    { name: "expired", when: "before", action: { expired: true }, strikes: "uploads", most: 3 },
    { name: "no capacity", when: "before", action: { capacity: {} }, strikes: "deployments" },
  ];
}
