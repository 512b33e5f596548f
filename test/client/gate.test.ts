import { setTimeout as sleep } from "node:timers/promises";
import { type Client, createClient } from "../../src/client/client";
import { GatewayError } from "../../src/client/errors";
import { json, type Loopback, serve, stopServers } from "./server";

/** A second of the gateway is so many of ours: its pauses and its limits alike. */
const SPEED = 20;
const second = 1000 / SPEED;

const connection = (baseUrl: string, speed: number) => ({
  baseUrl,
  apiKey: "fw_planted_key",
  account: "accounts/a",
  headers: {},
  speed,
});

const clientOf = (baseUrl: string, speed = SPEED, tell?: (message: string) => void): Client =>
  createClient(connection(baseUrl, speed), undefined, tell);

/** A client, and the moment from which it knows of a first refusal. */
function refusedOnce(baseUrl: string) {
  let known = () => {};
  const closed = new Promise<void>((resolve) => {
    known = resolve;
  });
  const log = (line: string) => void (line.includes("→ 429") && setImmediate(known));
  return { client: createClient(connection(baseUrl, SPEED), log), closed };
}

/** For what takes minutes, and an attempt that takes as long on a busy machine. */
const FAST = 400;
const patient = { timeout: 10_000 };

interface Limited extends Loopback {
  /** What was taken, and what was refused, in the order in which it came. */
  taken: string[];
  refused: string[];
}

/** Whether one more may pass, by milliseconds since the first. */
type Allows = (at: number) => boolean;

function bucket(perSecond: number): Allows {
  let tokens = perSecond;
  let last = 0;
  return (at) => {
    tokens = Math.min(perSecond, tokens + ((at - last) / second) * perSecond);
    last = at;
    if (tokens < 1) return false;
    tokens--;
    return true;
  };
}

function windows(perWindow: number, seconds: number): Allows {
  const counts = new Map<number, number>();
  return (at) => {
    const window = Math.floor(at / (seconds * second));
    const count = counts.get(window) ?? 0;
    if (count < perWindow) counts.set(window, count + 1);
    return count < perWindow;
  };
}

/** Once at least: a machine that is slow enough meets no limit. */
function once(allows: Allows): Allows {
  let nth = 0;
  return (at) => ++nth !== 6 && allows(at);
}

async function limited(allows: Allows, hint?: (at: number) => number): Promise<Limited> {
  const [taken, refused]: [string[], string[]] = [[], []];
  let began: number | undefined;
  const loopback = await serve((request, response) => {
    began ??= performance.now();
    const at = performance.now() - began;
    const path = String(request.url).slice("/v1/".length);
    if (allows(at)) {
      taken.push(path);
      json(response, { path });
    } else {
      refused.push(path);
      const headers: Record<string, string> = hint ? { "retry-after": String(hint(at)) } : {};
      json(response, { error: { code: "RATE_LIMIT_EXCEEDED", message: "too many requests" } }, 429, headers);
    }
  });
  return { ...loopback, taken, refused };
}

/** As the engine does: so many at a time, in order. */
async function inLanes(lanes: number, count: number, work: (nth: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const began = performance.now();
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return (performance.now() - began) / second;
}

async function failure(work: Promise<unknown>): Promise<GatewayError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof GatewayError)) throw new Error(`not a GatewayError: ${String(error)}`);
  return error;
}

afterEach(stopServers);

describe("a gateway that takes only so many requests", () => {
  test.each([
    ["five a second", () => bucket(5), 8, 120],
    ["five a second, and asked by many", () => bucket(5), 64, 120],
    ["five in each second", () => windows(5, 1), 8, 100],
    // How many are wasted is a busy machine's too: gate-limits.test.ts counts them by a clock of its own.
  ])("%s: nothing fails, and nothing is sent again that was taken", async (_what, allows, lanes, count) => {
    const gateway = await limited(once(allows()), () => 1);
    const { request } = clientOf(gateway.url);
    await inLanes(lanes, count, (nth) => request("POST", `v1/r${nth}`, { body: {} }));
    expect(gateway.taken).toHaveLength(count);
    expect(new Set(gateway.taken).size).toBe(count);
    expect(gateway.refused.length).toBeGreaterThan(0);
  });

  test("a refusal counts for none of the tries that a request has", async () => {
    let nth = 0;
    const gateway = await limited(
      () => ++nth > 8,
      () => 0.1,
    );
    await clientOf(gateway.url).request("GET", "v1/x", { retries: 0 });
    expect(gateway.refused).toHaveLength(8);
  });

  test("without a hint the pauses grow", async () => {
    const gateway = await limited((at) => at > 20 * second);
    await clientOf(gateway.url).request("GET", "v1/x");
    expect(gateway.refused.length).toBeLessThanOrEqual(6);
  });

  test("a hint is obeyed, and by those that come later, too", async () => {
    const gateway = await limited(
      (at) => at > 10 * second,
      () => 10.5,
    );
    const { client, closed } = refusedOnce(gateway.url);
    await Promise.all([client.request("GET", "v1/a"), closed.then(() => client.request("GET", "v1/b"))]);
    expect([gateway.refused, gateway.taken.sort()]).toEqual([["a"], ["a", "b"]]);
  });

  test("a quota is no limit: the others are not held up", async () => {
    const words = { code: 8, message: "quota exceeded for NVIDIA_H100" };
    const { url, seen } = await serve((request, response) =>
      json(response, words, request.url === "/v1/full" ? 429 : 200, { "retry-after": "60" }),
    );
    const { request } = clientOf(url, 1);
    expect((await failure(request("POST", "v1/full"))).message).toContain("lower maxReplicaCount");
    const began = performance.now();
    await request("GET", "v1/free");
    expect(performance.now() - began).toBeLessThan(30_000);
    expect(seen).toHaveLength(2);
  });
});

