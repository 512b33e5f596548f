import type { Json } from "../../src/lifecycle/kind";
import { stopServers } from "../client/server";
import { type Life, requests } from "../resources/life";
import { ACCOUNT, lifeAt, ownGateway } from "./gateway";
import { crowds, type Held, inTurn, listing, read, without } from "./many";

jest.mock("../../src/engine/monitor", () => ({ recorded: async () => [] }));
jest.mock("../../src/engine/progress", () => ({ attend: () => {}, flushed: async () => {}, log: () => {} }));

const gateway = ownGateway();
afterEach(stopServers);
afterEach(() => jest.restoreAllMocks());

/** All clocks of this process go on by so many seconds of the client's. */
function later(seconds: number): void {
  const now = performance.now.bind(performance);
  jest.spyOn(performance, "now").mockImplementation(() => now() + (seconds * 1000) / SPEED);
}

/** Nobody waits here but for what hangs: a page may take its eight seconds on a busy machine, a refresh its minute. */
const SPEED = 1;
process.env.FIREWORKS_SPEED = String(SPEED);

const router = (n: number) => `${ACCOUNT}/routers/r${n}`;
const ROUTERS = `GET /v1/${ACCOUNT}/routers`;

/** Routers as a refresh has put them into state, and an operation that has just begun. */
async function routers(count: number): Promise<{ life: Life; held: Held[] }> {
  const life = lifeAt(gateway(), "Router");
  gateway().put(crowds.Deployment?.(0).object as { name: string });
  const all = Array.from({ length: count }, (_, n) => (crowds.Router as (typeof crowds)[string])(n));
  for (const { object } of all) gateway().put(object);
  const held = await inTurn(
    all,
    async ({ object, inputs }) => (await read(life.handler, { id: object.name, props: inputs })) as Held,
  );
  begin(life, gateway());
  return { life, held };
}

function begin(life: Life, from: ReturnType<typeof gateway>): void {
  Object.assign(life, { gateway: from });
  life.begin();
  gateway().clearJournal();
}

const readAll = ({ life }: { life: Life }, held: readonly Held[]) => inTurn(held, (one) => read(life.handler, one));
const asked = (path = ROUTERS) => requests(gateway()).filter((one) => one === path).length;

describe("of lists a read believes", () => {
  test("none that is older than a minute", async () => {
    const { life, held } = await routers(20);
    await readAll({ life }, held.slice(0, 10));
    gateway().put({ name: router(15), public: false });
    later(61);
    const found = await readAll({ life }, held.slice(10));
    expect(found[5]?.props.public).toBe(false);
  });

  test("no entry that another one contradicts", async () => {
    const { life, held } = await routers(20);
    gateway().put({ name: router(15), public: false });
    const torn = await listing(gateway(), (list) => {
      const all = list.routers as Json[];
      const before = all.filter(({ name }) => name === router(15)).map((one) => ({ ...one, public: true }));
      return { ...list, routers: [...before, ...all] };
    });
    begin(life, torn);
    expect((await readAll({ life }, held))[15]?.props.public).toBe(false);
  });

  test("none that keeps back what a look at one tells and state does not have either", async () => {
    const { life, held } = await routers(20);
    const known = held.map(({ id, props: { createdBy: _, ...props } }) => ({ id, props }));
    begin(life, await listing(gateway(), without("createdBy")));
    expect(await readAll({ life }, known)).toEqual(held);
    expect(asked()).toBe(1);
    expect(requests(gateway()).length).toBeLessThanOrEqual(1 + 1 + held.length);
  });
});

