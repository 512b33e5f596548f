import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { type Emulator, startEmulator } from "../../emulator/src";
import { UNKNOWN_VALUE } from "../../src/engine/wire";
import { Model } from "../../src/resources/model";
import { type Folder, LONG_AGO, temporaryCache, temporaryFolder } from "./folder";
import { Life, requests } from "./life";

const said: string[] = [];
jest.mock("../../src/engine/progress", () => ({
  attend: () => {},
  flushed: async () => {},
  log: (severity: string, _urn: unknown, message: string) => void said.push(`${severity}: ${message}`),
}));

const BASE = "accounts/fireworks/models/llama-v3p1-8b-instruct";
const WEIGHTS = "w".repeat(5000);

let gateway: Emulator;
let folder: Folder;
let cache: Folder;

beforeAll(async () => {
  gateway = await startEmulator({ speed: 1000 });
});
afterAll(() => gateway.stop());
beforeEach(() => {
  gateway.reset();
  gateway.faults.clear();
  gateway.clearJournal();
  said.length = 0;
  folder = temporaryFolder();
  cache = temporaryCache();
});
afterEach(() => {
  folder.remove();
  cache.remove();
});

/** A whole model of several files. */
function baseModel(): { kind: string; source: { directory: string } } {
  folder.write("config.json", '{"model_type": "llama"}');
  folder.write("tokenizer.json", "{}");
  for (const part of [1, 2, 3, 4, 5, 6]) folder.write(`model-0000${part}-of-00006.safetensors`, WEIGHTS + part);
  folder.write(".cache/lock", "x");
  folder.write(".gitattributes", "x");
  folder.write("model.safetensors.tmp", "x");
  folder.write("original/params.json", "{}");
  return { kind: "HF_BASE_MODEL", source: { directory: folder.path } };
}

const FILES = [
  "config.json",
  ...[1, 2, 3, 4, 5, 6].map((part) => `model-0000${part}-of-00006.safetensors`),
  "original/params.json",
  "tokenizer.json",
];

function adapter(more: object = {}): { source: { directory: string }; peftDetails: { baseModel: string } } {
  folder.write("adapter_config.json", JSON.stringify({ r: 16, target_modules: ["v_proj", "q_proj"], ...more }));
  folder.write("adapter_model.safetensors", WEIGHTS);
  folder.write("README.md", "not taken by the API");
  return { source: { directory: folder.path }, peftDetails: { baseModel: BASE } };
}

const puts = () => gateway.journal().filter((entry) => entry.method === "PUT");

