import { account, useEmulator } from "./support";

const used = useEmulator();

test("has each request with its operation, status, sizes, duration and body", async () => {
  const { body } = await used.api.post(`${account}/users?userId=ci`, { role: "user", serviceAccount: true });
  expect(used.emulator.journal()).toEqual([
    {
      time: used.emulator.clock.now().toISOString(),
      id: expect.any(String),
      method: "POST",
      path: `/v1/${account}/users`,
      query: { userId: "ci" },
      operation: "Gateway_CreateUser",
      status: 200,
      account: "emulator",
      requestBody: { role: "user", serviceAccount: true },
      bytes: 37,
      responseBytes: JSON.stringify(body).length,
      duration: expect.any(Number),
    },
  ]);
  used.emulator.clearJournal();
  expect(used.emulator.journal()).toEqual([]);
});

test("of a broken connection it knows how long it took, and that there was no answer", async () => {
  used.emulator.faults.add({ when: "after", action: { reset: true } });
  used.emulator.faults.add({ action: { delay: 60 } });
  await expect(used.api.get("accounts")).rejects.toThrow();
  const [entry] = used.emulator.journal();
  expect(entry).toMatchObject({ status: 0, duration: expect.any(Number) });
  expect(entry).not.toHaveProperty("responseBytes");
  expect(entry?.duration).toBeGreaterThan(50);
});

test("has no secrets", async () => {
  await used.api.post(`${account}/secrets`, { name: "k", keyName: "K", value: "s3cret" });
  await used.api.post(`${account}/secrets`, { name: "k", key_name: "K", value: "s3cret", oops: 1 });
  await used.api.post(`${account}/models`, { modelId: "m" });
  await used.api.post(`${account}/models/m:import`, {
    awsS3Source: { s3Bucket: "b", accessKeyId: "s3cret", accessSecret: "s3cret" },
  });
  await used.api.post(`${account}/deployments`, { baseModel: "x", directRouteApiKeys: ["s3cret"] });
  await used.api.post(`${account}/users/emulator/apiKeys`, { apiKey: { displayName: "shown" } });
  const { body } = await used.api.post(`${account}/models/m:getUploadEndpoint`, { filenameToSize: { f: 1 } });
  await fetch(body.filenameToSignedUrls.f, { method: "PUT", body: "s3cret" });
  const text = JSON.stringify(used.emulator.journal());
  expect(text).not.toContain("s3cret");
  expect(text).not.toContain(new URL(body.filenameToSignedUrls.f).searchParams.get("signature"));
  expect(text).not.toContain(used.emulator.apiKey);
  expect(text).toContain('"displayName":"shown"');
});

test("keeps the last ten thousand", async () => {
  for (let at = 0; at < 11_100; at += 100) {
    await Promise.all(
      Array.from({ length: 100 }, (_, one) =>
        fetch(`${used.emulator.url}/n${at + one}`).then((response) => response.text()),
      ),
    );
  }
  expect(used.emulator.journal()).toHaveLength(10_000);
}, 60_000);
