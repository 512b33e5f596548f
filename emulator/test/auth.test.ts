import { type Api, account, api, catalogueModel, fastShape, useEmulator } from "./support";

const used = useEmulator({
  accounts: [
    { accountId: "emulator", apiKey: "one" },
    { accountId: "other", apiKey: "two" },
  ],
});

test("a wrong or missing key answers 401 in the edge's format", async () => {
  const message = expect.stringMatching(/^The API key you provided is invalid\. .*fireworks-emulator/);
  const expected = { error: { message, code: "UNAUTHORIZED", type: "error" } };
  const wrong = await api(used.emulator, "wrong").get("accounts");
  const missing = await fetch(`${used.emulator.url}/v1/accounts`);
  expect([wrong.status, wrong.body]).toEqual([401, expected]);
  expect([missing.status, await missing.json()]).toEqual([401, expected]);
});

test("the key may stand in X-Api-Key", async () => {
  const { status } = await fetch(`${used.emulator.url}/v1/accounts`, { headers: { "x-api-key": "one" } });
  expect(status).toBe(200);
});

test("accounts are isolated: each key sees its own, and a foreign one as if it did not exist", async () => {
  const [one, two] = [api(used.emulator, "one"), api(used.emulator, "two")];
  await one.post(`${account}/secrets`, { name: "k", keyName: "K", value: "v" });
  const accounts = await two.get("accounts");
  expect(accounts.body.accounts.map(({ name }: { name: string }) => name)).toEqual(["accounts/other"]);
  expect((await two.get(`${account}/secrets/k`)).status).toBe(404);
  expect((await two.get(account)).status).toBe(404);
  expect((await two.del(`${account}/secrets/k`)).status).toBe(404);
  expect((await two.post(`${account}/secrets`, { name: "x", keyName: "K", value: "v" })).status).toBe(403);
  expect((await two.get("accounts/other/secrets")).body.totalSize).toBe(0);
  expect((await two.get("accounts/-/users")).body.totalSize).toBe(1);
});

test("what another account keeps to itself cannot be used, what is public can", async () => {
  const [one, two] = [api(used.emulator, "one"), api(used.emulator, "two")];
  const base = { name: `${account}/models/base`, kind: "HF_BASE_MODEL", state: "READY" };
  used.emulator.put(base);
  const body = { baseModel: base.name, acceleratorType: "NVIDIA_H100_80GB" };
  const deploy = (client: Api, more: object, query: string) =>
    client.post(`${client === one ? account : "accounts/other"}/deployments${query}`, { ...body, ...more });
  const shapeless = "?acceptShapelessRisk=true";
  expect((await deploy(two, {}, shapeless)).body).toMatchObject({ code: 5 });
  const shape = (await one.post(`${account}/deploymentShapes?deploymentShapeId=s`, body)).body.name;
  used.emulator.put({ ...base, public: true });
  expect((await deploy(two, {}, shapeless)).status).toBe(200);
  const shaped = { acceleratorType: undefined, deploymentShape: shape };
  expect((await deploy(two, shaped, "")).body).toMatchObject({ code: 5 });
  expect((await deploy(one, shaped, "")).status).toBe(200);
});

test("a key that was replaced opens nothing any more", async () => {
  const { key } = (await used.api.post(`${account}/users/emulator/apiKeys`, { apiKey: {} })).body;
  const [stored] = used.emulator.list("users/apiKeys") as { name: string }[];
  used.emulator.put({ name: stored?.name ?? "", key: "fw_replaced" });
  const opens = async (one: string) => (await api(used.emulator, one).get(account)).status;
  expect([await opens(key), await opens("fw_replaced")]).toEqual([401, 200]);
  used.emulator.remove(stored?.name ?? "");
  expect(await opens("fw_replaced")).toBe(401);
});

test("only admins manage users, and the keys of others", async () => {
  const create = (key: string, userId: string) =>
    api(used.emulator, key).post(`${account}/users?userId=${userId}`, { role: "user", serviceAccount: true });
  await create("one", "ci");
  const { key } = (await used.api.post(`${account}/users/ci/apiKeys`, { apiKey: {} })).body;
  expect(await create(key, "more")).toMatchObject({ status: 403, body: { code: 7 } });
  const issue = (user: string) => api(used.emulator, key).post(`${account}/users/${user}/apiKeys`, { apiKey: {} });
  expect([(await issue("emulator")).status, (await issue("ci")).status]).toEqual([403, 200]);
  await used.api.patch(`${account}/users/ci?updateMask=role`, { role: "admin" });
  expect((await issue("emulator")).status).toBe(200);
  expect((await create(key, "more")).status).toBe(200);
});

