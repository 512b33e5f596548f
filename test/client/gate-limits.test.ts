import { GatewayError } from "../../src/client/errors";
import { repeated } from "../../src/client/repeat";
import {
  ask,
  at,
  bucket,
  busy,
  ending,
  gatewayOf,
  LATE,
  type Limit,
  newGate,
  refusal,
  soon,
  time,
  unhinted,
  until,
  useVirtualTime,
  windows,
} from "./virtual";

useVirtualTime();

describe("in 200 seconds, with answers that take so many milliseconds, so many at a time", () => {
  test.each<[string, () => Limit, number, number, number, number]>([
    ["five a second", () => bucket(5), 5, 64, 960, 30],
    ["five a second", () => bucket(5), 300, 64, 950, 30],
    ["five a second, no hint", () => unhinted(bucket(5)), 300, 8, 950, 30],
    ["five a second", () => bucket(5), 5, 8, 960, 30],
    ["five in each second", () => windows(5, 1), 5, 8, 840, 30],
    ["five in each second", () => windows(5, 1), 5, 64, 840, 30],
    // One at a time they are four hundred.
    ["twenty a second", () => bucket(20), 500, 32, 3700, 90],
    ["fifty a second", () => bucket(50), 5, 64, 9800, 60],
    ["fifty a second", () => bucket(50), 300, 64, 9400, 130],
    ["one a second", () => bucket(1), 300, 64, 150, 35],
    ["a hundred in twenty seconds", () => windows(100, 20), 300, 8, 1000, 40],
    ["a hundred in twenty seconds", () => windows(100, 20), 300, 64, 1000, 75],
    ["a hundred in twenty seconds, no hint", () => unhinted(windows(100, 20)), 300, 8, 980, 95],
    ["six hundred in sixty seconds", () => windows(600, 60), 300, 8, 2050, 30],
    ["six hundred in sixty seconds", () => windows(600, 60), 300, 64, 2300, 150],
    ["six hundred in sixty seconds, no hint", () => unhinted(windows(600, 60)), 100, 16, 1900, 70],
  ])("%s, %#", async (_what, limit, latency, lanes, least, most) => {
    const gateway = gatewayOf(limit(), latency);
    busy(newGate(), gateway, lanes);
    await until(200);
    expect(gateway.taken.length).toBeGreaterThanOrEqual(least);
    expect(gateway.refused.length).toBeLessThanOrEqual(most);
  });

  test("a window of many seconds wastes no burst again", async () => {
    const gateway = gatewayOf(windows(100, 20), 300);
    busy(newGate(), gateway, 64);
    await until(40);
    const first = gateway.refused.length;
    await until(400);
    expect(gateway.refused.length - first).toBeLessThanOrEqual(4 * 18);
  });
});

test("who came first goes first, what was refused before what was not sent yet", async () => {
  const gateway = gatewayOf(bucket(5), 50);
  const gate = newGate();
  const names = Array.from({ length: 30 }, (_, nth) => `r${nth}`);
  const ends = names.map((name) => ending(ask(gate, gateway, name)));
  await until(60, () => ends.every(({ second }) => second));
  const order = gateway.taken.map((name) => names.indexOf(name));
  expect(order).toHaveLength(30);
  // After each pause the last that came is tried, then it goes on in order.
  const tried = order.filter((name, nth) => order.slice(nth).some((other) => other < name));
  expect(gateway.refused.length).toBeGreaterThan(0);
  expect(tried.length).toBeLessThanOrEqual(gateway.refused.length);
});

describe("what changes", () => {
  test("a limit that is lifted is forgotten in about a minute and a half", async () => {
    const one = bucket(1);
    const gateway = gatewayOf({ takes: (now) => at(60) || one.takes(now, ""), hint: () => 1 }, 50);
    busy(newGate(), gateway, 16);
    await until(60);
    expect(gateway.taken.length).toBeGreaterThan(45);
    await until(150);
    const before = gateway.taken.length;
    await until(160);
    expect(gateway.taken.length - before).toBeGreaterThan(2500);
  });

  test("a limit that is lowered wastes little", async () => {
    const [high, low] = [bucket(50), bucket(5)];
    const gateway = gatewayOf({ takes: (now) => (at(30) ? low : high).takes(now, ""), hint: () => 1 }, 100);
    busy(newGate(), gateway, 16);
    await until(30);
    const [taken, refused] = [gateway.taken.length, gateway.refused.length];
    await until(60);
    expect(gateway.taken.length - taken).toBeGreaterThan(130);
    expect(gateway.refused.length - refused).toBeLessThanOrEqual(16);
  });

  test("a burst after minutes of little is not held to the little", async () => {
    const gateway = gatewayOf(bucket(50), 100);
    const gate = newGate();
    busy(gate, { send: (name) => () => time.sleep(500).then(gateway.send(name)) }, 1);
    await until(120);
    busy(gate, gateway, 64);
    const before = gateway.taken.length;
    await until(140);
    expect(gateway.taken.length - before).toBeGreaterThan(600);
  });

  test("when nobody had to wait for a minute all pass again", async () => {
    const limit = bucket(5);
    const gateway = gatewayOf({ takes: (now) => at(10) || limit.takes(now, ""), hint: () => 1 }, 100);
    const gate = newGate();
    const first = Array.from({ length: 20 }, (_, nth) => ask(gate, gateway, `a${nth}`));
    await until(75);
    await Promise.all(first);
    const [began, ends] = [time.now(), Array.from({ length: 50 }, (_, nth) => ending(ask(gate, gateway, `b${nth}`)))];
    await until(200, () => ends.every(({ second }) => second));
    expect(time.now() - began).toBeLessThan(200);
  });
});

