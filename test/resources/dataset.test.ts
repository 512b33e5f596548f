import { readFileSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Emulator, startEmulator } from "../../emulator/src";
import { UNKNOWN_VALUE } from "../../src/engine/wire";
import { Dataset } from "../../src/resources/dataset";
import { type Folder, temporaryCache, temporaryFolder } from "./folder";
import { Life, requests } from "./life";

const said: string[] = [];
jest.mock("../../src/engine/progress", () => ({
  attend: () => {},
  flushed: async () => {},
  log: (severity: string, _urn: unknown, message: string) => void said.push(`${severity}: ${message}`),
}));

const chat = (text: string) => ({ messages: [{ role: "user", content: text }] });
const jsonl = (...rows: unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

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
  delete process.env.FIREWORKS_DIRECT_UPLOAD_LIMIT;
});
afterEach(() => {
  folder.remove();
  cache.remove();
});

const examples = (...rows: unknown[]) => ({
  format: "CHAT",
  source: {
    file: folder.write("examples.jsonl", jsonl(...(rows.length > 0 ? rows : [chat("a"), chat("b"), chat("ü")]))),
  },
});
const content = (life: Life) => Object.values(gateway.content(String(life.state?.id))).map(String);
const sent = () => requests(gateway).filter((line) => !line.startsWith("GET"));

