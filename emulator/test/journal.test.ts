import { request } from "node:http";
import { account, eventually, useEmulator } from "./support";

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

describe("secrets that were planted are blanked", () => {
  const planted = "s3cret";
  const text = () => JSON.stringify(used.emulator.journal());

  test.each<[string, string, unknown]>([
    ["POST", `${account}/secrets`, { name: "k", keyName: "K", value: planted }],
    ["POST", `${account}/secrets`, { name: "k", key_name: "K", value: planted, oops: 1 }],
    ["POST", `${account}/secrets`, { name: "k", keyName: "K", vaule: planted, secret: { deep: [planted] } }],
    ["PATCH", `${account}/secrets/k?updateMask=value`, { keyName: "K", Value: planted }],
    ["POST", `${account}/secret`, { name: "k", keyName: "K", value: planted }],
    ["POST", `${account}/secrets`, planted],
    ["POST", `${account}/secrets`, [planted]],
    [
      "POST",
      `${account}/models/m:import`,
      { awsS3Source: { s3Bucket: "b", accessKeyId: planted, accessSecret: planted } },
    ],
    ["POST", `${account}/models/m:import`, { azureBlobSource: { storageAccount: "a", sasTokenSecret: planted } }],
    ["POST", `${account}/models/m:import`, { azure_blob_source: { sas_token_secret: planted } }],
    ["POST", `${account}/datasets`, { dataset: { externalUrl: `https://user:${planted}@host/x?sig=${planted}` } }],
    ["POST", `${account}/datasets?apiKey=${planted}&access_token=${planted}&X-Goog-Signature=${planted}`, {}],
    ["POST", `${account}/deployments`, { baseModel: "x", directRouteApiKeys: [planted] }],
    ["POST", `${account}/trails`, { providerKey: planted }],
    ["POST", `${account}/identityProviders`, { oidcConfig: { clientSecret: planted, issuerUrl: "shown" } }],
    ["POST", `${account}/supervisedFineTuningJobs`, { wandbConfig: { apiKey: planted } }],
    [
      "POST",
      `${account}/evaluators`,
      { options: { envVars: { OPENAI: planted } }, provider: { config: { x: planted } } },
    ],
    [
      "POST",
      `${account}/clusters`,
      { credentials: planted, authorization: planted, password: planted, token: planted },
    ],
  ])("%s %s %j", async (method, path, body) => {
    const json = { "content-type": "application/json" };
    const headers = { authorization: `Bearer ${used.emulator.apiKey}`, "x-api-key": planted, ...json };
    const init = { method, headers, body: JSON.stringify(body) };
    await (await fetch(`${used.emulator.url}/v1/${path}`, init)).text();
    await (await fetch(`${used.emulator.url}/__emulator/journal`)).text();
    expect(used.emulator.journal()).toEqual([expect.objectContaining({ requestBody: expect.anything() })]);
    expect(text()).not.toContain(planted);
    expect(await (await fetch(`${used.emulator.url}/__emulator/journal`)).text()).not.toContain(planted);
  });

  test("keys, issued ones too, signatures, forms, broken JSON, files and answers", async () => {
    const { key } = (await used.api.post(`${account}/users/emulator/apiKeys`, { apiKey: { displayName: "shown" } }))
      .body;
    await fetch(`${used.emulator.url}/v1/accounts`, { headers: { authorization: `Bearer ${key}` } });
    await fetch(`${used.emulator.url}/v1/accounts`, { headers: { "x-api-key": planted } });
    await used.api.post(`${account}/models`, { modelId: "m" });
    const { body } = await used.api.post(`${account}/models/m:getUploadEndpoint`, { filenameToSize: { f: 6 } });
    const url = body.filenameToSignedUrls.f;
    await fetch(url, { method: "PUT", body: planted, headers: { "x-goog-content-length-range": "6,6" } });
    const form = new FormData();
    form.append("file", new Blob([planted]), "f.jsonl");
    const headers = { authorization: `Bearer ${key}` };
    const json = { ...headers, "content-type": "application/json" };
    await fetch(`${used.emulator.url}/v1/${account}/datasets/d:upload`, { method: "POST", headers, body: form });
    const broken = { method: "POST", headers: json, body: `{"value": "${planted}"` };
    await fetch(`${used.emulator.url}/v1/${account}/secrets`, broken);
    const shown = text();
    for (const secret of [planted, key, used.emulator.apiKey, new URL(url).searchParams.get("signature")])
      expect(shown).not.toContain(secret);
    expect(used.emulator.content(`${account}/models/m`).f?.toString()).toBe(planted);
  });

  test("what is none stays to be read", async () => {
    await used.api.post(`${account}/users/emulator/apiKeys`, { apiKey: { displayName: "shown" } });
    await used.api.patch(`${account}/quotas/global--h200-count`, { value: "5" });
    const sasTokenSecret = `${account}/secrets/sas`;
    await used.api.post(`${account}/models/m:import`, { azureBlobSource: { container: "c", sasTokenSecret } });
    await used.api.post(`${account}/secrets`, { name: "k", keyName: "K", value: planted });
    await used.api.get(`${account}/secrets?pageToken=&pageSize=5`);
    await used.api.post(`${account}/deployments`, { draftTokenCount: 3, expectedTokenCount: "7", maxTokens: 4 });
    expect(used.emulator.journal().map(({ requestBody, query }) => requestBody ?? query)).toEqual([
      { apiKey: { displayName: "shown" } },
      { value: "5" },
      { azureBlobSource: { container: "c", sasTokenSecret } },
      { name: "k", keyName: "K", value: "[secret]" },
      { pageToken: "", pageSize: "5" },
      { draftTokenCount: 3, expectedTokenCount: "7", maxTokens: 4 },
    ]);
  });
});

