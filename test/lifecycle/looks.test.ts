import type { Json } from "../../src/lifecycle/kind";
import { remove } from "../../src/lifecycle/remove";
import { byState, waitFor } from "../../src/lifecycle/wait";
import { type Given, ids, interval, named, ready, type VirtualTime, virtualWaits, waited } from "./virtual";

const stuck = () => ({ state: "CREATING" });

test("a hundred that are ready at once cost the pages and what one alone costs, and are seen as soon", async () => {
  const alone = await waited({ count: 1, state: ready(300) });
  const all = await waited({ count: 100, state: ready(300) });
  expect([...all.how]).toEqual(["READY"]);
  expect(all.last).toBeLessThanOrEqual(300 + interval(300));
  expect(all.lists().length).toBeLessThanOrEqual(alone.gets().length);
  expect(all.gets().length).toBeLessThanOrEqual(alone.gets().length);
  // One after the other is asked for, each when its turn has come.
  const names = all.gets().map(({ path }) => path);
  expect(new Set(names).size).toBe(names.length);
});

test("a list that stays behind is found out by a GET of one, and then each is asked for", async () => {
  const all = await waited({ count: 20, state: ready(60), listed: stuck });
  expect([...all.how]).toEqual(["READY"]);
  expect(all.last).toBeLessThanOrEqual(60 + interval(60) + 1);
});

test("where one has failed and a list stays behind, it is told when its turn has come", async () => {
  const state = (at: number, id: string) => (id === "d1" && at > 20 ? "FAILED" : ready(500)(at));
  const { ends } = await waited({ count: 3, state, listed: stuck });
  expect(ends[1]?.how).toContain("is FAILED");
  expect(ends[1]?.at).toBeLessThan(40);
});

test("a list whose times are older than those of a GET is not believed", async () => {
  const timed = (seconds: number) => ({ updateTime: new Date(1e12 + seconds).toISOString() });
  const state = (at: number, id: string) => (id === "d19" && at >= 30 ? "READY" : ready(300)(at));
  const get = (name: string, at: number) => {
    const id = name.split("/").at(-1) as string;
    return named(id, { state: state(at, id), ...timed(at < 30 ? 0 : 30) });
  };
  const { ends } = await waited({ count: 20, state, get, listed: () => ({ ...stuck(), ...timed(0) }) });
  expect(ends[19]?.how).toBe("READY");
  expect(ends[19]?.at).toBeLessThan(40);
});

test("who looks seldom is told at once that a list is wrong", async () => {
  const state = ready(200);
  const waits = virtualWaits({
    get: (name, at) => named(name.split("/").at(-1) as string, { state: state(at) }),
    list: () => ids(4).map((id) => named(id, stuck())),
  });
  const wait = async (id: string) => {
    const run = waits.run(id);
    await waits.time.sleep(id === "d3" ? 190_000 : 0);
    await waitFor(run, named(id, stuck()), (object) => byState(run.kind, object));
    return waits.now();
  };
  const ends = await waits.until(Promise.all(ids(4).map(wait)));
  // The newest wait looks every second.
  expect(Math.max(...ends)).toBeLessThan(207);
});

test("a list that was wrong is left alone for a minute", async () => {
  const { lists } = await waited({
    count: 5,
    state: (at) => (at < 20 ? "CREATING" : at < 300 ? "UPDATING" : "READY"),
    listed: stuck,
  });
  const times = lists().flatMap(({ at }) => (at > 25 ? [at] : []));
  expect(times.length).toBeGreaterThan(2);
  expect(times.slice(1).every((at, before) => at - (times[before] as number) >= 60)).toBe(true);
});

test("after a list was wrong, or failed, another is asked for a minute later", async () => {
  const list = (at: number) => {
    if (at < 30) throw new Error("unavailable");
    return ids(20).map((id) => named(id, { state: ready(300)(at) }));
  };
  const all = await waited({ count: 20, state: ready(300), list });
  expect([...all.how]).toEqual(["READY"]);
  const [first, second] = all.lists();
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(60);
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeLessThan(75);
  // One by one, twenty are looked at more than five hundred times after the first minute.
  expect(all.gets().filter(({ at }) => at > 75).length).toBeLessThan(60);
});

