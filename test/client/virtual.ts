import { GatewayError } from "../../src/client/errors";
import { type Gate, gateAt } from "../../src/client/gate";

/** A clock that nobody waits for: what takes an hour takes as long as it has events. */
export const soon = setImmediate;
export const LATE = 2;
export const time = {
  now: () => Date.now(),
  // As a timer is, on a machine that is not idle.
  real: (milliseconds: number) => milliseconds + LATE,
  sleep: (milliseconds: number) => new Promise<void>((resolve) => void setTimeout(resolve, milliseconds)),
};
export const newGate = (tell?: (message: string) => void) => gateAt(time, tell);
export const at = (seconds: number) => time.now() >= 1000 * seconds;

export const useVirtualTime = () => {
  beforeEach(() => void jest.useFakeTimers({ now: 0, doNotFake: ["setImmediate", "nextTick", "queueMicrotask"] }));
  afterEach(() => void jest.useRealTimers());
};

/** Goes on until the second, or until it is over. */
export async function until(second: number, over = () => false): Promise<void> {
  setTimeout(() => {}, Math.max(0, 1000 * second - time.now()));
  for (;;) {
    await new Promise((resolve) => void soon(resolve));
    if (over() || at(second)) return;
    jest.advanceTimersToNextTimer();
  }
}

export interface Limit {
  takes: (now: number, name: string) => boolean;
  /** Seconds; none is given where there is none. */
  hint?: (now: number) => number | undefined;
}

export function bucket(perSecond: number): Limit {
  let [tokens, last] = [perSecond, 0];
  const takes = (now: number) => {
    tokens = Math.min(perSecond, tokens + ((now - last) / 1000) * perSecond);
    last = now;
    if (tokens < 1) return false;
    tokens--;
    return true;
  };
  return { takes, hint: () => 1 };
}

export function windows(perWindow: number, seconds: number): Limit {
  const counts = new Map<number, number>();
  const takes = (now: number) => {
    const window = Math.floor(now / 1000 / seconds);
    const count = (counts.get(window) ?? 0) + 1;
    counts.set(window, count);
    return count <= perWindow;
  };
  return { takes, hint: (now) => Math.ceil(seconds - ((now / 1000) % seconds)) };
}

export const unhinted = ({ takes }: Limit): Limit => ({ takes });
export const free = (...bad: string[]): Limit => ({ takes: (_now, name) => !bad.includes(name), hint: () => 1 });

/** What is refused goes the whole way, too. */
export function gatewayOf({ takes, hint }: Limit, latency: number) {
  const [taken, refused]: [string[], string[]] = [[], []];
  const send = (name: string) => async () => {
    await time.sleep(latency / 2);
    const takesIt = takes(time.now(), name);
    (takesIt ? taken : refused).push(name);
    const retryAfter = hint?.(time.now());
    await time.sleep(latency / 2);
    if (!takesIt) throw refusal(retryAfter === undefined ? {} : { retryAfter });
  };
  return { taken, refused, send };
}

export const refusal = (facts: { retryAfter?: number } = {}) =>
  new GatewayError({
    method: "GET",
    path: "x",
    status: 429,
    reason: "RATE",
    words: "too many",
    ambiguous: false,
    ...facts,
  });

export type Gateway = ReturnType<typeof gatewayOf>;

export const ask = (gate: Gate, gateway: Pick<Gateway, "send">, name: string, signal?: AbortSignal) =>
  gate.pass(gateway.send(name), { method: "GET", path: name, signal });

/** As the engine does: so many at a time, one after the other, for ever. */
export function busy(gate: Gate, gateway: Pick<Gateway, "send">, lanes: number, name = "x") {
  const errors: Error[] = [];
  for (let nth = 0; nth < lanes; nth++)
    void (async () => {
      for (;;) await ask(gate, gateway, name).catch((error) => errors.push(error));
    })();
  return errors;
}

/** When it ended and how. */
export function ending(work: Promise<unknown>) {
  const end: { second?: number; error?: Error } = {};
  const note = (error?: Error) => Object.assign(end, { second: time.now() / 1000, ...(error ? { error } : {}) });
  work.then(() => note(), note);
  return end;
}
