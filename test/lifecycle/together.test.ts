import type { Json } from "../../src/lifecycle/kind";
import { stopServers } from "../client/server";
import { requests } from "../resources/life";
import { ACCOUNT, chat, lifeAt, ownGateway } from "./gateway";
import { inTurn, listing, without } from "./many";

jest.mock("../../src/engine/monitor", () => ({ recorded: async () => [] }));
const rows: string[] = [];
jest.mock("../../src/engine/progress", () => ({
  attend: () => {},
  flushed: async () => {},
  log: (_severity: string, urn: string, message: string) => void rows.push(`${urn?.split("::").at(-1)} ${message}`),
}));

const gateway = ownGateway();
afterEach(stopServers);

beforeEach(() => {
  rows.length = 0;
  speed(20);
  gateway().put({ name: `${ACCOUNT}/quotas/global--h200-count`, value: "1000000", maxValue: "1000000" });
});

/** The gateway's time, and the provider's: a page, which may take eight seconds, is to be in time on a busy machine. */
function speed(times: number): void {
  process.env.FIREWORKS_SPEED = String(times);
  gateway().clock.setSpeed(times);
}

const LIST = `GET /v1/${ACCOUNT}/deployments`;
const idOf = (n: number) => `d${n}`;
const nameOf = (n: number) => `${ACCOUNT}/deployments/${idOf(n)}`;

/** Deployments made by one operation, all at once; what was asked for them besides. */
async function made(count: number, more: Json = {}, from = gateway(), hidden: Json = {}) {
  const life = lifeAt(from, "Deployment");
  gateway().clearJournal();
  const numbers = Array.from({ length: count }, (_, n) => n);
  const work = async (n: number) => {
    const urn = `urn:pulumi:dev::test::pulumi-nodejs:dynamic/fireworks:Deployment::${idOf(n)}`;
    const args = { ...chat(), deploymentId: idOf(n), ...more, __pulumi: { urn, dryRun: false, ...hidden } };
    const { inputs } = await life.handler.check({}, args);
    return life.handler.create(inputs).catch((error: Error & { reasons?: string[] }) => error);
  };
  const results = await inTurn(numbers, work, count);
  const sent = requests(gateway());
  return {
    life,
    results,
    lists: sent.filter((one) => one === LIST).length,
    looks: sent.filter((one) => one.startsWith(`${LIST}/`)).length,
  };
}

/** The gateway's time stands still until then. */
async function until(held: () => boolean, times = 20): Promise<void> {
  gateway().clock.setSpeed(0);
  while (!held()) await new Promise((resolve) => setTimeout(resolve, 5));
  gateway().clock.setSpeed(times);
}

const shown = (beginning: string) => rows.filter((row) => row.startsWith(beginning)).length;