test.each(["state", "updateTime", "n"])(
  "an entry whose %s is nothing that can be told ends no look",
  async (member) => {
    const unhandled = jest.fn();
    process.on("unhandledRejection", unhandled);
    const hostile = JSON.parse('{"toString": null, "valueOf": null}');
    const state = ready(member === "n" ? 3 : 100);
    const all = await waited({
      count: 5,
      state,
      verdict: (object) =>
        object.state === "READY" && Number(object.n) > 0
          ? { is: "done" }
          : { is: "pending", why: `${object.state} ${object.n}` },
      get: (name, at) => named(name.split("/").at(-1) as string, { state: state(at), n: at < 100 ? 0 : 1 }),
      listed: (at) => ({ n: at < 100 ? 0 : 1, ...(at > 5 && at < 20 ? { [member]: hostile } : {}) }),
    });
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
    expect([...all.how]).toEqual(["READY"]);
    expect(all.last).toBeLessThanOrEqual(100 + interval(100));
    // It was tried again, a minute later where it was of no use.
    expect(all.lists().filter(({ at }) => at > 20).length).toBeGreaterThan(3);
  },
);

test("a list that hangs delays a wait by seconds, and no limit", async () => {
  const list = () => new Promise<never>(() => {});
  const all = await waited({ count: 4, state: ready(20), list, limit: (id) => (id === "d0" ? 5 : 60) });
  expect(all.ends[0]).toMatchObject({ at: 5, how: expect.stringContaining("is not ready after 5 s") });
  expect(all.ends.slice(1).every(({ how, at }) => how === "READY" && at <= 22)).toBe(true);
});

test("a list that takes seven seconds serves who can wait for it", async () => {
  const list = async (at: number, time: VirtualTime) => {
    await time.sleep(7000);
    return ids(20).map((id) => named(id, { state: ready(100)(at) }));
  };
  const all = await waited({ count: 20, state: ready(100), list, limit: (id) => (id === "d0" ? 20 : 300) });
  expect(all.ends[0]).toMatchObject({ at: 20, how: expect.stringContaining("is not ready after 20 s") });
  expect(all.ends.slice(1).every(({ how }) => how === "READY")).toBe(true);
  expect(all.last).toBeLessThanOrEqual(100 + interval(100) + 7 + 7);
  expect(all.gets().length).toBeLessThan(40);
});

test("at a limit no list is asked for", async () => {
  const all = await waited({ count: 3, state: ready(1000), limit: () => 30 });
  expect(all.ends.map(({ at }) => at)).toEqual([30, 30, 30]);
  expect(all.lists().filter(({ at }) => at >= 30)).toEqual([]);
  expect(all.gets().filter(({ at }) => at >= 30)).toHaveLength(3);
});

test.each(["CREATING", "READY"])(
  "a machine that slept through a limit looks by a GET first, whatever it was told: %s",
  async (told) => {
    const list = (_: number, time: VirtualTime) => {
      time.at += 1_000_000;
      return ids(3).map((id) => named(id, { state: told }));
    };
    const good = await waited({ count: 3, state: (at) => (at < 900 ? "CREATING" : "READY"), list });
    expect([...good.how]).toEqual(["READY"]);
    const bad = await waited({ count: 3, state: (at) => (at < 900 ? "CREATING" : "FAILED"), list });
    expect([...bad.how].every((how) => how.includes("is FAILED"))).toBe(true);
  },
);

test("a list that was asked for before a wait began says nothing to it", async () => {
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const stateOf = (at: number, id: string) => (id === "d0" && at > 3 ? "READY" : "UPDATING");
  const waits = virtualWaits({
    get: (name, at) => {
      const id = name.split("/").at(-1) as string;
      return named(id, { state: stateOf(at, id) });
    },
    list: async (at) => {
      if (at < 10) return ids(3).map((id) => named(id, { state: stateOf(at, id) }));
      const old = ids(4).map((id) => named(id, { state: id === "d3" ? "READY" : stateOf(at, id) }));
      begin();
      await waits.time.sleep(5000);
      return old;
    },
  });
  const wait = async (id: string, limit: number) => {
    const run = waits.run(id, limit);
    const work = waitFor(run, named(id, { state: "UPDATING" }), (object) => byState(run.kind, object));
    return work.then(
      () => "READY",
      ({ message }: Error) => message,
    );
  };
  const late = begun.then(() => wait("d3", 6));
  const ends = await waits.until(Promise.all([...ids(3).map((id) => wait(id, 60)), late]));
  expect(ends[0]).toBe("READY");
  expect(ends[3]).toContain("is not ready after 6 s: UPDATING");
});