describe("a base model from a folder", () => {
  test("is uploaded as it is, validated, and then is no diff", async () => {
    const life = new Life(Model, gateway, "weights");
    const args = { ...baseModel(), displayName: "Weights" };
    const { id, outputs } = await life.up(args);
    expect(id).toMatch(/^accounts\/emulator\/models\/weights-[0-9a-f]{8}$/);
    expect(outputs).toMatchObject({ name: id, state: "READY", inferenceModel: id });
    const content = gateway.content(id);
    expect(Object.keys(content).sort()).toEqual(FILES);
    expect(content["config.json"]?.toString()).toBe('{"model_type": "llama"}');
    expect(content["model-00003-of-00006.safetensors"]?.toString()).toBe(`${WEIGHTS}3`);
    expect(gateway.get(id)).toMatchObject({
      kind: "HF_BASE_MODEL",
      baseModelDetails: { checkpointFormat: "HUGGINGFACE", worldSize: 1, huggingfaceFiles: FILES },
    });
    await life.refresh();
    gateway.clearJournal();
    await life.up(args);
    expect(life.did).toBe("nothing");
    expect(requests(gateway)).toEqual([]);
  });

  test("each file goes once, configuration first", async () => {
    await new Life(Model, gateway, "weights").up(baseModel());
    expect(puts().map((entry) => entry.status)).toEqual(FILES.map(() => 200));
    const names = puts().map((entry) => decodeURIComponent(path.basename(entry.path)));
    expect(names.slice(0, 3).sort()).toEqual(["config.json", "original/params.json", "tokenizer.json"]);
  });

  test("what the validation warns of is told", async () => {
    const answer = { status: 200, body: { warnings: ["no chat template"] } };
    gateway.faults.add({ operation: "ValidateModelUpload", times: 1, when: "after", action: answer });
    const { id } = await new Life(Model, gateway, "weights").up(baseModel());
    expect(said).toContain(`warning: ${id}: no chat template`);
  });

  test("other content replaces it; other times, another place and another spelling do not", async () => {
    const life = new Life(Model, gateway, "weights");
    const args = baseModel();
    const { id } = await life.up(args);
    for (const file of FILES) utimesSync(path.join(folder.path, file), new Date(), new Date());
    await life.up(args);
    expect(life.did).toBe("nothing");
    await life.up({ ...args, source: { directory: path.relative(process.cwd(), folder.path) } });
    expect(life.did).toBe("updated");
    folder.write("model-00002-of-00006.safetensors", `${WEIGHTS}X`);
    await life.up(args);
    expect(life.did).toBe("replaced");
    expect(life.state?.id).not.toBe(id);
    expect(gateway.get(id)).toBeUndefined();
    expect(gateway.content(String(life.state?.id))["model-00002-of-00006.safetensors"]?.toString()).toBe(`${WEIGHTS}X`);
  });

  test("metadata changes in place, and is cleared", async () => {
    const life = new Life(Model, gateway, "weights");
    const args = baseModel();
    const { id } = await life.up({ ...args, description: "one", contextLength: 8192, deprecationDate: { year: 2030 } });
    await life.up({ ...args, description: "two", public: true, defaultDraftModel: BASE });
    expect(life.did).toBe("updated");
    expect(gateway.get(id)).toMatchObject({ description: "two", public: true, defaultDraftModel: BASE });
    expect(gateway.get(id)?.contextLength ?? 0).toBe(0);
    expect(await life.replaces({ ...args, kind: "EMBEDDING_MODEL" })).toEqual(["kind"]);
    expect(await life.replaces({ ...args, sourceVersion: "2" })).toEqual(["sourceVersion"]);
    expect(await life.replaces({ ...args, baseModelDetails: { moe: true } })).toEqual(["baseModelDetails"]);
  });

  test("an interrupted upload is carried on by the next run, under the same name", async () => {
    const life = new Life(Model, gateway, "weights");
    const args = baseModel();
    gateway.faults.add({
      path: /00004-of/,
      times: 1000,
      action: { status: 412, body: "<Error><Code>No</Code></Error>" },
    });
    await expect(life.up(args)).rejects.toThrow(/model-00004-of-00006.safetensors: 412 No/);
    expect(gateway.get(String(life.state?.id))?.state).toBe("UPLOADING");
    gateway.faults.clear();
    const { id, outputs } = await life.up(args);
    expect(outputs.state).toBe("READY");
    expect(Object.keys(gateway.content(id)).sort()).toEqual(FILES);
    expect(gateway.list("models").filter(({ name }) => String(name).startsWith("accounts/emulator/"))).toHaveLength(1);
  });

  test("a killed run's model is taken over and finished, without a twin", async () => {
    const args = baseModel();
    const killed = new Life(Model, gateway, "weights");
    gateway.faults.add({ operation: "GetModelUploadEndpoint", times: 1000, action: { status: 403 } });
    await expect(killed.up(args)).rejects.toThrow(/403/);
    gateway.faults.clear();
    const next = new Life(Model, gateway, "weights");
    const { id, outputs } = await next.up(args);
    expect(id).toBe(killed.state?.id);
    expect(outputs.state).toBe("READY");
    expect(said.join("\n")).toContain(`warning: Taking over ${id}`);
  });

  test("what the store fails at for a moment is sent again, to a new address where the old one has expired", async () => {
    const args = baseModel();
    gateway.faults.add({ path: /00001-of/, times: 1, action: { status: 503 } });
    gateway.faults.add({ path: /00002-of/, times: 1, action: { reset: true } });
    gateway.faults.add({
      path: /00003-of/,
      times: 1,
      action: { status: 400, body: "<Error><Code>ExpiredToken</Code></Error>" },
    });
    gateway.faults.add({ operation: "GetModelUploadEndpoint", times: 1, action: { status: 503 } });
    const { id, outputs } = await new Life(Model, gateway, "weights").up(args);
    expect(outputs.state).toBe("READY");
    expect(Object.keys(gateway.content(id)).sort()).toEqual(FILES);
    expect(requests(gateway).filter((line) => line.endsWith(":getUploadEndpoint"))).toHaveLength(3);
  });

  test("no secret and no signed address is in any message", async () => {
    gateway.faults.add({
      path: /00004-of/,
      times: 1000,
      action: { status: 412, body: "<Error><Code>No</Code><StringToSign>signature=abc</StringToSign></Error>" },
    });
    const message = await new Life(Model, gateway, "weights").up(baseModel()).catch((error: Error) => error.message);
    expect(message).toContain("412 No");
    for (const text of [String(message), ...said]) expect(text).not.toMatch(/signature|expires=|\?|fw_emulator_key/);
  });

  test("validation is repeated while files are still landing, and its refusal is told in the service's words", async () => {
    const precondition = { code: 9, message: "config.json not found", details: [] };
    gateway.faults.add({ operation: "ValidateModelUpload", times: 2, action: { status: 400, body: precondition } });
    const life = new Life(Model, gateway, "weights");
    await life.up(baseModel());
    expect(requests(gateway).filter((line) => line.endsWith(":validateUpload"))).toHaveLength(3);
    await life.destroy();
    folder.write("config.json", "{ not json");
    const error = await life.up({ ...baseModel(), source: { directory: brokenModel() } }).catch((e: Error) => e);
    expect(String(error)).toMatch(/config\.json of .* is no valid JSON/);
    expect(String(error)).toContain("skipHfConfigValidation");
    expect(gateway.get(String(life.state?.id))?.state).toBe("UPLOADING");
    // What relaxes the check counts in the next run, on the same object.
    const { id } = life.state ?? {};
    await life.up({
      kind: "HF_BASE_MODEL",
      source: { directory: path.join(folder.path, "broken") },
      skipHfConfigValidation: true,
    });
    expect(life.state).toMatchObject({ id, outputs: { state: "READY" } });
  });

  test("one whose upload never ended makes way for its replacement, and can be destroyed", async () => {
    gateway.settings.deletionOfUploading = "reject";
    const life = new Life(Model, gateway, "weights");
    await expect(life.up({ kind: "HF_BASE_MODEL", source: { directory: brokenModel() } })).rejects.toThrow(
      /no valid JSON/,
    );
    const { id } = life.state ?? {};
    folder.write("broken/config.json", "{}");
    await life.up({ kind: "HF_BASE_MODEL", source: { directory: path.join(folder.path, "broken") } });
    expect(life.did).toBe("replaced");
    expect(gateway.get(String(id))).toBeUndefined();
    gateway.faults.add({ path: /storage/, times: 1000, action: { status: 412 } });
    const other = new Life(Model, gateway, "other");
    await expect(
      other.up({ kind: "HF_BASE_MODEL", source: { directory: path.join(folder.path, "broken") } }),
    ).rejects.toThrow(/412/);
    await expect(other.destroy()).rejects.toThrow(/upload was never finished. Run `pulumi up`/);
    gateway.faults.clear();
    await other.destroy();
    expect(gateway.list("models", "emulator").map(({ name }) => name)).toEqual([life.state?.id]);
    gateway.settings.deletionOfUploading = "accept";
  });

  function brokenModel(): string {
    folder.write("broken/config.json", "{ not json");
    folder.write("broken/model.safetensors", WEIGHTS);
    return path.join(folder.path, "broken");
  }

  test("a file of 200 MB goes through without being held in memory", async () => {
    const state = temporaryFolder();
    const large = await startEmulator({ state: state.path });
    try {
      folder.write("config.json", "{}");
      const place = folder.write("model.safetensors", "");
      truncateSync(place, 200_000_000);
      global.gc?.();
      const before = process.memoryUsage().arrayBuffers;
      let most = 0;
      const watch = setInterval(() => {
        most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      }, 5);
      const life = new Life(Model, large, "large");
      await life.up({ kind: "HF_BASE_MODEL", source: { directory: folder.path } });
      clearInterval(watch);
      expect(most).toBeLessThan(100_000_000);
      const sent = large.journal().filter((entry) => entry.method === "PUT");
      expect(sent.map((entry) => entry.bytes).sort()).toEqual([2, 200_000_000]);
      expect(said.some((line) => /^info: uploading .*of 200\.0 MB$/.test(line))).toBe(true);
    } finally {
      await large.stop();
      state.remove();
    }
  });

  test("a file that changes while it is sent is an error, and nothing is validated", async () => {
    const args = baseModel();
    const grown = path.join(folder.path, "model-00005-of-00006.safetensors");
    gateway.faults.add({ operation: "GetModelUploadEndpoint", nth: 1, action: { delay: 1000 } });
    const listed = setInterval(() => {
      if (!requests(gateway).some((line) => line.endsWith(":getUploadEndpoint"))) return;
      clearInterval(listed);
      writeFileSync(grown, `${WEIGHTS}more and more`);
    }, 10);
    const result = await new Life(Model, gateway, "weights").up(args).catch((error: Error) => error.message);
    expect(result).toMatch(/00005-of-00006.safetensors changed while it was read/);
    expect(requests(gateway).filter((line) => line.endsWith(":validateUpload"))).toEqual([]);
  });

  test("a folder that changed since the preview is an error before anything is made", async () => {
    const life = new Life(Model, gateway, "weights");
    const { inputs } = await life.check(baseModel());
    folder.write("tokenizer.json", '{"other": 1}');
    await expect(life.handler.create(inputs)).rejects.toThrow(/no longer those of the preview/);
    expect(requests(gateway).filter((line) => line.startsWith("POST"))).toEqual([]);
  });
});

