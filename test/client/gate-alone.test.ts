import {
  ask,
  at,
  bucket,
  busy,
  ending,
  free,
  gatewayOf,
  type Limit,
  newGate,
  time,
  until,
  useVirtualTime,
  windows,
} from "./virtual";

useVirtualTime();

const but = (names: string[], { takes }: Limit): Limit => ({
  takes: (now, name) => !names.includes(name) && takes(now, name),
  hint: () => 1,
});
const bad = Array.from({ length: 20 }, (_, nth) => `bad${nth}`);

describe("one sort of request is refused for good, and the others are free", () => {
  test.each([
    ["one, with a hint of a second", 1, 1, 30, 5000],
    ["one, without a hint", 1, undefined, 30, 5000],
    ["twenty that came first", 20, 1, 60, 2000],
    ["twenty that came first, without a hint", 20, undefined, 60, 2000],
    ["twenty that came first, with a hint of half a minute", 20, 30, 360, 5000],
  ])("%s", async (_what, count, hint, second, least) => {
    const gateway = gatewayOf({ ...free(...bad), hint: () => hint }, 30);
    const gate = newGate();
    const ends = bad.slice(0, count).map((name) => ending(ask(gate, gateway, name)));
    busy(gate, gateway, 7);
    await until(second);
    expect(gateway.taken.length).toBeGreaterThan(least);
    await until(400, () => ends.every((end) => end.second));
    for (const { error } of ends)
      expect(error?.message).toMatch(/too many\. This request was not taken for \dm\d\ds, while others were\./);
    expect(gateway.refused.length).toBeLessThanOrEqual(14 * count);
  });

  test("nothing is taken for ever: each has five minutes of its own, and hears so", async () => {
    const gateway = gatewayOf({ takes: () => false, hint: () => 7 }, 100);
    const gate = newGate();
    const ends = ["a", "b", "c"].map((name) => ending(ask(gate, gateway, name)));
    await until(250);
    const look = ending(ask(gate, gateway, "look"));
    await until(310);
    for (const { error, second } of ends) {
      expect(second).toBeGreaterThanOrEqual(300);
      expect(error?.message).toMatch(/too many\. It has taken no request for 5m0\ds\./);
    }
    expect(look.second).toBeUndefined();
    expect(gateway.refused).toContain("look");
    await until(700);
    expect(look.second).toBeGreaterThanOrEqual(550);
    expect(look.second).toBeLessThan(560);
  });

  test("who comes when the others have given up is taken when the gateway takes again", async () => {
    const gateway = gatewayOf({ takes: () => at(310) }, 100);
    const gate = newGate();
    const first = ending(ask(gate, gateway, "first"));
    await until(304, () => first.second !== undefined);
    expect(first.error?.message).toContain("It has taken no request for 5m");
    const look = ending(ask(gate, gateway, "look"));
    await until(340);
    expect(look).toEqual({ second: expect.any(Number) });
  });

  test("without a hint the pauses are doubled to half a minute", async () => {
    const gateway = gatewayOf({ takes: () => false }, 100);
    ending(ask(newGate(), gateway, "x"));
    await until(290);
    expect(gateway.refused).toHaveLength(14);
  });
});

describe("128 at a time, and five requests a second for all", () => {
  test("three are refused for good: a limit is found out with two bursts, and kept", async () => {
    const gateway = gatewayOf(but(bad, bucket(5)), 100);
    const gate = newGate();
    const ends = bad.slice(0, 3).map((name) => ending(ask(gate, gateway, name)));
    const errors = busy(gate, gateway, 128);
    await until(60);
    const first = gateway.refused.length;
    expect(first).toBeLessThanOrEqual(330);
    await until(600);
    expect(gateway.refused.length - first).toBeLessThanOrEqual(9 * 15);
    expect(gateway.taken.length).toBeGreaterThan(2600);
    expect(errors).toEqual([]);
    // What is refused may be taken here, if late: it is tried for longer.
    for (const { error, second } of ends) {
      expect(error?.message).toContain("while others were");
      expect(second).toBeGreaterThan(300);
    }
  });

  test.each([3, 20])("%d of another sort come later: they hold up the others for a while", async (count) => {
    const gateway = gatewayOf(but(bad, bucket(5)), 100);
    const gate = newGate();
    busy(gate, gateway, 128);
    await until(60);
    for (const name of bad.slice(0, count)) ending(ask(gate, gateway, name));
    await until(60 + 30 + 5 * count);
    const [taken, refused] = [gateway.taken.length, gateway.refused.length];
    expect(refused).toBeLessThanOrEqual(30 + 10 * count);
    await until(400);
    expect(gateway.taken.length - taken).toBeGreaterThan(0.85 * 5 * (310 - 5 * count));
    expect(gateway.refused.length - refused).toBeLessThanOrEqual(50 + 12 * count);
  });

  test("somebody else takes nine of ten: nothing fails for an hour, and no burst is wasted", async () => {
    const limit = bucket(5);
    const gateway = gatewayOf(limit, 100);
    let odd = 1;
    const anyhow = () => {
      odd = (odd * 16807) % 2147483647;
      return odd / 2147483647;
    };
    void (async () => {
      for (;;) {
        await time.sleep((1000 / 4.5) * (0.2 + 1.6 * anyhow()));
        limit.takes(time.now(), "theirs");
      }
    })();
    const errors = busy(newGate(), gateway, 128);
    for (let [minutes, before] = [4, 0]; minutes <= 60; minutes += 4) {
      await until(60 * minutes);
      expect(gateway.refused.length - before).toBeLessThanOrEqual(60);
      before = gateway.refused.length;
    }
    expect(errors).toEqual([]);
    expect(gateway.taken.length).toBeGreaterThan(3000);
  });
});

test("a sort has a limit of its own, one in five seconds, sixteen wait for it: each is taken", async () => {
  const own = windows(1, 5);
  const takes = (now: number, name: string) => name === "x" || own.takes(now, name);
  const gateway = gatewayOf({ takes, hint: () => 1 }, 100);
  const gate = newGate();
  const errors = busy(gate, gateway, 16, "own");
  busy(gate, gateway, 1);
  await until(1200);
  expect(errors).toEqual([]);
  expect(gateway.taken.filter((name) => name === "own")).toHaveLength(1200 / 5);
  expect(gateway.refused.length).toBeLessThanOrEqual(500);
});

describe("this machine sleeps for seven minutes while requests wait", () => {
  const thirty = Array.from({ length: 30 }, (_, nth) => `r${nth}`);

  test("and all are taken", async () => {
    const gateway = gatewayOf(bucket(5), 50);
    const gate = newGate();
    const ends = thirty.map((name) => ending(ask(gate, gateway, name)));
    await until(2);
    jest.setSystemTime(time.now() + 420_000);
    await until(440);
    expect(ends).toEqual(thirty.map(() => ({ second: expect.any(Number) })));
  });

  test("and none is taken any more: they hear so when one was tried", async () => {
    const limit = bucket(5);
    const gateway = gatewayOf({ takes: (now) => !at(400) && limit.takes(now, ""), hint: () => 1 }, 50);
    const gate = newGate();
    const ends = thirty.map((name) => ending(ask(gate, gateway, name)));
    await until(2);
    jest.setSystemTime(time.now() + 420_000);
    const before = gateway.refused.length;
    await until(440);
    expect(gateway.refused.length).toBeGreaterThan(before);
    const late = ends.filter(({ second = 0 }) => second > 400);
    expect(late).toHaveLength(20);
    for (const { error } of late) expect(error?.message).toContain("It has taken no request for 7m0");
  });
});
