import { account, api, ids, useEmulator } from "./support";

const used = useEmulator();
const secrets = `${account}/secrets`;
const secret = { name: "k", keyName: "K", value: "v" };
const create = () => used.api.post(secrets, secret);

test("before the effect: an answer instead of it, once, for the n-th request", async () => {
  const id = used.emulator.faults.add({
    operation: "CreateSecret",
    nth: 2,
    action: { status: 503, headers: { "retry-after": "1" } },
  });
  expect((await create()).status).toBe(200);
  const struck = await create();
  expect([struck.status, struck.headers.get("retry-after"), struck.body.message]).toEqual([
    503,
    "1",
    expect.stringContaining("fireworks-emulator"),
  ]);
  expect((await create()).status).toBe(409);
  expect(used.emulator.journal().map(({ fault }) => fault)).toEqual([undefined, id, undefined]);
});

test("after the effect: the object is there, the answer is another", async () => {
  used.emulator.faults.add({
    operation: "Gateway_CreateSecret",
    when: "after",
    times: 1,
    action: { status: 500, body: { code: 13, message: "lost" } },
  });
  expect((await create()).body).toEqual({ code: 13, message: "lost" });
  expect((await create()).status).toBe(409);
});

test.each(["before", "after"] as const)("a connection broken %s the effect", async (when) => {
  used.emulator.faults.add({ method: "post", path: "/secrets$", when, times: 1, action: { reset: true } });
  await expect(create()).rejects.toThrow("fetch failed");
  expect(used.emulator.list("secrets")).toHaveLength(when === "after" ? 1 : 0);
  expect(used.emulator.journal()[0]?.status).toBe(0);
});

test.each([
  [{ truncate: true } as const, "terminated"],
  [{ malformed: true } as const, "JSON"],
])("%j", async (action, message) => {
  used.emulator.faults.add({ operation: "CreateSecret", when: "after", times: 1, action });
  await expect(create()).rejects.toThrow(message);
  expect(used.emulator.list("secrets")).toHaveLength(1);
});

test("a delay lets the request through", async () => {
  used.emulator.faults.add({ operation: /^ListSecrets$/, action: { delay: 60 } });
  const began = performance.now();
  expect((await used.api.get(secrets)).status).toBe(200);
  expect(performance.now() - began).toBeGreaterThan(50);
});

test("a stale read answers what was before the last write", async () => {
  await create();
  const patch = (keyName: string, value: string) => used.api.patch(`${secrets}/k`, { keyName, value });
  used.emulator.faults.add({ operation: "(Get|List)Secrets?", action: { stale: true } });
  expect((await used.api.get(`${secrets}/k`)).status).toBe(500);
  expect(ids(await used.api.get(secrets), "secrets")).toEqual([]);
  await patch("K", "v2");
  expect((await used.api.get(`${secrets}/k`)).status).toBe(200);
  await used.api.del(`${secrets}/k`);
  expect(ids(await used.api.get(secrets), "secrets")).toEqual(["k"]);
  used.emulator.faults.clear();
  expect(ids(await used.api.get(secrets), "secrets")).toEqual([]);
});

test("probability follows its seed", async () => {
  const run = async (seed: number) => {
    used.emulator.faults.clear();
    used.emulator.faults.add({ operation: "ListSecrets", probability: 0.5, seed, action: { status: 500 } });
    const statuses = [];
    for (let at = 0; at < 20; at++) statuses.push((await used.api.get(secrets)).status);
    return statuses.join();
  };
  const [first, again, other] = [await run(1), await run(1), await run(2)];
  expect(first).toBe(again);
  expect(first).not.toBe(other);
  expect(first).toContain("200");
  expect(first).toContain("500");
});

test("rules are removed by their id, over HTTP too; a rule without an action is refused", async () => {
  const control = (method: string, path: string, body?: object) =>
    fetch(`${used.emulator.url}/__emulator/faults${path}`, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
  const { id } = (await (await control("POST", "", { operation: "ListSecrets", action: { status: 500 } })).json()) as {
    id: string;
  };
  expect((await used.api.get(secrets)).status).toBe(500);
  expect(await (await control("GET", "")).json()).toMatchObject({ faults: [{ id, struck: 1 }] });
  await control("DELETE", `?id=${id}`);
  expect((await used.api.get(secrets)).status).toBe(200);
  expect((await control("POST", "", { operation: "ListSecrets" })).status).toBe(400);
  expect(() => used.emulator.faults.add({ path: "(", action: { reset: true } })).toThrow();
});

test("also strike before authentication, as the edge would", async () => {
  used.emulator.faults.add({ path: "^/v1/accounts$", action: { status: 429, body: "slow down" } });
  await expect(api(used.emulator, "wrong").get("accounts")).rejects.toThrow();
  expect(used.emulator.journal().at(-1)?.status).toBe(429);
});
