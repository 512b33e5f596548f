import { startEmulator } from "../src/index";
import { account, api, catalogueModel, useEmulator } from "./support";

const used = useEmulator({
  accounts: [
    { accountId: "emulator", apiKey: "one" },
    { accountId: "other", apiKey: "two" },
  ],
});

test("a wrong or missing key answers 401 in the edge's format", async () => {
  const expected = { error: { message: "The API key you provided is invalid.", code: "UNAUTHORIZED", type: "error" } };
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

test("one key may have several accounts", async () => {
  const emulator = await startEmulator({
    accounts: [
      { accountId: "a", apiKey: "k" },
      { accountId: "b", apiKey: "k" },
    ],
  });
  expect((await api(emulator).get("accounts?pageSize=2")).body.accounts).toHaveLength(2);
  await emulator.stop();
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
  expect(headers.get("x-fireworks-emulator")).toMatch(/^\d+\.\d+\.\d+/);
  expect(used.emulator.journal().at(-1)?.id).toBe(headers.get("x-request-id"));
  const root = await (await fetch(used.emulator.url)).text();
  expect(root).toContain("not Fireworks AI");
});