describe("the folder", () => {
  const failure = async (args: object) => (await new Life(Model, gateway, "weights").check({ ...args })).failures[0];

  test("that is missing, empty, a file or not a model's is named in preview", async () => {
    const source = { directory: path.join(folder.path, "nowhere") };
    expect(await failure({ kind: "HF_BASE_MODEL", source })).toEqual({
      property: "source.directory",
      reason: expect.stringContaining("nowhere does not exist, and the model has to be uploaded"),
    });
    mkdirSync(path.join(folder.path, "empty"));
    const empty = { directory: path.join(folder.path, "empty") };
    expect(await failure({ kind: "HF_BASE_MODEL", source: empty })).toEqual({
      property: "source.directory",
      reason: expect.stringContaining("is empty"),
    });
    const file = { directory: folder.write("x/notes.txt", "x") };
    expect((await failure({ kind: "HF_BASE_MODEL", source: file }))?.reason).toContain("is a file");
    const other = { directory: path.join(folder.path, "x") };
    expect((await failure({ kind: "HF_BASE_MODEL", source: other }))?.reason).toContain("has no config.json");
    expect((await failure({ source: other, peftDetails: { baseModel: BASE } }))?.reason).toContain(
      "adapter_config.json",
    );
    symlinkSync("/nowhere/at/all", path.join(folder.path, "x", "dangling"));
    expect((await failure({ kind: "HF_BASE_MODEL", source: other }))?.reason).toContain("cannot be read");
  });

  test("that is missing later is taken for what was uploaded, with a warning, until something must be uploaded", async () => {
    const life = new Life(Model, gateway, "weights");
    const args = baseModel();
    await life.up(args);
    folder.remove();
    said.length = 0;
    await life.up(args);
    expect(life.did).toBe("nothing");
    expect(said).toEqual([expect.stringMatching(/^warning: .* does not exist: the model is taken to hold/)]);
    await life.up({ ...args, description: "in place" });
    expect(life.did).toBe("updated");
    await expect(life.up({ ...args, sourceVersion: "2" })).rejects.toThrow(/source\.directory: .* has to be uploaded/);
    gateway.remove(String(life.state?.id));
    await expect(life.up({ ...args, description: "gone" })).rejects.toThrow(/run `pulumi up` where the files are/);
  });

  test("that is not known yet leaves id and content unknown", async () => {
    for (const source of [UNKNOWN_VALUE, { directory: UNKNOWN_VALUE }, { awsS3Source: { s3Bucket: UNKNOWN_VALUE } }]) {
      const args = { kind: "HF_BASE_MODEL", source };
      const { inputs, failures } = await new Life(Model, gateway, "weights").check(args);
      expect({ failures, digest: inputs.contentDigest, name: inputs.name }).toEqual({
        failures: [],
        digest: UNKNOWN_VALUE,
        name: UNKNOWN_VALUE,
      });
    }
    const life = new Life(Model, gateway, "weights");
    await life.up(baseModel());
    expect(await life.replaces({ kind: "HF_BASE_MODEL", source: { directory: UNKNOWN_VALUE } })).toEqual([]);
  });

  test("may consist of links, as in the cache of Hugging Face, and of links in a circle", async () => {
    const args = baseModel();
    const plain = (await new Life(Model, gateway, "weights").check(args)).inputs.contentDigest;
    const snapshot = path.join(cache.path, "snapshot");
    mkdirSync(snapshot);
    for (const name of readdirSync(folder.path)) symlinkSync(path.join(folder.path, name), path.join(snapshot, name));
    const linked = { ...args, source: { directory: snapshot } };
    expect((await new Life(Model, gateway, "weights").check(linked)).inputs.contentDigest).toBe(plain);
    symlinkSync(snapshot, path.join(snapshot, "again"));
    expect((await new Life(Model, gateway, "weights").check(linked)).failures).toEqual([]);
  });

  test("that has not changed is not read again; a cache that makes no sense is no cache", async () => {
    const args = baseModel();
    const digest = async () => (await new Life(Model, gateway, "weights").check(args)).inputs.contentDigest;
    const first = await digest();
    const entries = path.join(cache.path, "pulumi-fireworks", "hashes");
    const each = (change: (text: string) => string) => {
      for (const name of readdirSync(entries)) {
        const place = path.join(entries, name);
        writeFileSync(place, change(readFileSync(place, "utf8")));
      }
    };
    expect(readdirSync(entries)).toHaveLength(FILES.length);
    // Were the files read, this would not be believed.
    each((text) => text.replace(/"sha256":"[0-9a-f]{64}"/, `"sha256":"${"0".repeat(64)}"`));
    expect(await digest()).not.toBe(first);
    each((text) => text.slice(0, 30));
    expect(await digest()).toBe(first);
    each(() => '{"stamp": 1, "facts": null}');
    expect(await digest()).toBe(first);
    rmSync(entries, { recursive: true });
    writeFileSync(entries, "in the way");
    expect(await digest()).toBe(first);
  });

  test("is read again when a file was put in place with the old size and time", async () => {
    const args = baseModel();
    const digest = async () => (await new Life(Model, gateway, "weights").check(args)).inputs.contentDigest;
    const first = await digest();
    folder.write("model-00001-of-00006.safetensors", "x".repeat(5001), LONG_AGO);
    expect(await digest()).not.toBe(first);
  });

  test("that has just been written is not trusted to show its changes", async () => {
    const args = baseModel();
    folder.write("tokenizer.json", "{}", new Date());
    await new Life(Model, gateway, "weights").check(args);
    const entries = path.join(cache.path, "pulumi-fireworks", "hashes");
    expect(readdirSync(entries)).toHaveLength(FILES.length - 1);
    expect(readdirSync(entries).filter((name) => !name.endsWith(".json"))).toEqual([]);
  });
});

