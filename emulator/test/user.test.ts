import { account, api, useEmulator } from "./support";

const used = useEmulator();
const create = (body: object, query = "") => used.api.post(`${account}/users${query}`, body);

test("is CREATING, then READY; the id comes from the e-mail address", async () => {
  const { body } = await create({ role: "user", email: "Jane.Doe@example.com" });
  expect(body).toMatchObject({ name: `${account}/users/jane-doe`, state: "CREATING" });
  used.emulator.clock.advance("2s");
  expect((await used.api.get(body.name)).body.state).toBe("READY");
});

test.each([
  [{ email: "a@b.c" }, "role is required"],
  [{ email: "a@b.c", role: "boss" }, "invalid role"],
  [{ email: "a@b.c", role: "custom" }, "permission_preset"],
  [{ role: "user" }, "invalid email"],
  [{ role: "user", serviceAccount: true }, "user_id is required"],
])("%j is refused", async (body, message) => {
  const answer = await create(body);
  expect([answer.status, answer.body.message]).toEqual([400, expect.stringContaining(message)]);
});

test("a service account gets an e-mail address", async () => {
  const { body } = await create({ role: "user", serviceAccount: true }, "?userId=ci");
  expect(body.email).toBe("ci@emulator.sa.fireworks.ai");
});

test("role and name change in place, role being required; e-mail does not change; there is no DELETE", async () => {
  await create({ role: "user", email: "a@b.c" });
  const name = `${account}/users/a`;
  expect((await used.api.patch(`${name}?updateMask=role`, { role: "admin" })).body.role).toBe("admin");
  expect((await used.api.patch(`${name}?updateMask=display_name`, { displayName: "x" })).body.message).toBe(
    "role is required",
  );
  expect((await used.api.patch(`${name}?updateMask=email`, { role: "admin", email: "x@y.z" })).status).toBe(400);
  expect((await used.api.del(name)).status).toBe(501);
});

test("an API key is shown once, opens the account, and can be revoked", async () => {
  await create({ role: "user", serviceAccount: true }, "?userId=ci");
  const keys = `${account}/users/ci/apiKeys`;
  const { body } = await used.api.post(keys, { apiKey: { displayName: "k", annotations: { "any.Key": "v" } } });
  expect(body.key).toMatch(/^fw_/);
  const listed = (await used.api.get(keys)).body.apiKeys;
  expect(listed).toEqual([
    expect.objectContaining({
      keyId: body.keyId,
      displayName: "k",
      annotations: { "any.Key": "v" },
      prefix: body.key.slice(0, 16),
    }),
  ]);
  expect(JSON.stringify(listed)).not.toContain(body.key);
  const holder = api(used.emulator, body.key);
  expect((await holder.get(account)).status).toBe(200);
  expect((await used.api.post(`${keys}:delete`, { keyId: body.keyId })).status).toBe(200);
  expect((await holder.get(account)).status).toBe(401);
  expect((await used.api.post(`${keys}:delete`, { keyId: body.keyId })).status).toBe(404);
});

test("an API key expires", async () => {
  const expireTime = new Date(used.emulator.clock.now().getTime() + 60_000).toISOString();
  const { body } = await used.api.post(`${account}/users/emulator/apiKeys`, { apiKey: { expireTime } });
  expect((await api(used.emulator, body.key).get(account)).status).toBe(200);
  used.emulator.clock.advance("1m");
  expect((await api(used.emulator, body.key).get(account)).status).toBe(401);
});

test("quotas can be lowered, raised up to their maximum, and made where allowed", async () => {
  const quota = `${account}/quotas/global--h100-count`;
  expect((await used.api.patch(`${quota}?updateMask=value`, { value: 8 })).body).toMatchObject({
    value: "8",
    maxValue: "16",
  });
  expect((await used.api.patch(`${quota}?updateMask=value`, { value: "17" })).status).toBe(400);
  expect((await used.api.patch(`${quota}?updateMask=value`, { value: "0" })).body.value).toBe("0");
  expect((await used.api.patch(`${account}/quotas/new`, { value: "1" })).status).toBe(404);
  expect((await used.api.patch(`${account}/quotas/new?allowMissing=true`, { value: "1" })).body.value).toBe("1");
});
