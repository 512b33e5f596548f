import type { Json } from "../../src/lifecycle/kind";
import { stopServers } from "../client/server";
import { type Life, requests } from "../resources/life";
import { ACCOUNT, handlerOf, lifeAt, ownGateway } from "./gateway";
import { crowds, type Held, inTurn, listing, read, without } from "./many";

jest.mock("../../src/engine/monitor", () => ({ recorded: async () => [] }));
jest.mock("../../src/engine/progress", () => ({ attend: () => {}, flushed: async () => {}, log: () => {} }));

// Nobody waits here, and a page may take its eight seconds on a busy machine, a refresh its minute.
process.env.FIREWORKS_SPEED = "1";

const gateway = ownGateway();
afterEach(stopServers);

/** Resources of a kind, and what a refresh has put into state for them. */
async function crowd(type: string, count: number): Promise<{ life: Life; held: Held[] }> {
  const life = lifeAt(gateway(), type);
  if (type === "ApiKey") return { life, held: await keys(life, count) };
  if (type === "DeploymentShape") return { life, held: await shapes(count) };
  const all = Array.from({ length: count }, (_, n) => (crowds[type] as (typeof crowds)[string])(n));
  // What is loaded on a deployment goes with it.
  if (type === "DeployedModel") gateway().put(crowds.Deployment?.(0).object as { name: string });
  for (const { object } of all) gateway().put(object);
  const held = all.map(({ object: { name }, inputs }) => ({ id: name, props: inputs }));
  return { life, held: await inTurn(held, async (one) => (await read(life.handler, one)) as Held) };
}

async function keys(life: Life, count: number): Promise<Held[]> {
  const held: Held[] = [];
  for (let n = 0; n < count; n++) {
    const one = lifeAt(gateway(), "ApiKey", `k${n}`);
    await one.up({ user: `${ACCOUNT}/users/emulator`, displayName: `${n}` });
    held.push({ id: String(one.state?.id), props: one.state?.outputs as Json });
  }
  life.begin();
  return inTurn(held, async (one) => (await read(life.handler, one)) as Held);
}

async function shapes(count: number): Promise<Held[]> {
  const held: Held[] = [];
  for (let n = 0; n < count; n++) {
    const one = lifeAt(gateway(), "DeploymentShape", `p${n}`);
    const { name: _, ...args } = (crowds.DeploymentShape as (typeof crowds)[string])(n).inputs;
    await one.up(args);
    await one.refresh();
    held.push({ id: String(one.state?.id), props: one.state?.outputs as Json });
  }
  return held;
}

/** A refresh of all of them, in an operation of its own; with the requests that it took. */
async function refreshed(life: Life, held: readonly Held[], from = gateway()) {
  Object.assign(life, { gateway: from });
  life.begin();
  gateway().clearJournal();
  const found = await inTurn(held, (one) => read(life.handler, one));
  return { found, sent: requests(gateway()) };
}

/** What each look by itself tells, from a gateway without lists. */
const alone = async (life: Life, held: readonly Held[]) =>
  (await refreshed(life, held, await listing(gateway(), () => ({})))).found;

const page = (collection: string) => `GET /v1/${ACCOUNT}/${collection}`;