describe("a LoRA adapter", () => {
  test("sends only what the API takes, and reads rank and modules from the folder", async () => {
    const life = new Life(Model, gateway, "tone");
    const args = adapter();
    const { id, outputs } = await life.up(args);
    expect(outputs.state).toBe("READY");
    expect(Object.keys(gateway.content(id)).sort()).toEqual(["adapter_config.json", "adapter_model.safetensors"]);
    expect(gateway.get(id)).toMatchObject({
      kind: "HF_PEFT_ADDON",
      peftDetails: { baseModel: BASE, r: 16, targetModules: ["q_proj", "v_proj"] },
    });
    await life.refresh();
    await life.up(args);
    expect(life.did).toBe("nothing");
    folder.write("README.md", "rewritten");
    await life.up(args);
    expect(life.did).toBe("nothing");
  });

  test("without what it needs is refused in preview", async () => {
    const failures = async (args: object) => (await new Life(Model, gateway, "tone").check({ ...args })).failures;
    const args = adapter({ target_modules: "all-linear" });
    expect(await failures(args)).toEqual([
      { property: "peftDetails.targetModules", reason: "is required, since adapter_config.json does not say it" },
    ]);
    expect(await failures({ source: args.source })).toEqual([
      { property: "peftDetails", reason: expect.stringContaining("peftDetails: { baseModel:") },
    ]);
    expect(await failures(adapter({ r: 128 }))).toEqual([
      { property: "source.directory", reason: "adapter_config.json has r 128: the API takes 4 to 64" },
    ]);
    const imported = { source: { awsS3Source: { s3Bucket: "b" } }, peftDetails: { baseModel: BASE } };
    expect((await failures(imported)).map(({ property }) => property)).toEqual([
      "peftDetails.r",
      "peftDetails.targetModules",
    ]);
    expect(await failures({ peftDetails: { baseModel: BASE } })).toEqual([
      { property: "source", reason: expect.stringContaining("is required to make a model") },
    ]);
    expect(await failures({ ...args, source: { ...args.source, awsS3Source: { s3Bucket: "b" } } })).toEqual([
      { property: "source", reason: expect.stringContaining("exactly one of directory, awsS3Source") },
    ]);
  });
});

