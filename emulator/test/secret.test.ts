import { account, useEmulator } from "./support";

const used = useEmulator();
const name = `${account}/secrets/openai-api-key`;
const secret = { name: "openai-api-key", keyName: "OPENAI_API_KEY", value: "sk-1" };
const create = (change: object = {}) => used.api.post(`${account}/secrets`, { ...secret, ...change });

test("the value is kept, and never answered", async () => {
  const answers = [await create(), await used.api.get(name), await used.api.get(`${account}/secrets`)];
  expect(JSON.stringify(answers.map(({ body }) => body))).not.toContain("sk-1");
  expect(answers[0]?.body).toEqual({ name, keyName: "OPENAI_API_KEY", value: "" });
  expect(used.emulator.get(name)?.value).toBe("sk-1");
});

test("the name may be full or bare, where the settings do not say otherwise", async () => {
  expect((await create({ name })).body.name).toBe(name);
  expect((await create({ name: "accounts/other/secrets/x" })).status).toBe(400);
  used.emulator.settings.secretName = "full";
  expect((await create({ name: "x" })).status).toBe(400);
  used.emulator.settings.secretName = "bare";
  expect((await create({ name: `${account}/secrets/x` })).status).toBe(400);
});

test.each(["lower", "1A", "A-B", ""])("the keyName %j is refused", async (keyName) => {
  expect((await create({ keyName })).status).toBe(400);
});

test("is rotated by PATCH; keyName is required there and cannot change", async () => {
  await create();
  const patch = (body: object, mask = "value") => used.api.patch(`${name}?updateMask=${mask}`, body);
  expect((await patch({ keyName: "OPENAI_API_KEY", value: "sk-2" })).status).toBe(200);
  expect(used.emulator.get(name)?.value).toBe("sk-2");
  expect((await patch({ value: "sk-3" })).body.message).toBe("keyName is required");
  expect((await patch({ keyName: "OTHER" }, "key_name")).body.message).toContain("immutable");
});

test("a missing one answers 500, or 404 where the settings say so", async () => {
  expect([(await used.api.get(name)).status, (await used.api.del(name)).status]).toEqual([500, 500]);
  used.emulator.settings.missingSecret = 404;
  expect([(await used.api.get(name)).status, (await used.api.del(name)).status]).toEqual([404, 404]);
});

test("can be deleted and made again, not twice", async () => {
  await create();
  expect((await create()).body.code).toBe(6);
  expect((await used.api.del(name)).status).toBe(200);
  expect((await create()).status).toBe(200);
});