describe("a refresh of many", () => {
  test.each([
    ...["Secret", "Deployment", "Router", "User", "Dataset", "Model", "DeployedModel"].map(
      (type) => [type, 2] as const,
    ),
    ["ApiKey", 2] as const,
    // The versions are a list of their own.
    ["DeploymentShape", 3] as const,
  ])("of kind %s asks for a list, and one by itself to see what lists tell: %d in all", async (type, lists) => {
    gateway().clock.setSpeed(0);
    const { life, held } = await crowd(type, 20);
    const { found, sent } = await refreshed(life, held);
    expect(sent).toHaveLength(lists);
    expect(found).toEqual(held);
    gateway().clock.setSpeed(1000);
  });

  test("takes five pages for a thousand, and one look to see what they tell", async () => {
    const { life, held } = await crowd("Secret", 1000);
    const { found, sent } = await refreshed(life, held);
    expect(sent.filter((one) => one === page("secrets"))).toHaveLength(5);
    expect(sent).toHaveLength(6);
    expect(found).toEqual(held);
  });

  // The gateway lists what was made last first, and a refresh reads what was made first.
  test.each([
    [300, 1, 2],
    [1000, 1, 5],
    [1400, 4, 7],
    [2000, 8, 10],
  ])(
    "of %d, %d at once, whose %d pages begin with those that are read last, takes twice the least at most",
    async (count, atOnce, pages) => {
      const { life, held } = await crowd("Secret", count);
      life.begin();
      gateway().clearJournal();
      expect(await inTurn(held, (one) => read(life.handler, one), atOnce)).toEqual(held);
      const sent = requests(gateway());
      expect(sent.filter((one) => one === page("secrets"))).toHaveLength(pages);
      expect(sent.length).toBeLessThanOrEqual(2 * (pages + 1));
    },
  );

  test("takes no more where another kind is met in between, which the engine configures then", async () => {
    const { life, held } = await crowd("Router", 20);
    life.begin();
    gateway().clearJournal();
    await inTurn(held.slice(0, 10), (one) => read(life.handler, one));
    life.configure(handlerOf("User"));
    expect(await inTurn(held.slice(10), (one) => read(life.handler, one))).toEqual(held.slice(10));
    expect(requests(gateway())).toHaveLength(2);
  });

  test("takes no more where some come while the page is under way", async () => {
    const { life, held } = await crowd("Router", 20);
    let late: Promise<unknown> | undefined;
    const slow = await listing(gateway(), async (list, path) => {
      if (!path.endsWith("/routers")) return list;
      late = inTurn(held.slice(10), (one) => read(life.handler, one));
      await new Promise((resolve) => setTimeout(resolve, 50));
      return list;
    });
    const { found, sent } = await refreshed(life, held.slice(0, 10), slow);
    expect(await late).toEqual(held.slice(10));
    expect(found).toEqual(held.slice(0, 10));
    expect(sent.filter((one) => one === page("routers"))).toHaveLength(1);
    expect(requests(gateway())).toHaveLength(2);
  });

  test("of a few among very many takes one request more than there are, at most", async () => {
    const { life, held } = await crowd("Secret", 10);
    for (let n = 10; n < 2500; n++) gateway().put((crowds.Secret as (typeof crowds)[string])(n).object);
    const { found, sent } = await refreshed(life, held);
    expect(found).toEqual(held);
    expect(sent.length).toBeLessThanOrEqual(11);
  });
});

/** What somebody did to some of forty routers, and what each alone tells of it. */
async function meddled(change: () => void) {
  const { life, held } = await crowd("Router", 40);
  change();
  return { life, held, truth: await alone(life, held) };
}

const router = (n: number) => `${ACCOUNT}/routers/r${n}`;

