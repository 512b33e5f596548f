import { account, catalogueModel, deployed, minimalShape, upload, uploaded, useEmulator } from "./support";

const used = useEmulator();
const name = `${account}/models/m`;
const base = { kind: "HF_BASE_MODEL", baseModelDetails: { checkpointFormat: "HUGGINGFACE", worldSize: 1 } };
const addon = { peftDetails: { baseModel: catalogueModel, r: 8, targetModules: ["q_proj"] } };
const files = { "config.json": "{}", "model.safetensors": "weights" };
const create = (model: object = base) => used.api.post(`${account}/models`, { modelId: "m", model });
const validate = () => used.api.get(`${name}:validateUpload`);
const state = async () => (await used.api.get(name)).body.state;

describe("upload", () => {
  test("a base model is UPLOADING until everything has arrived and is validated", async () => {
    expect((await create()).body).toMatchObject({ state: "UPLOADING", kind: "HF_BASE_MODEL" });
    expect((await validate()).body.code).toBe(9);
    const { body } = await used.api.post(`${name}:getUploadEndpoint`, {
      filenameToSize: { "config.json": 2, "model.safetensors": "7" },
    });
    const urls = body.filenameToSignedUrls;
    expect((await upload(urls["config.json"], "{}")).status).toBe(200);
    const early = await validate();
    expect([early.body.code, early.body.message]).toEqual([9, expect.stringContaining("model.safetensors")]);
    await upload(urls["model.safetensors"], "weights");
    expect((await validate()).status).toBe(200);
    expect(await state()).toBe("READY");
    expect(used.emulator.content(name)).toEqual({
      "config.json": Buffer.from("{}"),
      "model.safetensors": Buffer.from("weights"),
    });
    expect((await create()).status).toBe(409);
  });

  test("a PUT must have the exact length, the signed header, and come in time", async () => {
    await create();
    const { body } = await used.api.post(`${name}:getUploadEndpoint`, { filenameToSize: { "config.json": 2 } });
    const url = body.filenameToSignedUrls["config.json"];
    const put = async (init: RequestInit) => (await fetch(url, { method: "PUT", ...init })).status;
    const range = { "x-goog-content-length-range": "2,2" };
    expect(await put({ body: "{}" })).toBe(403);
    expect(await put({ body: "{ }", headers: range })).toBe(400);
    expect(await put({ body: "{", headers: range })).toBe(400);
    const chunked = { body: new Blob(["{}"]).stream(), duplex: "half", headers: range } as RequestInit;
    expect(await put(chunked)).toBe(200);
    expect(used.emulator.content(name)).toEqual({});
    used.emulator.settings.chunkedUpload = "refuse";
    expect(await put({ ...chunked, body: new Blob(["{}"]).stream() })).toBe(411);
    expect((await fetch(`${url}0`, { method: "PUT", body: "{}", headers: range })).status).toBe(403);
    used.emulator.settings.lengthRangeHeader = "ignore";
    expect(await put({ body: "{}" })).toBe(200);
    used.emulator.clock.advance("2h");
    expect(await put({ body: "{}" })).toBe(400);
  });

  test.each([
    [{ "model.safetensors": "w" }, 9, "config.json not found"],
    [{ "config.json": "{", "model.safetensors": "w" }, 3, "no valid JSON"],
  ])("base model files %j are refused", async (given, code, message) => {
    await create();
    await uploaded(used, name, given as Record<string, string>);
    expect((await validate()).body).toMatchObject({ code, message: expect.stringContaining(message) });
    expect(await state()).toBe("UPLOADING");
  });

  test("an addon is the default kind, and takes its own files only", async () => {
    expect((await create(addon)).body.kind).toBe("HF_PEFT_ADDON");
    const good = { "adapter_config.json": "{}", "adapter_model.safetensors": "w" };
    await uploaded(used, name, { ...good, "README.md": "x" });
    expect((await validate()).body).toMatchObject({
      code: 3,
      message: expect.stringContaining('unexpected file "README.md"'),
    });
    await used.api.del(name);
    await create(addon);
    await uploaded(used, name, good);
    expect((await validate()).status).toBe(200);
  });

  test("an addon's rank and base model are checked", async () => {
    expect((await create({ peftDetails: { ...addon.peftDetails, r: 128 } })).status).toBe(400);
    expect(
      (await create({ peftDetails: { ...addon.peftDetails, baseModel: "accounts/fireworks/models/none" } })).status,
    ).toBe(400);
    expect((await create({ peftDetails: { baseModel: catalogueModel } })).status).toBe(400);
  });

  test("what was uploaded can be downloaded again", async () => {
    await create();
    await uploaded(used, name, files);
    const { body } = await used.api.get(`${name}:getDownloadEndpoint`);
    expect(await (await fetch(body.filenameToSignedUrls["model.safetensors"])).text()).toBe("weights");
  });
});