test("before anything is known four are under way, after some answers as many as are asked for", async () => {
  // However slow this machine is, a second is not over by then.
  const clock = jest.spyOn(performance, "now").mockReturnValue(1000);
  try {
    const held: (() => void)[] = [];
    const { url } = await serve((_request, response) => void held.push(() => json(response, {})));
    const { request } = clientOf(url, 1);
    const all = Array.from({ length: 40 }, (_, nth) => request("GET", `v1/r${nth}`));
    for (const expected of [4, 4, 32]) {
      while (held.length < expected) await sleep(1);
      await sleep(20);
      expect(held).toHaveLength(expected);
      for (const answer of held.splice(0)) answer();
    }
    await Promise.all(all);
  } finally {
    clock.mockRestore();
  }
});

describe("what does not end by itself", () => {
  test("a gateway that takes nothing for five minutes: an error that says so, for all that wait", async () => {
    const gateway = await limited(
      () => false,
      () => 7,
    );
    const { request } = clientOf(gateway.url, FAST);
    const outcomes = ["a", "b", "c"].map((name) => failure(request("POST", `v1/accounts/a/${name}`, patient)));
    const [first, ...others] = await Promise.all(outcomes);
    expect(first?.message).toMatch(
      /^POST accounts\/a\/a: 429 RATE_LIMIT_EXCEEDED: too many requests\. It has taken no request for \d+m\d\ds\.\nThe service asks for fewer requests/,
    );
    expect(first?.facts.ambiguous).toBe(false);
    expect(others.map(({ facts }) => facts.path)).toEqual(["accounts/a/b", "accounts/a/c"]);
    expect(gateway.refused.length).toBeLessThan(50);
  });

  test("a request that alone is refused, while others are taken", async () => {
    const { url, seen } = await serve((request, response) =>
      request.url === "/v1/never" ? json(response, { message: "no" }, 429) : json(response, {}),
    );
    const { request } = clientOf(url, 50);
    let over = false;
    const never = failure(request("GET", "v1/never", patient)).finally(() => {
      over = true;
    });
    while (!over) await request("GET", "v1/other", patient).then(() => sleep(2));
    expect((await never).message).toMatch(/This request was not taken for \d+m\d\ds, while others were\./);
    expect(seen.length).toBeGreaterThan(20);
  });
});

describe("whoever waits may leave", () => {
  const waiting = async () => {
    const gateway = await limited(
      (at) => at > 20 * second,
      () => 21,
    );
    const { client, closed } = refusedOnce(gateway.url);
    const first = client.request("GET", "v1/first");
    await closed;
    return { gateway, client, first };
  };

  test("with the words of its own signal, and is never sent; the others pass", async () => {
    const { gateway, client, first } = await waiting();
    const stop = new AbortController();
    const left = client.request("GET", "v1/left", { signal: stop.signal });
    const after = client.request("GET", "v1/after");
    stop.abort(new Error("x is not finished after 2 s"));
    await expect(left).rejects.toThrow("x is not finished after 2 s");
    await Promise.all([first, after]);
    expect(new Set(gateway.taken)).toEqual(new Set(["first", "after"]));
    const late = client.request("GET", "v1/late", { signal: stop.signal });
    await expect(late).rejects.toThrow("x is not finished after 2 s");
    expect(gateway.seen).toHaveLength(3);
  });

  test("when its time is up the limit is told, which took it", async () => {
    const { client, first } = await waiting();
    const { message } = await failure(
      client.request("GET", "v1/short", { retries: 0, signal: AbortSignal.timeout(2 * second) }),
    );
    expect(message).toMatch(/^GET short: 429 RATE_LIMIT_EXCEEDED: too many requests\./);
    await first;
  });
});

test("a wait of some seconds is told, and its end", async () => {
  const told: string[] = [];
  const gateway = await limited(bucket(5), () => 1);
  const { request } = clientOf(gateway.url, SPEED, (message) => told.push(message));
  const seconds = await inLanes(8, 60, (nth) => request("GET", `v1/r${nth}`));
  expect(told[0]).toMatch(/^the gateway limits this account: about (one request|\d+ requests) a second, \d waiting$/);
  expect(told.at(-1)).toBe("");
  // Every three seconds, and as often its end.
  expect(told.length).toBeLessThanOrEqual(2 * (1 + seconds / 3));
});
