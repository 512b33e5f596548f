import type { FaultAction as Action } from "../provider.mts";

export interface Fault {
  name: string;
  when: "before" | "after";
  action: Action;
  /** Only these requests can be struck so. */
  reads?: true;
  /** How often a standing one strikes; without a number as long as it is asked. */
  most?: number;
}

const error = (status: number, code: number, message: string): Action => ({
  status,
  body: { code, message, details: [] },
});

/** Longer than the minute that an attempt may take, by the clock of this machine. */
export const lateBy = (speed: number) => Math.round(75_000 / speed);

/** Everything that can happen to one request. */
export function faults(speed: number): readonly Fault[] {
  const actions: Record<string, Action> = {
    "500": error(500, 13, "internal error"),
    "503": error(503, 14, "the service is overloaded"),
    "429": error(429, 8, "too many requests"),
    "409 aborted": error(409, 10, "the object is being changed by another request"),
    "409 exists": error(409, 6, "the object already exists"),
    "400 invalid": error(400, 3, "the request is invalid"),
    "400 precondition": error(400, 9, "the object is in the wrong state"),
    "403": error(403, 7, "permission denied"),
    "no JSON": { status: 200, body: "<html>sign in</html>" },
    broken: { reset: true },
    cut: { truncate: true },
    malformed: { malformed: true },
    late: { delay: lateBy(speed) },
  };
  const both = Object.entries(actions).flatMap(([name, action]): Fault[] => [
    { name, when: "before", action },
    { name, when: "after", action },
  ]);
  // For ever stale is no staleness: a store that is behind catches up.
  return [...both, { name: "stale", when: "before", action: { stale: true }, reads: true, most: 2 }];
}