describe("what somebody did is seen as by a look at each", () => {
  test("where it was changed, deleted, or is on its way out", async () => {
    const { life, held, truth } = await meddled(() => {
      gateway().put({ name: router(3), displayName: "theirs", public: false });
      gateway().put({ name: router(4), evenLoad: null, weightedRandom: {} });
      gateway().put({ name: router(5), state: "DELETING" });
      gateway().put({ name: router(7), createdBy: "somebody@example.com" });
      gateway().remove(router(6));
    });
    const { found, sent } = await refreshed(life, held);
    expect(found).toEqual(truth);
    expect(found.filter((one) => one === undefined)).toHaveLength(2);
    expect(
      found.filter((one, at) => one && one.props !== undefined && JSON.stringify(one) !== JSON.stringify(held[at])),
    ).toHaveLength(3);
    // What is gone is looked for three times, and then its account.
    expect(sent.filter((one) => one === page("routers"))).toHaveLength(1);
    expect(sent.length).toBeLessThanOrEqual(1 + 1 + 3 + 1 + 4);
  });

  test("where it is on its way out, and state says the same after a wait that saw it", async () => {
    const { life, held } = await meddled(() => gateway().put({ name: router(5), state: "DELETING" }));
    const seen = held.map((one) =>
      one.id === router(5) ? { ...one, props: { ...one.props, state: "DELETING" } } : one,
    );
    const { found } = await refreshed(life, seen);
    expect(found[5]).toBeUndefined();
    expect(found.filter((one) => one === undefined)).toHaveLength(1);
  });

  test.each(["public", "displayName", "evenLoad", "deployments", "state", "name"])(
    "where lists do not tell %s",
    async (member) => {
      const { life, held, truth } = await meddled(() => {
        for (let n = 0; n < 20; n++) gateway().put({ name: router(n), public: n % 2 === 0 });
        gateway().put({ name: router(30), evenLoad: null, weightedRandom: {} });
        gateway().put({ name: router(31), displayName: "theirs" });
        gateway().put({ name: router(32), state: "DELETING" });
        gateway().put({ name: router(33), deployments: [`${ACCOUNT}/deployments/other`] });
      });
      const { found } = await refreshed(life, held, await listing(gateway(), without(member)));
      expect(found).toEqual(truth);
    },
  );

  test("where neither lists nor answers tell what is zero, and lists tell a member of none", async () => {
    gateway().settings.zeroValues = "omit";
    const { life, held, truth } = await meddled(() => {
      for (const n of [2, 4]) gateway().put({ name: router(n), public: true });
    });
    const poor = await listing(gateway(), without("public"));
    expect((await refreshed(life, held, poor)).found).toEqual(truth);
    const { found, sent } = await refreshed(life, held, gateway());
    expect(found).toEqual(truth);
    // Others of the list are public: where it says nothing of that, they are not.
    expect(sent).toHaveLength(4);
  });

  test("where pages repeat, contradict each other, or do not end", async () => {
    const { life, held, truth } = await meddled(() => gateway().put({ name: router(30), public: true }));
    let pages = 0;
    const repeating = await listing(gateway(), (list, path) => {
      if (!path.endsWith("/routers")) return list;
      pages++;
      const routers = (list.routers as Json[]).filter(({ name }) => name !== router(0));
      const contradicting = routers.map((one) => (one.name === router(30) ? { ...one, public: false } : one));
      return { ...list, routers: pages === 1 ? routers : contradicting, nextPageToken: "again" };
    });
    expect((await refreshed(life, held, repeating)).found).toEqual(truth);
    expect(pages).toBeLessThan(3);
    const endless = await listing(gateway(), (answer, path) =>
      path.endsWith("/routers") ? { ...answer, routers: [], totalSize: 1e9, nextPageToken: `next${++pages}` } : answer,
    );
    expect((await refreshed(life, held, endless)).found).toEqual(truth);
    expect(pages).toBeLessThan(10);
  });

  test.each([
    ["is refused", { status: 403 }],
    ["fails", { status: 500 }],
    ["is none", { status: 200, body: { routers: "none" } }],
    ["is a web page", { status: 200, body: "<html>" }],
    ["holds what is no object", { status: 200, body: { routers: [null, 7, { name: 7 }] } }],
  ])("where the list %s", async (_, action) => {
    const { life, held, truth } = await meddled(() => gateway().put({ name: router(3), displayName: "theirs" }));
    gateway().faults.add({ method: "GET", path: "/routers$", times: 99, action });
    expect((await refreshed(life, held)).found).toEqual(truth);
  });

  test("where objects go, come and change between two pages", async () => {
    const { life, held } = await crowd("Secret", 450);
    let pages = 0;
    const moving = await listing(gateway(), (answer, path) => {
      if (path.endsWith("/secrets") && ++pages < 3) {
        gateway().remove(`${ACCOUNT}/secrets/s${pages}`);
        gateway().put({ name: `${ACCOUNT}/secrets/new${pages}`, keyName: "NEW" });
        gateway().put({ name: `${ACCOUNT}/secrets/s${10 * pages}`, keyName: "THEIRS" });
      }
      return answer;
    });
    const { found } = await refreshed(life, held, moving);
    expect(found).toEqual(await alone(life, held));
    expect(pages).toBeGreaterThan(2);
  });
});

test("once this process has written anything, no list is believed that it had before", async () => {
  gateway().put(crowds.Deployment?.(0).object as { name: string });
  const { life, held } = await crowd("Router", 20);
  await refreshed(life, held);
  const [first, ...others] = held as [Held, ...Held[]];
  const { __provider: _, ...inputs } = first.props;
  const { outs } = await life.handler.update(first.id, first.props, { ...inputs, displayName: "ours" });
  for (const { id } of others) gateway().put({ name: id, public: true });
  const found = await inTurn([{ id: first.id, props: outs }, ...others], (one) => read(life.handler, one));
  expect(found.map((one) => one?.props.public)).toEqual([false, ...others.map(() => true)]);
  expect(found[0]?.props.displayName).toBe("ours");
});