test("an import is a long-running operation, at the end of which the model is READY", async () => {
  await create();
  const { body } = await used.api.post(`${name}:import`, { awsS3Source: { s3Bucket: "bucket", s3Path: "path" } });
  const running = (await used.api.get(body.name)).body;
  expect(running.done).toBe(false);
  // As every oneof, the result is not there before it is set: clients ask whether there is an `error`.
  expect(running).not.toHaveProperty("error");
  expect(running).not.toHaveProperty("response");
  expect(await state()).toBe("UPLOADING");
  used.emulator.clock.advance("60s");
  expect((await used.api.get(body.name)).body).toMatchObject({ done: true, response: { name } });
  expect((await used.api.get(name)).body).toMatchObject({ state: "READY", importedFrom: "s3://bucket/path" });
});

test("an import can fail, and needs exactly one source and its secret", async () => {
  await create();
  const start = (body: object) => used.api.post(`${name}:import`, body);
  expect((await start({})).status).toBe(400);
  const azure = { storageAccount: "a", container: "c", sasTokenSecret: `${account}/secrets/none` };
  expect((await start({ azureBlobSource: azure })).body.message).toContain("secret");
  used.emulator.settings.outcome = [
    { match: "^m$", outcome: "FAILED", collection: "models", message: "no access to the bucket" },
  ];
  const { body } = await start({ awsS3Source: { s3Bucket: "b" } });
  used.emulator.clock.advance("60s");
  expect((await used.api.get(body.name)).body).toMatchObject({
    done: true,
    error: { message: "no access to the bucket" },
  });
  expect((await used.api.get(name)).body).toMatchObject({
    state: "UPLOADING",
    status: { message: "no access to the bucket" },
  });
});

test("a prepared precision shows after a while", async () => {
  await create();
  expect((await used.api.post(`${name}:prepare`, { precision: "FP8" })).body.code).toBe(9);
  await uploaded(used, name, files);
  await validate();
  await used.api.post(`${name}:prepare`, { precision: "FP8" });
  used.emulator.clock.advance("60s");
  expect((await used.api.get(name)).body.supportedPrecisions).toEqual(["FP8"]);
});

test("texts and links change in place, what it consists of does not", async () => {
  await create();
  const { body } = await used.api.patch(`${name}?updateMask=display_name,public,supports_tools`, {
    displayName: "x",
    public: true,
    supportsTools: true,
  });
  expect(body).toMatchObject({ displayName: "x", public: true, supportsTools: true });
  expect((await used.api.patch(`${name}?updateMask=kind`, { kind: "CUSTOM_MODEL" })).body.message).toContain(
    "field kind",
  );
  expect((await used.api.patch(`${name}?updateMask=peft_details`, addon)).body.message).toContain("field peftDetails");
});

test("is in use while it is deployed, and for a little longer", async () => {
  await create();
  await uploaded(used, name, files);
  await validate();
  await deployed(used, "d", { baseModel: name, deploymentShape: minimalShape });
  expect((await used.api.get(name)).body.deployedModelRefs).toHaveLength(1);
  const refused = expect.objectContaining({ code: 9, message: expect.stringContaining("active deployments") });
  expect((await used.api.del(name)).body).toEqual(refused);
  await used.api.del(`${account}/deployments/d?hard=true`);
  used.emulator.clock.advance("15s");
  expect((await used.api.get(`${account}/deployments/d`)).status).toBe(404);
  expect((await used.api.del(name)).body).toEqual(refused);
  used.emulator.clock.advance("5s");
  expect((await used.api.del(name)).status).toBe(200);
  expect(used.emulator.content(name)).toEqual({});
});

test("whether one that is UPLOADING can be deleted is a setting", async () => {
  await create();
  used.emulator.settings.deletionOfUploading = "reject";
  expect((await used.api.del(name)).body.code).toBe(9);
  used.emulator.settings.deletionOfUploading = "accept";
  expect((await used.api.del(name)).status).toBe(200);
});