describe("a list costs little", () => {
  test("where it hangs: one request, and eight seconds", async () => {
    const { life, held } = await routers(40);
    gateway().put({ name: router(15), public: false });
    const speed = 4;
    process.env.FIREWORKS_SPEED = String(speed);
    begin(life, await listing(gateway(), () => new Promise(() => {})));
    const began = performance.now();
    const found = await readAll({ life }, held);
    process.env.FIREWORKS_SPEED = String(SPEED);
    expect((performance.now() - began) * speed).toBeLessThan(50_000);
    expect(found[15]?.props.public).toBe(false);
    expect(asked()).toBe(1);
  });

  test("where it fails: it is asked for once more when a minute is over, whatever is written meanwhile", async () => {
    const { life, held } = await routers(20);
    gateway().faults.add({ method: "GET", path: "/routers$", times: 2, action: { status: 500 } });
    for (let round = 0; round < 3; round++) {
      await readAll({ life }, held);
      const { id, props } = held[0] as Held;
      const { __provider: _, ...inputs } = props;
      const { outs } = await life.handler.update(id, props, { ...inputs, displayName: `${round}` });
      held[0] = { id, props: outs };
    }
    expect(asked()).toBe(1);
    gateway().faults.clear();
    gateway().clearJournal();
    later(61);
    await readAll({ life }, held.slice(1));
    expect(asked()).toBe(1);
    expect(requests(gateway())).toHaveLength(2);
  });

  test("where it promises more with each page", async () => {
    const { life, held } = await routers(40);
    let pages = 0;
    const growing = await listing(gateway(), (list, path) =>
      path.endsWith("/routers")
        ? { ...list, routers: [], totalSize: 200 * (++pages + 1), nextPageToken: `next${pages}` }
        : list,
    );
    begin(life, growing);
    expect(await readAll({ life }, held)).toEqual(held);
    expect(pages).toBe(3);
  });

  test("where its pages are large: 64 MiB of them", async () => {
    const { life, held } = await routers(20);
    let pages = 0;
    const pad = "x".repeat(15 * 2 ** 20);
    const large = await listing(gateway(), (list, path) =>
      path.endsWith("/routers")
        ? { ...list, pad, routers: [], totalSize: 1600, nextPageToken: `next${++pages}` }
        : list,
    );
    begin(life, large);
    expect(await readAll({ life }, held)).toEqual(held);
    expect(pages).toBe(5);
  });

  test.each([
    [10, 3000, 11],
    // Sixteen pages, and a look to see what they tell: twice that.
    [100, 3000, 34],
    [100, 300, 5],
  ])("of %d secrets on the last pages, behind %d others: %d requests", async (ours, others, most) => {
    const life = lifeAt(gateway(), "Secret");
    const held = Array.from({ length: ours }, (_, n) => {
      const { object, inputs } = (crowds.Secret as (typeof crowds)[string])(n);
      gateway().put(object);
      return { id: object.name, props: inputs };
    });
    for (let n = 0; n < others; n++) gateway().put({ name: `${ACCOUNT}/secrets/other${n}`, keyName: "OTHER" });
    gateway().clearJournal();
    await readAll({ life }, held);
    expect(requests(gateway()).length).toBeLessThanOrEqual(most);
  });
});

test("in a large account secrets that are made one after the other cost a page once, not each", async () => {
  gateway().settings.missingSecret = 404;
  for (let n = 0; n < 2500; n++) gateway().put((crowds.Secret as (typeof crowds)[string])(n).object);
  const life = lifeAt(gateway(), "Secret");
  gateway().clearJournal();
  for (let n = 0; n < 6; n++) {
    expect(await make(life, `KEY_${n}`)).toBe("made");
    jest.restoreAllMocks();
    later(3 * (n + 1));
  }
  expect(requests(gateway())).toHaveLength(1 + 6 * 2);
});

const THEIRS = { name: `${ACCOUNT}/secrets/key-1`, keyName: "KEY_1", value: "theirs" };
const POST = { method: "POST", path: "/secrets$", times: 1 } as const;

async function make(life: Life, keyName: string): Promise<string> {
  const { inputs } = await life.handler.check({}, { keyName, value: "ours" });
  return life.handler.create(inputs).then(
    () => "made",
    (error: Error) => error.message,
  );
}

const secrets = (change: (all: Json[]) => Json[], more: Json = {}) =>
  listing(gateway(), (list, path) =>
    path.endsWith("/secrets") ? { ...list, ...more, secrets: change(list.secrets as Json[]) } : list,
  );

describe("somebody else's secret is left alone", () => {
  test("that was made after the list, and before ours could not be", async () => {
    const life = lifeAt(gateway(), "Secret");
    expect(await make(life, "KEY_0")).toBe("made");
    gateway().put(THEIRS);
    later(3);
    gateway().faults.add({ ...POST, action: { status: 500 } });
    expect(await make(life, "KEY_1")).toContain("exists already");
    expect(gateway().get(THEIRS.name)).toMatchObject({ value: "theirs" });
  });

  const hidden = (all: Json[]) => all.filter(({ keyName }) => keyName !== "KEY_1");
  const renamed = (all: Json[]) => all.map((one) => ({ ...one, name: `projects/7/secrets/${String(one.keyName)}` }));
  test.each([
    ["leaves out", 500, hidden, {}, "exists already"],
    ["names otherwise", 500, renamed, { totalSize: undefined }, "exists already"],
    ["does not know of", 400, hidden, { totalSize: 0 }, "refused"],
  ] as const)("that a list %s, when ours is answered with %d", async (_, status, change, more, answer) => {
    gateway().put(THEIRS);
    gateway().faults.add({ ...POST, action: { status, body: { code: 3, message: "refused" } } });
    const life = lifeAt(await secrets(change, more), "Secret");
    expect(await make(life, "KEY_1")).toContain(answer);
    expect(gateway().get(THEIRS.name)).toMatchObject({ value: "theirs" });
  });
});

test("a secret that a list has, and that is gone by then, is ours once it is made", async () => {
  gateway().put(THEIRS);
  const life = lifeAt(gateway(), "Secret");
  const [now, from] = [performance.now.bind(performance), performance.now()];
  // However slow this machine is, two seconds are not over by then.
  jest.spyOn(performance, "now").mockImplementation(() => from + (now() - from) / 100);
  expect(await make(life, "KEY_0")).toBe("made");
  gateway().remove(THEIRS.name);
  gateway().faults.add({ ...POST, when: "after", action: { status: 500 } });
  expect(await make(life, "KEY_1")).toBe("made");
  expect(gateway().get(THEIRS.name)).toMatchObject({ value: "ours" });
});
