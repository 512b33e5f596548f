import { setTimeout as sleep } from "node:timers/promises";
import { type Fault, faults, lateBy } from "../faults/actions.mts";
import type { Emulator } from "../provider.mts";

/** What befalls a command: a fault at its n-th request that can be struck so. */
export interface Trouble {
  fault: string;
  when: "before" | "after";
  /** Strikes these requests alone. */
  method?: string;
  nth: number;
  /** Every such request from then on, for as long as the command runs. */
  standing: boolean;
  /** The process ends there instead, and state is as it was. */
  kill: boolean;
}

const METHODS = { all: [undefined], reads: ["GET"], writes: ["POST", "PATCH", "DELETE"] };

/** A request that arrives later than anybody waits for strikes what came in between: the fault matrix says where that is a limit. */
export const troubles: readonly Pick<Trouble, "fault" | "when" | "method">[] = faults(1).flatMap(
  ({ name, when, strikes }) => {
    if (name === "late" && when === "before") return [];
    const methods = strikes in METHODS ? METHODS[strikes as keyof typeof METHODS] : [undefined];
    return methods.map((method) => ({ fault: name, when, ...(method === undefined ? {} : { method }) }));
  },
);

export function strike(gateway: Emulator, trouble: Trouble, speed: number): void {
  const { nth, method, when, standing, fault, kill } = trouble;
  const request = method === undefined ? {} : { method };
  const after = when === "after" ? { when } : {};
  if (kill) {
    gateway.faults.add({ nth, times: 1, ...after, action: { reset: true } });
    // Then nothing gets through any more.
    gateway.faults.add({ nth: nth + 1, times: 1_000_000, action: { reset: true } });
    return;
  }
  const { action, most, strikes } = faults(speed).find((one) => one.name === fault && one.when === when) as Fault;
  if (action.capacity !== undefined) return void gateway.faults.add({ action });
  // What never comes to its end costs a minute each time.
  const once = !standing || /late|drip/.test(fault);
  gateway.faults.add({
    ...request,
    ...(strikes === "uploads" ? { path: "^/storage/" } : {}),
    nth,
    times: once ? 1 : (most ?? 1_000_000),
    ...(action.drip === undefined ? after : {}),
    action,
  });
}

/** What was under way when its client gave up may still take effect, unless it is a request that never comes to its end. */
export async function calm(gateway: Emulator, speed: number): Promise<void> {
  gateway.faults.clear();
  const until = Date.now() + 2 * lateBy(speed);
  while (Date.now() < until && gateway.journal().some(({ duration }) => duration === undefined)) await sleep(20);
}

export function inWords(trouble: Trouble | null): string {
  if (!trouble) return "";
  const { kill, nth, standing, fault, when, method } = trouble;
  const request = `${method ?? "request"} ${nth}`;
  if (kill) return `, killed ${when === "before" ? "before" : "after"} request ${nth} took effect`;
  return `, ${fault} ${when} its effect at ${request}${standing ? " and after" : ""}`;
}