test("is asked for by what its entries say, and on from an entry", async () => {
  const fault = used.emulator.faults.add({ operation: "GetUser", nth: 2, action: { status: 503 } });
  for (const id of ["emulator", "emulator", "none"]) await used.api.get(`${account}/users/${id}`);
  await used.api.post(`${account}/secrets`, { name: "k", keyName: "K", value: "v" });
  const all = used.emulator.journal();
  const ask = async (query: string) => {
    const response = await fetch(`${used.emulator.url}/__emulator/journal?${query}`);
    const { entries, error } = (await response.json()) as { entries?: { id: string }[]; error?: string };
    return error ?? entries?.map(({ id }) => all.findIndex((entry) => entry.id === id));
  };
  expect(await ask("")).toEqual([0, 1, 2, 3]);
  expect(await ask("operation=GetUser")).toEqual([0, 1, 2]);
  expect(await ask("operation=Gateway_GetUser&status=404")).toEqual([2]);
  expect(await ask("status=5xx")).toEqual([1]);
  expect(await ask("status=2XX&method=post")).toEqual([3]);
  expect(await ask(`fault=${fault}`)).toEqual([1]);
  expect(await ask("account=other")).toEqual([]);
  expect(await ask(`id=${all[2]?.id}`)).toEqual([2]);
  expect(await ask(`after=${all[1]?.id}`)).toEqual([2, 3]);
  expect(await ask(`after=${all[3]?.id}`)).toEqual([]);
  expect(await ask("after=gone")).toEqual([0, 1, 2, 3]);
  expect(await ask("limit=1")).toEqual([3]);
  expect(await ask("limit=none")).toContain('limit must be a whole number, 1 or more, not "none"');
  expect(await ask("opration=GetUser")).toContain('unknown filter "opration": there are id, operation');
  expect(used.emulator.journal({ operation: "GetUser", status: 404 })).toEqual([all[2]]);
});

describe("keeps 8 MB of bodies, those of the latest requests", () => {
  const body = (size: number) => ({ name: "k", keyName: "K", value: "v", filler: "x".repeat(size) });
  const kept = () =>
    used.emulator.journal({ method: "POST" }).map(({ requestBody }) => (requestBody === undefined ? "." : "x"));

  test("each delivery of a request counts", async () => {
    used.emulator.faults.add({ operation: "CreateModel", action: { duplicate: true } });
    for (let at = 0; at < 3; at++) await used.api.post(`${account}/models`, body(1_900_000));
    expect(kept().join("")).toBe("..xxxx");
    for (let at = 0; at < 3; at++) await used.api.post(`${account}/users`, body(1_900_000));
    expect(kept().join("")).toBe(".....xxxx");
  });

  test("one that arrives after its entry has gone does not", async () => {
    const headers = { authorization: `Bearer ${used.emulator.apiKey}`, "content-type": "application/json" };
    const late = request(`${used.emulator.url}/v1/${account}/users`, { method: "POST", headers });
    const answered = new Promise((resolve) => late.on("response", (response) => response.resume().on("end", resolve)));
    late.write('{"filler":"');
    await eventually(() => expect(used.emulator.journal()).toHaveLength(1));
    used.emulator.clearJournal();
    late.end(`${"x".repeat(1_900_000)}"}`);
    await answered;
    for (let at = 0; at < 4; at++) await used.api.post(`${account}/users`, body(1_900_000));
    expect(kept().join("")).toBe("xxxx");
  });
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
});