describe("an import", () => {
  const s3 = { s3Bucket: "weights", s3Path: "v1", accessKeyId: "AKIAPLANTED", accessSecret: "planted-secret" };
  const args = { kind: "HF_BASE_MODEL", source: { awsS3Source: s3 } };
  const imports = () => requests(gateway).filter((line) => line.endsWith(":import"));

  test("ends READY; credentials change in place, the place and sourceVersion replace", async () => {
    const life = new Life(Model, gateway, "weights");
    const { id, outputs } = await life.up(args);
    expect(outputs).toMatchObject({ state: "READY", importedFrom: "s3://weights/v1" });
    expect(JSON.stringify(life.state?.inputs.contentDigest)).not.toContain("planted");
    await life.refresh();
    await life.up(args);
    expect(life.did).toBe("nothing");
    await life.up({ ...args, source: { awsS3Source: { ...s3, accessSecret: "rotated" } } });
    expect(life.did).toBe("updated");
    await life.up({ ...args, sourceVersion: "2" });
    expect(life.did).toBe("replaced");
    expect(gateway.get(id)).toBeUndefined();
    expect(imports()).toHaveLength(2);
    await life.up({ ...args, sourceVersion: "2", source: { awsS3Source: { ...s3, s3Path: "v2" } } });
    expect(life.did).toBe("replaced");
  });

  test("keeps its credentials secret, in state, in failures and in messages", async () => {
    const life = new Life(Model, gateway, "weights");
    const { outputs } = await life.up(args);
    const { awsS3Source } = (outputs.source ?? {}) as { awsS3Source?: Record<string, unknown> };
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
    expect(awsS3Source).toMatchObject({ s3Bucket: "weights", accessSecret: secret, accessKeyId: secret });
    const wrong = {
      ...args,
      source: { awsS3Source: { ...s3, accessSecret: { planted: "secret" }, accessKeyId: 4711 } },
    };
    const { failures } = await life.check(wrong);
    expect(failures.map(({ property }) => property).sort()).toEqual([
      "source.awsS3Source.accessKeyId",
      "source.awsS3Source.accessSecret",
    ]);
    expect(JSON.stringify([failures, said])).not.toMatch(/planted|PLANTED|4711/);
  });

  test("that fails says why, and the next run imports again", async () => {
    gateway.settings.outcome.push({
      match: "weights",
      outcome: "FAILED",
      collection: "models",
      message: "no such bucket",
    });
    const life = new Life(Model, gateway, "weights");
    const error = await life.up(args).catch((e: Error) => e.message);
    expect(error).toMatch(/import of .* from s3:\/\/weights\/v1 failed: no such bucket\. Check the address/);
    expect(error).not.toContain("planted");
    gateway.settings.outcome.length = 0;
    const { outputs } = await life.up(args);
    expect(outputs.state).toBe("READY");
  });

  test("that an interrupted run began is waited for", async () => {
    gateway.clock.setSpeed(20);
    gateway.faults.add({ operation: "Operations_GetOperation", times: 1000, action: { status: 403 } });
    const killed = new Life(Model, gateway, "weights");
    await expect(killed.up(args)).rejects.toThrow(/403/);
    gateway.faults.clear();
    const { id, outputs } = await new Life(Model, gateway, "weights").up(args);
    expect(outputs.state).toBe("READY");
    expect(id).toBe(killed.state?.id);
    gateway.clock.setSpeed(1000);
  });
});