test("before anything is known a gateway that does not answer holds up all but four for a second", async () => {
  const sent: number[] = [];
  const gate = newGate();
  const send = () => () => {
    sent.push(time.now());
    return new Promise<void>(() => {});
  };
  for (let nth = 0; nth < 12; nth++) void ask(gate, { send }, "x");
  await until(2);
  expect(sent.slice(0, 4)).toEqual([0, 0, 0, 0]);
  expect(sent.slice(4)).toEqual(Array(8).fill(1000 + LATE));
});

describe("a trial", () => {
  test("that is not answered holds up the others for five seconds", async () => {
    const gateway = gatewayOf(bucket(5), 50);
    let hung = false;
    const gate = newGate();
    const send = (name: string) => () => {
      if (hung || !at(1)) return gateway.send(name)();
      hung = true;
      return new Promise<void>(() => {});
    };
    busy(gate, { send }, 8);
    await until(40);
    expect(hung).toBe(true);
    expect(gateway.taken.length).toBeGreaterThan(150);
  });

  test("that is lost is another's at once", async () => {
    const gateway = gatewayOf(bucket(5), 50);
    let lost = 0;
    const gate = newGate();
    const send = (name: string) => async () => {
      if (!at(1) || lost > 0) return gateway.send(name)();
      lost++;
      throw new GatewayError({ method: "GET", path: "x", reason: "UNREACHABLE", words: "lost", ambiguous: true });
    };
    busy(gate, { send }, 8);
    await until(4);
    expect(gateway.taken.length).toBeGreaterThan(15);
  });
});

test("what waited for its turn for more than five minutes is repeated after a 503 as others are", async () => {
  const gateway = gatewayOf(bucket(1), 50);
  const gate = newGate();
  const all = (count: number) => Array.from({ length: count }, () => ending(ask(gate, gateway, "x")));
  all(400);
  const sent: number[] = [];
  const send = async () => {
    await gateway.send("y")();
    sent.push(time.now() / 1000);
    const facts = { method: "GET", path: "y", status: 503, reason: "UNAVAILABLE", words: "down", ambiguous: true };
    if (sent.length === 1) throw new GatewayError(facts);
    return {};
  };
  const through = (timed: typeof send) => gate.pass(timed, { method: "GET", path: "y" });
  const end = ending(repeated(send, through, {}, time));
  // Those that come last are tried after a refusal.
  all(100);
  await until(900, () => end.second !== undefined);
  expect(end.error).toBeUndefined();
  expect(sent).toEqual([expect.any(Number), expect.any(Number)]);
  expect(sent[0]).toBeGreaterThan(300);
});

test("whoever waits is told every three seconds, through a long pause too", async () => {
  const told: string[] = [];
  const gateway = gatewayOf({ takes: () => at(20), hint: () => 30 }, 50);
  const gate = newGate((message) => told.push(`${Math.round(time.now() / 1000)}: ${message}`));
  const end = ending(ask(gate, gateway, "x"));
  await until(60, () => end.second !== undefined);
  expect(told[0]).toBe("3: the gateway limits this account: about one request a second, 1 waiting");
  expect(told.map((line) => Number.parseInt(line, 10))).toEqual([3, 6, 9, 12, 15, 18, 21, 24, 27, 30]);
  expect(told.at(-1)).toBe("30: ");
});

test("ten thousand wait, and leave, without holding up the process", async () => {
  jest.useRealTimers();
  const [gate, before] = [newGate(), process.cpuUsage()];
  const never = { send: () => () => Promise.reject(refusal({ retryAfter: 60 })) };
  const [first, stop] = [new AbortController(), new AbortController()];
  const all = [ask(gate, never, "x", first.signal).catch(() => {})];
  await new Promise((resolve) => void soon(resolve));
  for (let nth = 0; nth < 10_000; nth++) all.push(ask(gate, never, `x${nth}`, stop.signal).catch(() => {}));
  stop.abort(new Error("over"));
  first.abort(new Error("over"));
  await Promise.all(all);
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(2000);
});