test("a suspended account answers 412 to whatever is not a read", async () => {
  used.emulator.put({ name: account, suspendState: "MONTHLY_SPEND_LIMIT_EXCEEDED" });
  const create = () => used.api.post(`${account}/secrets`, { name: "k", keyName: "K", value: "v" });
  const refused = await create();
  expect([refused.status, refused.body.error.code]).toEqual([412, "PRECONDITION_FAILED"]);
  expect(refused.body.error.message).toMatch(/^Account emulator is suspended, possibly due to reaching the monthly/);
  const inference = await fetch(`${used.emulator.url}/inference/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: "Bearer one" },
    body: JSON.stringify({ model: catalogueModel, messages: [] }),
  });
  expect(inference.status).toBe(412);
  expect((await used.api.get(account)).body.suspendState).toBe("MONTHLY_SPEND_LIMIT_EXCEEDED");
  used.emulator.put({ name: account, suspendState: "UNSUSPENDED" });
  expect((await create()).status).toBe(200);
});

test("beyond the requests that an account may send in a second: 429 with Retry-After, for that account", async () => {
  used.emulator.settings.requestsPerSecond = 5;
  const burst = async (key: string, count: number) =>
    Promise.all(Array.from({ length: count }, () => api(used.emulator, key).get("accounts")));
  const began = performance.now();
  const answers = await burst("one", 60);
  const elapsed = (performance.now() - began) / 1000;
  const refused = answers.filter(({ status }) => status === 429);
  // At a slow machine's pace some come back meanwhile.
  expect(60 - refused.length).toBeGreaterThanOrEqual(5);
  expect(60 - refused.length).toBeLessThanOrEqual(5 + 5 * elapsed);
  expect(refused[0]?.headers.get("retry-after")).toBe("1");
  expect(refused[0]?.body.error).toMatchObject({ type: "error", code: "RATE_LIMIT_EXCEEDED" });
  expect((await burst("two", 5)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  await new Promise((resolve) => setTimeout(resolve, 1100));
  expect((await burst("one", 5)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
});

describe("one key may have several accounts", () => {
  const shared = useEmulator({
    accounts: [
      { accountId: "a", apiKey: "k" },
      { accountId: "b", apiKey: "k" },
    ],
  });

  test("and lists them", async () => {
    expect((await shared.api.get("accounts?pageSize=2")).body.accounts).toHaveLength(2);
  });

  test("inference is the account's whose deployment answers: another one's suspension does not matter", async () => {
    for (const parent of ["accounts/a", "accounts/b"])
      await shared.api.post(`${parent}/deployments?deploymentId=d`, {
        baseModel: catalogueModel,
        deploymentShape: fastShape,
        minReplicaCount: 1,
      });
    shared.emulator.clock.advance("5m");
    shared.emulator.put({ name: "accounts/a", suspendState: "MONTHLY_SPEND_LIMIT_EXCEEDED" });
    const ask = (model: string) =>
      fetch(`${shared.emulator.url}/inference/v1/chat/completions`, {
        method: "POST",
        headers: { authorization: "Bearer k" },
        body: JSON.stringify({ model, messages: [] }),
      });
    const on = (account: string) => ask(`${catalogueModel}#${account}/deployments/d`);
    expect([(await on("accounts/a")).status, (await on("accounts/b")).status]).toEqual([412, 200]);
    expect(shared.emulator.journal({ method: "POST" }).at(-1)).toMatchObject({
      path: "/inference/v1/chat/completions",
      account: "a",
    });
  });
});

test("the catalogue is everybody's to read, nobody's to write", async () => {
  expect((await used.api.get(catalogueModel)).body).toMatchObject({
    state: "READY",
    kind: "HF_BASE_MODEL",
    public: true,
  });
  expect((await used.api.del(catalogueModel)).status).toBe(404);
  expect((await used.api.post("accounts/fireworks/models", { modelId: "m" })).status).toBe(403);
  expect((await used.api.get("accounts/fireworks/quotas/global--h200-count")).status).toBe(404);
});

test("verifyApiKey names the account", async () => {
  const response = await fetch(`${used.emulator.url}/verifyApiKey`, { headers: { authorization: "Bearer two" } });
  expect(response.headers.get("x-fireworks-account-id")).toBe("other");
});

test("every answer says that it is the emulator, and has a request id that the journal knows", async () => {
  const { headers } = await used.api.get("accounts");
  expect(used.emulator.journal().at(-1)?.id).toBe(headers.get("x-request-id"));
  used.emulator.faults.add({ operation: "GetUser", action: { status: 502, body: "<html>" } });
  await used.api.post(`${account}/models`, { modelId: "m" });
  const { body } = await used.api.post(`${account}/models/m:getUploadEndpoint`, { filenameToSize: { f: 1 } });
  const paths = ["/", "/nowhere", "/v1/accounts", `/v1/${account}/users/u`, "/verifyApiKey", "/__emulator/clock"];
  for (const url of [...paths.map((path) => used.emulator.url + path), body.filenameToSignedUrls.f]) {
    const answer = await fetch(url, { headers: { authorization: "Bearer one" } });
    expect([url, answer.headers.get("x-fireworks-emulator")]).toEqual([url, expect.stringMatching(/^\d+\.\d+\.\d+/)]);
  }
});

test("what could be taken for the service's own says that it is not", async () => {
  expect(await (await fetch(used.emulator.url)).text()).toContain("not Fireworks AI");
  expect((await used.api.get("accounts/fireworks")).body.displayName).toContain("fireworks-emulator");
  const { key } = (await used.api.post(`${account}/users/emulator/apiKeys`, { apiKey: {} })).body;
  expect(key).toMatch(/^fw_emulator_/);
  const headers = { authorization: "Bearer one" };
  for (const [path, asked] of [
    ["chat/completions", { messages: [] }],
    ["completions", { prompt: "" }],
    ["chat/completions", { messages: [], stream: true }],
  ] as const) {
    const request = { method: "POST", headers, body: JSON.stringify({ model: catalogueModel, ...asked }) };
    expect(await (await fetch(`${used.emulator.url}/inference/v1/${path}`, request)).text()).toContain(
      "fireworks-emulator",
    );
  }
  expect((await fetch(`${used.emulator.url}/storage/x`)).headers.get("content-type")).toBe("application/xml");
  expect(await (await fetch(`${used.emulator.url}/storage/x`)).text()).toContain("fireworks-emulator");
});
