import { account, uploaded, useEmulator } from "./support";

const used = useEmulator();
const name = `${account}/datasets/d`;
const rows = '{"messages":[]}\n{"messages":[]}\n';
const create = (dataset: object = { format: "CHAT", userUploaded: {} }) =>
  used.api.post(`${account}/datasets`, { datasetId: "d", dataset });

async function form(text: string, field = "file") {
  const body = new FormData();
  body.append(field, new Blob([text]), "rows.jsonl");
  const headers = { authorization: `Bearer ${used.emulator.apiKey}` };
  const response = await fetch(`${used.emulator.url}/v1/${name}:upload`, { method: "POST", body, headers });
  return { status: response.status, body: await response.json() };
}

test("a direct upload makes it READY, and counts the examples", async () => {
  expect((await create()).body).toMatchObject({
    state: "UPLOADING",
    createdBy: "emulator@example.com",
    userUploaded: {},
  });
  expect(await form(rows)).toMatchObject({
    status: 200,
    body: { object: "file", bytes: rows.length, filename: "rows.jsonl" },
  });
  expect((await used.api.get(name)).body).toMatchObject({ state: "READY", exampleCount: "2" });
  expect(used.emulator.content(name)["rows.jsonl"]?.toString()).toBe(rows);
});

test("a bad line is named by its number, a form without a file is refused", async () => {
  await create();
  expect((await form(`${rows}oops\n`)).body.message).toContain("line 3");
  expect((await form(rows, "data")).status).toBe(400);
  expect((await used.api.get(name)).body.state).toBe("UPLOADING");
});

test("a body over the limit is answered with 413, once it has been read", async () => {
  await create();
  const headers = { authorization: `Bearer ${used.emulator.apiKey}`, "content-type": "multipart/form-data" };
  const body = Buffer.alloc(152 * 1024 * 1024);
  const response = await fetch(`${used.emulator.url}/v1/${name}:upload`, { method: "POST", headers, body });
  expect([response.status, await response.json()]).toMatchObject([413, { code: 3 }]);
  expect(used.emulator.journal().at(-1)?.status).toBe(413);
});

test("a signed upload is validated by POST; the count that was given stays", async () => {
  await create({ exampleCount: "100" });
  await uploaded(used, name, { "rows.jsonl": rows });
  expect((await used.api.post(`${name}:validateUpload`)).status).toBe(200);
  expect((await used.api.get(name)).body).toMatchObject({ state: "READY", exampleCount: "100" });
  expect((await used.api.post(`${name}:validateUpload`)).status).toBe(200);
});

test("a request for signed URLs replaces the one before; an empty file is no dataset", async () => {
  await create();
  await used.api.post(`${name}:getUploadEndpoint`, { filenameToSize: { "old.jsonl": 1 } });
  await uploaded(used, name, { "rows.jsonl": "" });
  expect((await used.api.post(`${name}:validateUpload`)).body).toMatchObject({
    code: 3,
    message: expect.stringContaining("empty"),
  });
  await uploaded(used, name, { "rows.jsonl": rows });
  expect((await used.api.post(`${name}:validateUpload`)).status).toBe(200);
});

test("signed URLs lead back over TLS where a proxy in front says so", async () => {
  await create();
  const secured = async (proto: string) => {
    const response = await fetch(`${used.emulator.url}/v1/${name}:getUploadEndpoint`, {
      method: "POST",
      headers: { authorization: `Bearer ${used.emulator.apiKey}`, "x-forwarded-proto": proto },
      body: JSON.stringify({ filenameToSize: { a: 1 } }),
    });
    return new URL((await response.json()).filenameToSignedUrls.a).protocol;
  };
  expect([await secured("https"), await secured("http")]).toEqual(["https:", "http:"]);
});

test("validated before its bytes have landed, it is stuck until it is deleted", async () => {
  await create();
  expect((await used.api.post(`${name}:validateUpload`)).body.code).toBe(9);
  expect((await used.api.post(`${name}:getUploadEndpoint`, { filenameToSize: { a: 1 } })).status).toBe(405);
  expect((await form(rows)).status).toBe(405);
  await used.api.del(name);
  await create();
  expect((await form(rows)).status).toBe(200);
});

test("an external one is READY at once", async () => {
  expect((await create({ externalUrl: "s3://bucket/rows.jsonl" })).body.state).toBe("READY");
  await used.api.del(name);
  expect((await create({ externalUrl: "https://example.com/rows.jsonl" })).status).toBe(400);
});

test("only displayName changes in place", async () => {
  await create();
  expect((await used.api.patch(`${name}?updateMask=display_name`, { displayName: "x" })).body.displayName).toBe("x");
  expect((await used.api.patch(`${name}?updateMask=format`, { format: "RL" })).body.message).toContain("immutable");
});

test("deletion takes the bytes along", async () => {
  await create();
  await form(rows);
  await used.api.del(name);
  expect((await used.api.get(name)).status).toBe(404);
  expect(used.emulator.content(name)).toEqual({});
});

test("made from another one: not emulated", async () => {
  await create();
  const made = { datasetId: "e", dataset: {}, sourceDatasetId: "d", filter: "" };
  const { status, body } = await used.api.post(`${account}/datasets`, made);
  expect([status, body.message]).toEqual([501, expect.stringContaining("datasets made from others")]);
  expect((await used.api.post(`${name}:splitDataset`, { chunkSize: 1 })).status).toBe(501);
  expect(used.emulator.list("datasets")).toHaveLength(1);
});