describe("from a file", () => {
  test("is counted, uploaded as it is, and then is no diff", async () => {
    const life = new Life(Dataset, gateway, "support");
    const args = { ...examples(), displayName: "Support" };
    const { id, outputs } = await life.up(args);
    expect(id).toMatch(/^accounts\/emulator\/datasets\/support-[0-9a-f]{8}$/);
    expect(outputs).toMatchObject({ name: id, state: "READY", storedExampleCount: "3" });
    expect(gateway.get(id)).toMatchObject({
      exampleCount: "3",
      format: "CHAT",
      userUploaded: {},
      displayName: "Support",
    });
    expect(content(life)).toEqual([readFileSync(args.source.file, "utf8")]);
    expect(sent()).toEqual([`POST /v1/accounts/emulator/datasets`, `POST /v1/${id}:upload`]);
    await life.refresh();
    gateway.clearJournal();
    await life.up(args);
    expect(life.did).toBe("nothing");
    expect(requests(gateway)).toEqual([]);
  });

  test("other content replaces it, other times do not, and its name for people changes in place", async () => {
    const life = new Life(Dataset, gateway, "support");
    const args = examples();
    const { id } = await life.up(args);
    utimesSync(args.source.file, new Date(), new Date());
    await life.up(args);
    expect(life.did).toBe("nothing");
    await life.up({ ...args, displayName: "Support" });
    expect(life.did).toBe("updated");
    expect(gateway.get(id)?.displayName).toBe("Support");
    await life.up({ ...examples(chat("a"), chat("b"), chat("d")), displayName: "Support" });
    expect(life.did).toBe("replaced");
    expect(gateway.get(id)).toBeUndefined();
    expect(await life.replaces({ ...args, format: "RL", displayName: "Support" })).toEqual(["format"]);
  });

  test("a bad line is named by its number and what is wrong with it, before anything is sent", async () => {
    const lines = [
      JSON.stringify(chat("fine")),
      '{"messages": [',
      "[1, 2]",
      '{"prompt": "x"}',
      '{"messages": [{"content": "x"}]}',
    ];
    const source = { file: folder.write("bad.jsonl", `${lines.join("\n")}\n`) };
    const check = async (format: string) => {
      const { failures } = await new Life(Dataset, gateway, "support").check({ format, source });
      return failures.map(({ property, reason }) => `${property} ${reason}`);
    };
    expect(await check("CHAT")).toEqual([
      expect.stringMatching(/^source\.file line 2 of bad\.jsonl is not JSON: /),
      "source.file line 3 of bad.jsonl is not a JSON object",
      "source.file line 4 of bad.jsonl has no list `messages`, which the format CHAT needs",
      "source.file line 5 of bad.jsonl has a message without a `role` (messages[0])",
    ]);
    expect(await check("COMPLETION")).toEqual([
      "source.file line 1 of bad.jsonl has no text `prompt`, which the format COMPLETION needs",
      expect.stringMatching(/line 2 of bad\.jsonl is not JSON/),
      "source.file line 3 of bad.jsonl is not a JSON object",
      "source.file line 4 of bad.jsonl has no text `completion`, which the format COMPLETION needs",
      "source.file line 5 of bad.jsonl has no text `prompt`, which the format COMPLETION needs",
    ]);
    expect(requests(gateway)).toEqual([]);
  });

  test("a blank end is no line, a blank middle is a bad one, other bytes than text are", async () => {
    const check = async (bytes: string | Buffer) => {
      const source = { file: folder.write("x.jsonl", bytes) };
      const { failures } = await new Life(Dataset, gateway, "x").check({ source });
      return failures.map(({ reason }) => reason.replaceAll(folder.path, ""));
    };
    expect(await check('{"a":1}\r\n{"a":2}\n\n  \n')).toEqual([]);
    expect(await check('{"a":"\u2028"}')).toEqual([]);
    expect(await check('{"a":1}\n\n{"a":2}\n')).toEqual(["line 2 of x.jsonl is blank"]);
    expect(await check('\ufeff{"a":1}\n')).toEqual([
      expect.stringContaining("line 1 of x.jsonl begins with a byte order mark"),
    ]);
    expect(await check(Buffer.from([0x7b, 0xff, 0x7d]))).toEqual(["line 1 of x.jsonl is not UTF-8"]);
    expect(await check("\n")).toEqual(["/x.jsonl holds no example"]);
  });

  test("that has been read is read again for another format", async () => {
    const source = { file: folder.write("x.jsonl", '{"a":1}\n') };
    const failures = async (args: object) =>
      (await new Life(Dataset, gateway, "x").check({ source, ...args })).failures;
    expect(await failures({})).toEqual([]);
    expect(await failures({ format: "CHAT" })).toHaveLength(1);
    expect(await failures({})).toEqual([]);
  });

  test("a line is found whole however long it is", async () => {
    const rows = [chat("x".repeat(3_000_000)), chat("y"), chat("z".repeat(1_048_500))];
    const life = new Life(Dataset, gateway, "long");
    const { outputs } = await life.up(examples(...rows));
    expect(outputs.storedExampleCount).toBe("3");
  });

  test("that is missing is a failure as long as it must be uploaded, and a warning after that", async () => {
    const life = new Life(Dataset, gateway, "support");
    const missing = { source: { file: path.join(folder.path, "nowhere.jsonl") } };
    expect((await life.check(missing)).failures).toEqual([
      {
        property: "source.file",
        reason: expect.stringContaining("nowhere.jsonl does not exist, and the dataset has to be"),
      },
    ]);
    expect((await life.check({ source: { file: folder.path } })).failures[0]?.reason).toContain("is not a file");
    const args = examples();
    await life.up(args);
    folder.remove();
    await life.up(args);
    expect(life.did).toBe("nothing");
    expect(said.at(-1)).toMatch(/^warning: .* does not exist: the dataset is taken to hold/);
    await expect(life.up({ ...args, format: "RL" })).rejects.toThrow(/source\.file: .* has to be uploaded/);
  });

  test("a count that is not the file's is refused", async () => {
    const { failures } = await new Life(Dataset, gateway, "support").check({ ...examples(), exampleCount: "5" });
    expect(failures).toEqual([
      { property: "exampleCount", reason: "is 5, but there are 3 examples: leave it out, they are counted" },
    ]);
  });

  test("a file that changed since the preview is an error before anything is made", async () => {
    const life = new Life(Dataset, gateway, "support");
    const args = examples();
    const { inputs } = await life.check(args);
    writeFileSync(args.source.file, jsonl(chat("another")));
    await expect(life.handler.create(inputs)).rejects.toThrow(/no longer what it was in the preview/);
    expect(sent()).toEqual([]);
  });
});