test("precisions are prepared, and later ones too, in place", async () => {
  const life = new Life(Model, gateway, "weights");
  const args = baseModel();
  const { id, outputs } = await life.up({ ...args, preparedPrecisions: ["FP8"] });
  expect(outputs.supportedPrecisions).toEqual(["FP8"]);
  await life.up({ ...args, preparedPrecisions: ["BF16", "FP8"] });
  expect(life.did).toBe("updated");
  expect(gateway.get(id)?.supportedPrecisions).toEqual(["FP8", "BF16"]);
  expect(requests(gateway).filter((line) => line.endsWith(":prepare"))).toHaveLength(2);
  await life.up({ ...args, preparedPrecisions: ["FP8", "BF16"] });
  expect(life.did).toBe("nothing");
});

test("a model that deployments were gone from a moment ago is deleted all the same", async () => {
  const life = new Life(Model, gateway, "weights");
  const { id } = await life.up(baseModel());
  const lag = { code: 9, message: `model ${id} cannot be deleted: it has active deployments`, details: [] };
  gateway.faults.add({ operation: "DeleteModel", times: 2, action: { status: 400, body: lag } });
  await life.destroy();
  expect(gateway.get(id)).toBeUndefined();
});

test("a model that exists is imported as it is: nothing is uploaded over it", async () => {
  const first = new Life(Model, gateway, "weights");
  const args = baseModel();
  const { id } = await first.up({ ...args, modelId: "pinned" });
  folder.write("tokenizer.json", '{"other": 1}');
  gateway.clearJournal();
  const life = new Life(Model, gateway, "weights");
  await life.up({ ...args, modelId: "pinned" }, { import: id });
  expect(life.did).toBe("created");
  expect(puts()).toEqual([]);
  await life.up({ ...args, modelId: "pinned" });
  expect(life.did).toBe("nothing");
  const bare = new Life(Model, gateway, "weights");
  await bare.up({ modelId: "pinned", kind: "HF_BASE_MODEL" }, { import: id });
  await bare.up({ ...args, modelId: "pinned" });
  expect(bare.did).toBe("updated");
});