test("waits that share a list end soon after their limit where the gateway takes no look", async () => {
  const body = { code: 8, message: "too many requests" };
  for (const operation of ["GetDeployment", "ListDeployments"])
    gateway().faults.add({ operation, times: 9999, action: { status: 429, body } });
  speed(5);
  const began = performance.now();
  const { results } = await made(3, {}, gateway(), { timeouts: { create: 5 } });
  expect(((performance.now() - began) / 1000) * 5).toBeLessThan(60);
  for (const error of results as { reasons?: string[] }[])
    expect(error.reasons?.join()).toMatch(/is not ready after 5 s: .*when it was seen last \(GET .*: 429 /);
});

/** Whoever failed. */
const failed = (results: readonly unknown[]) => results.filter((one) => one instanceof Error);

test("a hundred deployments take a request for each look, as one does, and every row says how far it is", async () => {
  // A hundred requests at once take long on a busy machine, and none is to be given up.
  speed(2);
  gateway().settings.timing.deploymentCreateSeconds = 20;
  const all = Array.from({ length: 100 }, (_, n) => `${idOf(n)} 0 of 1 serving, `);
  const work = made(100);
  await until(() => all.every((row) => shown(row) > 3), 200);
  const { results, lists, looks } = await work;
  expect(failed(results)).toEqual([]);
  expect(lists).toBeGreaterThan(3);
  // One by one they are more than a thousand.
  expect(lists + looks).toBeLessThan(100);
});

test.each(["state", "replicaStats", "name"])(
  "from lists that do not tell %s they learn nothing, and ask for each",
  async (member) => {
    gateway().settings.timing.deploymentCreateSeconds = 20;
    const poor = await listing(gateway(), without(member));
    const work = made(6, { waitFor: "serving", minReplicaCount: 1 }, poor);
    await until(() => requests(gateway()).filter((one) => one.startsWith(`${LIST}/`)).length > 12);
    const { results, lists, looks } = await work;
    for (const one of results)
      expect(one).toMatchObject({ outs: { state: "READY", readyReplicaCount: 1, hardware: { acceleratorCount: 1 } } });
    expect(lists).toBeLessThan(8);
    expect(looks).toBeGreaterThan(12);
  },
);

test("thirty that are READY before they serve are looked at together, and none is called ready sooner", async () => {
  speed(2);
  gateway().settings.timing.deploymentCreateSeconds = 40;
  const early = (one: Json) => (one.state === "CREATING" ? { ...one, state: "READY" } : one);
  const all = (list: Json) => ({ ...list, deployments: (list.deployments as Json[]).map(early) });
  const front = await listing(gateway(), all, early);
  const work = made(30, { waitFor: "serving", minReplicaCount: 1 }, front);
  await until(() => requests(gateway()).filter((one) => one === LIST).length > 5, 200);
  const { results, lists, looks } = await work;
  for (const one of results) expect(one).toMatchObject({ outs: { state: "READY", readyReplicaCount: 1 } });
  expect(lists).toBeGreaterThan(3);
  expect(looks).toBeLessThan(20);
});

test("a list that says they failed, or leaves them out, is not believed", async () => {
  gateway().settings.timing.deploymentCreateSeconds = 20;
  const liar = await listing(gateway(), (list) => ({
    ...list,
    deployments: (list.deployments as Json[])?.slice(1).map((one) => ({ ...one, state: "FAILED" })),
  }));
  expect(failed((await made(5, {}, liar)).results)).toEqual([]);
});

test("one that fails, and one that is deleted meanwhile, are told as by a look at each; the others go on", async () => {
  gateway().settings.timing.deploymentCreateSeconds = 40;
  gateway().settings.outcome.push({ match: "^d2$", outcome: "FAILED", message: "no weights" });
  const work = made(5);
  await until(() => shown("d3 0 of 1") > 0);
  gateway().remove(nameOf(3));
  const { results } = await work;
  const reasons = results.map((one) => (one as { reasons?: string[] }).reasons?.join());
  expect(reasons).toEqual([
    undefined,
    undefined,
    expect.stringContaining(`${nameOf(2)} is FAILED: `),
    expect.stringContaining(`${nameOf(3)} was deleted while it was waited for.`),
    undefined,
  ]);
});

test("from a list that stays behind nobody waits longer, neither until it is ready nor until it is gone", async () => {
  gateway().settings.timing.deploymentCreateSeconds = 20;
  gateway().settings.timing.deploymentDeleteSeconds = 10;
  gateway().settings.outcome.push({ match: "^d1$", outcome: "FAILED", message: "no weights" });
  const behind = await listing(gateway(), (list) => ({
    ...list,
    deployments: (list.deployments as Json[]).map((one) => ({ ...one, state: "CREATING" })),
  }));
  const began = gateway().clock.now().getTime();
  const { results, life } = await made(4, {}, behind);
  expect(failed(results)).toHaveLength(1);
  const gone: Json[] = [];
  const late = await listing(gateway(), (list) => {
    const leaving = (list.deployments as Json[]).filter(({ state }) => state === "DELETING");
    gone.push(...leaving.filter(({ name }) => !gone.some((one) => one.name === name)));
    return { ...list, deployments: gone };
  });
  Object.assign(life, { gateway: late });
  life.begin();
  const there = (results as { id: string; outs: Json }[]).filter((one) => !(one instanceof Error));
  await inTurn(there, ({ id, outs }) => life.handler.delete(id, outs));
  // The limit is an hour each.
  expect(gateway().clock.now().getTime() - began).toBeLessThan(600_000);
});

test("what only a GET of a ready one tells is in its outputs, though lists say that it is ready", async () => {
  gateway().settings.timing.deploymentCreateSeconds = 20;
  const poor = await listing(gateway(), without("region"), ({ region: _, ...one }) =>
    one.state === "CREATING" ? one : { ...one, region: "US_IOWA_1" },
  );
  const { results } = await made(6, {}, poor);
  for (const one of results) expect(one).toMatchObject({ outs: { state: "READY", region: "US_IOWA_1" } });
});

test("a list that is older than a change does not say that it is done", async () => {
  gateway().settings.timing.deploymentCreateSeconds = 5;
  const { results, life } = await made(4);
  const old: Json[] = [];
  const stale = await listing(gateway(), (list) => {
    old.push(list);
    return old[0];
  });
  await fetch(`${stale.url}/v1/${ACCOUNT}/deployments`, { headers: { authorization: `Bearer ${stale.apiKey}` } });
  expect(old[0]?.deployments).toHaveLength(4);
  Object.assign(life, { gateway: stale });
  life.begin();
  gateway().settings.timing.deploymentUpdateSeconds = 20;
  gateway().settings.patchWhileUpdating = "accept";
  const updated = await inTurn(results as { id: string; outs: Json }[], async ({ id, outs }) => {
    const { __provider: _, ...props } = outs;
    await life.handler.update(id, outs, { ...props, maxReplicaCount: 2 });
    return gateway().get(id)?.state;
  });
  expect(updated).toEqual(["READY", "READY", "READY", "READY"]);
});

test("deletions are waited for together, and each is seen to be gone", async () => {
  gateway().settings.timing.deploymentCreateSeconds = 5;
  gateway().settings.timing.deploymentDeleteSeconds = 60;
  const { results, life } = await made(30);
  speed(2);
  life.begin();
  gateway().clearJournal();
  const work = inTurn(results as { id: string; outs: Json }[], ({ id, outs }) => life.handler.delete(id, outs), 30);
  await until(() => requests(gateway()).filter((one) => one === LIST).length > 3, 200);
  await work;
  expect(gateway().list("deployments")).toEqual([]);
  const sent = requests(gateway());
  // A look at first, and one at the end.
  expect(sent.filter((one) => one.startsWith(`${LIST}/`)).length).toBeLessThan(30 * 4);
});

test("a few that wait in a very large account are not looked for on all its pages", async () => {
  gateway().settings.timing.deploymentCreateSeconds = 30;
  const work = made(3);
  await until(() => shown("d2 0 of 1") > 0, 0);
  for (let n = 0; n < 1500; n++) gateway().put({ name: `${ACCOUNT}/deployments/other${n}`, ...chat(), state: "READY" });
  await until(() => requests(gateway()).filter((one) => one.startsWith(`${LIST}/`)).length > 12);
  const { results, lists, looks } = await work;
  expect(failed(results)).toEqual([]);
  expect(lists).toBeLessThan(1 + looks / 3);
});

test("two hundred secrets take two hundred requests, and a look at what is there every two seconds", async () => {
  speed(1);
  // Those pass when half are made, however slow this machine is.
  let now = performance.now();
  const clock = jest.spyOn(performance, "now").mockImplementation(() => now);
  const life = lifeAt(gateway(), "Secret");
  for (let n = 0; n < 30; n++) gateway().put({ name: `${ACCOUNT}/secrets/other${n}`, keyName: "OTHER" });
  gateway().clearJournal();
  const numbers = Array.from({ length: 200 }, (_, n) => n);
  const make = async (n: number) => {
    const { inputs } = await life.handler.check({}, { keyName: `KEY_${n}`, value: "planted" });
    return life.handler.create(inputs);
  };
  try {
    await inTurn(numbers.slice(0, 100), make);
    now += 2001;
    await inTurn(numbers.slice(100), make);
  } finally {
    clock.mockRestore();
  }
  const sent = requests(gateway());
  expect(sent.filter((one) => one === `POST /v1/${ACCOUNT}/secrets`)).toHaveLength(200);
  expect(sent.filter((one) => one === `GET /v1/${ACCOUNT}/secrets`)).toHaveLength(2);
  expect(sent).toHaveLength(202);
});

test("a secret that was there before is refused after the list has said so, and not taken over", async () => {
  const life = lifeAt(gateway(), "Secret");
  gateway().put({ name: `${ACCOUNT}/secrets/key-2`, keyName: "KEY_2", value: "theirs" });
  gateway().faults.add({ method: "POST", path: "/secrets$", times: 2, action: { status: 500 } });
  const results = await inTurn([0, 1, 2, 3], async (n) => {
    const { inputs } = await life.handler.check({}, { keyName: `KEY_${n}`, value: "planted" });
    return life.handler.create(inputs).catch((error: Error) => error.message);
  });
  expect(results[2]).toContain("exists already");
  expect(gateway().get(`${ACCOUNT}/secrets/key-2`)).toMatchObject({ value: "theirs" });
});