test("of what is ready all is known that a GET tells, and is asked for one by one only where lists tell less", async () => {
  const ends = async (listed: Json) => {
    const get = (name: string, at: number) =>
      named(name.split("/").at(-1) as string, { state: ready(60)(at), ...(at < 60 ? {} : { region: "X" }) });
    return waited({ count: 20, state: ready(60), get, listed: (at) => (at < 60 ? {} : listed) });
  };
  const [full, poor] = [await ends({ region: "X" }), await ends({})];
  for (const { how, last } of [full, poor]) {
    expect([...how]).toEqual(["READY"]);
    expect(last).toBeLessThanOrEqual(60 + interval(60));
  }
  const after = ({ gets }: typeof full) => gets().filter(({ at }) => at >= 60).length;
  expect(after(full)).toBeLessThan(3);
  expect(after(poor)).toBe(20);
});

test("of those that are ready one is asked for, be it that the turn is at another", async () => {
  const state = (at: number, id: string) => (Number(id.slice(1)) > 9 ? ready(22)(at) : ready(300)(at));
  const { ends, gets } = await waited({ count: 20, state });
  expect(ends.slice(10).every(({ how, at }) => how === "READY" && at <= 22 + interval(22))).toBe(true);
  expect(gets().filter(({ at }) => at >= 22 && at < 25).length).toBeLessThan(4);
});

describe("deletions", () => {
  async function removed({ count, state, listed, limit = 600 }: Omit<Given, "limit"> & { limit?: number }) {
    const told = (id: string, at: number) => named(id, { state: state(at, id) });
    const waits = virtualWaits({
      get: (name, at) => told(name.split("/").at(-1) as string, at),
      list: (at) => ids(count).map((id) => ({ ...told(id, at), ...listed?.(at, id) })),
    });
    const end = async (id: string) => {
      const run = waits.run(id, limit);
      await remove(run, run.name as string);
      return waits.now();
    };
    const ends = await waits.until(Promise.allSettled(ids(count).map(end)));
    return { ...waits, ends };
  }
  const gone = (seconds: number) => (at: number) => (at < seconds ? "DELETING" : "DELETED");

  test("go on together, and each is seen to be gone by a GET", async () => {
    const { ends, lists, gets } = await removed({ count: 30, state: gone(100) });
    for (const end of ends) expect(end).toMatchObject({ status: "fulfilled", value: expect.any(Number) });
    expect(lists().length).toBeGreaterThan(10);
    expect(new Set(gets().flatMap(({ path, at }) => (at >= 100 ? [path] : []))).size).toBe(30);
    expect(gets().length).toBeLessThan(100);
  });

  test("are over where a list still says that they go on, or too soon that they are over", async () => {
    for (const [state, seconds] of [
      ["DELETING", 20],
      ["DELETED", 40],
    ] as const) {
      const { ends } = await removed({ count: 3, state: gone(seconds), listed: () => ({ state }) });
      for (const end of ends) {
        expect(end.status).toBe("fulfilled");
        const { value } = end as PromiseFulfilledResult<number>;
        expect(value).toBeGreaterThanOrEqual(seconds);
        expect(value).toBeLessThanOrEqual(seconds + 6);
      }
    }
  });

  test("that are not over at the limit were looked at by a GET then", async () => {
    const listed = () => ({ state: "DELETING" });
    const over = await removed({ count: 3, state: gone(30), listed, limit: 30 });
    expect(over.ends.every(({ status }) => status === "fulfilled")).toBe(true);
    const late = await removed({ count: 3, state: gone(31), listed, limit: 30 });
    for (const end of late.ends)
      expect(end).toMatchObject({ reason: { message: expect.stringContaining("is still DELETING after 30s") } });
  });
});