describe("larger than a form may be", () => {
  beforeEach(() => {
    process.env.FIREWORKS_DIRECT_UPLOAD_LIMIT = "100";
  });

  test("goes to a signed address, and is validated after that", async () => {
    const life = new Life(Dataset, gateway, "support");
    const args = examples();
    const { id, outputs } = await life.up(args);
    expect(outputs).toMatchObject({ state: "READY", storedExampleCount: "3" });
    expect(content(life)).toEqual([readFileSync(args.source.file, "utf8")]);
    expect(sent()).toEqual([
      `POST /v1/accounts/emulator/datasets`,
      `POST /v1/${id}:getUploadEndpoint`,
      expect.stringMatching(/^PUT \/storage\//),
      `POST /v1/${id}:validateUpload`,
    ]);
  });

  test("one that was validated too early is deleted and made anew", async () => {
    const killed = new Life(Dataset, gateway, "support");
    const args = examples();
    gateway.faults.add({ path: /storage/, times: 1000, action: { status: 412 } });
    await expect(killed.up(args)).rejects.toThrow(/412/);
    gateway.faults.clear();
    const { id } = killed.state ?? {};
    const headers = { authorization: `Bearer ${gateway.apiKey}`, "content-type": "application/json" };
    await fetch(`${gateway.url}/v1/${id}:validateUpload`, { method: "POST", headers, body: "{}" });
    gateway.clearJournal();
    await killed.up(args);
    expect(killed.state).toMatchObject({ id, outputs: { state: "READY" } });
    expect(sent()).toEqual([
      `POST /v1/${id}:getUploadEndpoint`,
      `DELETE /v1/${id}`,
      "POST /v1/accounts/emulator/datasets",
      `POST /v1/${id}:getUploadEndpoint`,
      expect.stringMatching(/^PUT/),
      `POST /v1/${id}:validateUpload`,
    ]);
    expect(said.join("\n")).toMatch(/warning: .* takes no upload any more: it is deleted and made anew/);
  });

  test("no signed address is in any message", async () => {
    gateway.faults.add({
      path: /storage/,
      times: 1000,
      action: { status: 412, body: "<Error><Code>No</Code></Error>" },
    });
    const message = await new Life(Dataset, gateway, "support").up(examples()).catch((error: Error) => error.message);
    expect(message).toContain("examples.jsonl: 412 No");
    for (const text of [String(message), ...said]) expect(text).not.toMatch(/signature|expires|\?|fw_emulator_key/);
  });
});

describe("interrupted", () => {
  test("the upload is carried on by the next run; a direct one also where it is wedged", async () => {
    const killed = new Life(Dataset, gateway, "support");
    const args = examples();
    gateway.faults.add({ operation: "UploadDatasetFile", times: 1000, action: { status: 403 } });
    await expect(killed.up(args)).rejects.toThrow(/403/);
    gateway.faults.clear();
    const { id } = killed.state ?? {};
    const headers = { authorization: `Bearer ${gateway.apiKey}`, "content-type": "application/json" };
    await fetch(`${gateway.url}/v1/${id}:validateUpload`, { method: "POST", headers, body: "{}" });
    // The next run knows nothing of the first.
    const next = new Life(Dataset, gateway, "support");
    await next.up(args);
    expect(next.state).toMatchObject({ id, outputs: { state: "READY", storedExampleCount: "3" } });
    expect(gateway.list("datasets", "emulator")).toHaveLength(1);
  });

  test("an upload without an answer is looked up before it is repeated", async () => {
    gateway.faults.add({ operation: "UploadDatasetFile", times: 1, when: "after", action: { reset: true } });
    const life = new Life(Dataset, gateway, "support");
    const { outputs } = await life.up(examples());
    expect(outputs.state).toBe("READY");
    expect(sent().filter((line) => line.endsWith(":upload"))).toHaveLength(1);
    gateway.faults.add({ operation: "UploadDatasetFile", times: 1, action: { reset: true } });
    await life.up(examples(chat("other")));
    expect(life.state?.outputs.state).toBe("READY");
  });
});

describe("from rows", () => {
  test("is what the program says, whatever the order of keys", async () => {
    const life = new Life(Dataset, gateway, "inline");
    const rows = [
      { prompt: "a", completion: "b" },
      { prompt: "c", completion: "" },
    ];
    const { id } = await life.up({ source: { rows } });
    expect(content(life)).toEqual(['{"completion":"b","prompt":"a"}\n{"completion":"","prompt":"c"}\n']);
    await life.refresh();
    await life.up({ source: { rows: [{ completion: "b", prompt: "a" }, rows[1]] } });
    expect(life.did).toBe("nothing");
    // Nothing at all is another example than an empty text.
    await life.up({ source: { rows: [rows[0], { prompt: "c" }] } });
    expect(life.did).toBe("replaced");
    expect(life.state?.id).not.toBe(id);
  });

  test("a bad row is named, one that is not known yet is not looked at", async () => {
    const life = new Life(Dataset, gateway, "inline");
    const rows = [chat("a"), chat(UNKNOWN_VALUE), { messages: UNKNOWN_VALUE }, { prompt: "x" }, "text", UNKNOWN_VALUE];
    const failures = async (args: object) => (await life.check({ ...args })).failures;
    expect(await failures({ format: "CHAT", source: { rows } })).toEqual([
      { property: "source.rows[4]", reason: expect.stringContaining("must be") },
    ]);
    rows.splice(4, 1);
    expect(await failures({ format: "CHAT", source: { rows } })).toEqual([
      { property: "source.rows[3]", reason: expect.stringContaining("has no list `messages`") },
    ]);
    rows.splice(3, 1);
    const { inputs, failures: none } = await life.check({ format: "CHAT", source: { rows } });
    expect({ none, digest: inputs.contentDigest, name: inputs.name }).toEqual({
      none: [],
      digest: UNKNOWN_VALUE,
      name: UNKNOWN_VALUE,
    });
    expect(await failures({ source: { rows: [] } })).toEqual([
      { property: "source.rows", reason: "must hold at least one example" },
    ]);
  });
});

test("an external address needs no upload", async () => {
  const life = new Life(Dataset, gateway, "bucket");
  const { id, outputs } = await life.up({
    externalUrl: "s3://bucket/examples.jsonl",
    exampleCount: "100",
    format: "CHAT",
  });
  expect(outputs).toMatchObject({ state: "READY", exampleCount: "100" });
  expect(sent()).toHaveLength(1);
  await life.up({ ...examples(), datasetId: undefined });
  expect(life.did).toBe("replaced");
  expect(gateway.get(id)).toBeUndefined();
  await life.destroy();
  expect(gateway.list("datasets", "emulator")).toEqual([]);
});

test("what makes no sense is refused in preview", async () => {
  const failures = async (args: object) =>
    (await new Life(Dataset, gateway, "x").check({ ...args })).failures.map(({ property }) => property);
  expect(await failures({})).toEqual(["source"]);
  expect(await failures({ source: {} })).toEqual(["source"]);
  expect(await failures({ source: { file: "a", rows: [chat("a")] } })).toEqual(["source"]);
  expect(await failures({ source: { file: "a" }, externalUrl: "s3://b/c" })).toEqual(["externalUrl"]);
  expect(await failures({ externalUrl: "https://host/x" })).toEqual(["externalUrl"]);
  expect(await failures({ source: UNKNOWN_VALUE, format: UNKNOWN_VALUE })).toEqual([]);
});
