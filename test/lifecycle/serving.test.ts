import type { Json, Verdict } from "../../src/lifecycle/kind";
import { type Given, interval, named, ready, waited } from "./virtual";

/** READY after twenty seconds; `n` tells when the last replica serves, and before that how many are loading. */
const serving = (object: Json): Verdict =>
  object.state === "READY" && object.n === "serving"
    ? { is: "done" }
    : { is: "pending", why: `${String(object.state)}, ${object.n}` };

const idIn = (name: string) => name.split("/").at(-1) as string;

type Telling = (at: number, id: string) => string;

/** Deployments of which GETs tell one thing, and lists the same or another. */
const served = (count: number, told: Telling, listed: Telling = told, more: Partial<Given> = {}) =>
  waited({
    count,
    limit: () => 3600,
    verdict: serving,
    state: ready(20),
    get: (name, at) => named(idIn(name), { state: ready(20)(at), n: told(at, idIn(name)) }),
    listed: (at, id) => ({ n: listed(at, id) }),
    ...more,
  });

const from =
  (seconds: number): Telling =>
  (at) =>
    at < seconds ? "none" : "serving";

const between = (asked: readonly { at: number }[], begin: number, end: number) =>
  asked.filter(({ at }) => at >= begin && at < end).length;

test("a hundred that are READY long before they serve cost the pages and what one alone costs, and are seen as soon", async () => {
  const alone = await served(1, from(600));
  const all = await served(100, from(600));
  expect([...all.how]).toEqual(["READY"]);
  expect(all.last).toBeLessThanOrEqual(600 + interval(600));
  for (let at = 0; at < 600; at += 60) {
    // Two more at first show that what lists tell of replicas, and of what is ready, is right.
    const least = between(alone.gets(), at, at + 60) + (at === 0 ? 2 : 0);
    expect(between(all.gets(), at, at + 60)).toBeLessThanOrEqual(least);
    expect(between(all.lists(), at, at + 60)).toBeLessThanOrEqual(between(alone.gets(), at, at + 60));
  }
});

test("and where some are READY, and the turn is at another, it is not each that is asked for", async () => {
  const state = (at: number, id: string) => ready(Number(id.slice(1)) < 50 ? 300 : 22)(at);
  const all = await served(100, from(400), from(400), {
    state,
    get: (name, at) => named(idIn(name), { state: state(at, idIn(name)), n: from(400)(at, "") }),
  });
  expect([...all.how]).toEqual(["READY"]);
  expect(all.last).toBeLessThanOrEqual(400 + interval(400));
  expect(between(all.gets(), 22, 60)).toBeLessThan(12);
});

test("what lists never tell is asked for as soon as a GET shows that, and then every half minute", async () => {
  const soon = await served(20, from(20), () => "none");
  expect([...soon.how]).toEqual(["READY"]);
  expect(soon.last).toBeLessThan(25);
  // The gateway tells of some that load, and lists of none.
  const loading: Telling = (at, id) => (at < (id === "d0" ? 200 : 400) ? "loading" : "serving");
  const { ends, how, last, gets } = await served(20, loading, () => "none");
  expect([...how]).toEqual(["READY"]);
  expect(ends[0]?.at).toBeLessThan(200 + 30 + 15);
  expect(last).toBeLessThan(400 + 30 + 15);
  // One by one, each is looked at forty times meanwhile.
  expect(between(gets(), 25, 400)).toBeLessThan(20 * 20);
});

test("where GETs told no more than lists so far, the first that serves is found when its turn comes, the others soon", async () => {
  const told: Telling = (at, id) => from(id === "d0" ? 200 : 500)(at, id);
  const { ends, how, last } = await served(20, told, () => "none");
  expect([...how]).toEqual(["READY"]);
  expect(ends[0]?.at).toBeLessThan(200 + 20 * 15 + 15);
  expect(last).toBeLessThan(500 + 30 + 15);
});

test("lists that say too soon that all serve are not believed", async () => {
  const { ends, how } = await served(20, from(200), from(60));
  expect([...how]).toEqual(["READY"]);
  expect(Math.min(...ends.map(({ at }) => at))).toBeGreaterThanOrEqual(200);
});

test.each(["n", "state"])(
  "what changed in between is asked for once more, and the list goes on: %s",
  async (member) => {
    let late = 1;
    const before = { state: "READY", n: "none", [member]: "before" };
    const now = { state: "READY", n: "none", [member]: "after" };
    const all = await served(100, from(300), from(300), {
      get: (name, at) => {
        if (at >= 300) return named(idIn(name), { state: "READY", n: "serving" });
        // One GET, whose list is newer already.
        return named(idIn(name), { ...(at < 100 || late-- > 0 ? before : now) });
      },
      list: (at) =>
        Array.from({ length: 100 }, (_, n) =>
          named(`d${n}`, at < 100 ? before : at < 300 ? now : { state: "READY", n: "serving" }),
        ),
    });
    expect([...all.how]).toEqual(["READY"]);
    expect(between(all.gets(), 90, 300)).toBeLessThan(30);
  },
);
