import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Emulator, startEmulator } from "../src/index";
import { contentInFolder } from "../src/store/contentInFolder";
import { build, ended, launch } from "./process";
import { account, api, deployed, uploaded } from "./support";

const folders: string[] = [];
const opened: Emulator[] = [];
const folder = () => {
  const made = mkdtempSync(path.join(tmpdir(), "fireworks-emulator-"));
  folders.push(made);
  return made;
};
const open = async (state: string): Promise<{ emulator: Emulator; api: ReturnType<typeof api> }> => {
  const emulator = await startEmulator({ state, speed: 0 });
  opened.push(emulator);
  return { emulator, api: api(emulator) };
};

beforeAll(build);
afterAll(async () => {
  for (const emulator of opened) await emulator.stop();
  for (const made of folders) rmSync(made, { recursive: true, force: true });
});

test("objects, keys, uploads, signed URLs, address and time are kept", async () => {
  const state = folder();
  const first = await open(state);
  await deployed(first);
  await first.api.post(`${account}/datasets`, { datasetId: "d", dataset: {} });
  await uploaded(first, `${account}/datasets/d`, { "a/b.jsonl": "{}" });
  const { body: key } = await first.api.post(`${account}/users/emulator/apiKeys`, { apiKey: {} });
  const { body: target } = await first.api.post(`${account}/datasets/d:getUploadEndpoint`, {
    filenameToSize: { c: 1 },
  });
  first.emulator.clock.advance("1h");
  const [url, time] = [first.emulator.url, first.emulator.clock.now()];
  await first.emulator.stop();

  const second = await open(state);
  expect([second.emulator.url, second.emulator.clock.now()]).toEqual([url, time]);
  expect((await second.api.get(`${account}/deployments/d`)).body.state).toBe("READY");
  expect(second.emulator.content(`${account}/datasets/d`)).toEqual({ "a/b.jsonl": Buffer.from("{}") });
  expect((await api(second.emulator, key.key).get(account)).status).toBe(200);
  const late = await fetch(target.filenameToSignedUrls.c, {
    method: "PUT",
    body: "x",
    headers: { "x-goog-content-length-range": "1,1" },
  });
  expect(late.status).toBe(200);
  await second.api.del(`${account}/datasets/d`);
  await second.emulator.stop();

  const third = await open(state);
  expect((await third.api.get(`${account}/datasets/d`)).status).toBe(404);
  third.emulator.reset();
  await third.emulator.stop();
  const fourth = await open(state);
  expect(fourth.emulator.list("deployments")).toEqual([]);
  await fourth.emulator.stop();
});

test("a line that was never finished is dropped, damage elsewhere is named, a later format is refused", async () => {
  const state = folder();
  const first = await open(state);
  await first.api.post(`${account}/secrets`, { name: "k", keyName: "K", value: "v" });
  await first.emulator.stop();
  const log = path.join(state, "log.jsonl");
  appendFileSync(log, '{"time":1,"put":[{"na');
  const second = await open(state);
  expect(second.emulator.list("secrets")).toHaveLength(1);
  await second.emulator.stop();
  const [header, ...lines] = readFileSync(log, "utf8").split("\n");
  writeFileSync(log, [header, "oops", ...lines].join("\n"));
  await expect(open(state)).rejects.toThrow(`${log} is damaged at line 2`);
  writeFileSync(log, ['{"fireworks-emulator":3}', ...lines].join("\n"));
  await expect(open(state)).rejects.toThrow(`${log} has format 3, and this fireworks-emulator reads formats up to 2`);
  for (const text of ["", "hello\n", '{"something": "else"}\n', "[]"]) {
    writeFileSync(log, text);
    await expect(open(state)).rejects.toThrow(`${log} is no log of fireworks-emulator`);
    expect(readFileSync(log, "utf8")).toBe(text);
  }
});

// Written by the version before format 2, killed in the middle of its last line. Never to be changed: folders like this one exist.
test("a folder of format 1 opens with all that is in it, and is of the present format from then on", async () => {
  const state = folder();
  cpSync(path.join(__dirname, "fixtures", "state-1"), state, { recursive: true });
  const log = path.join(state, "log.jsonl");
  appendFileSync(log, '{"time":1795260633703,"real":1795253433705,"put":[{"name":"accounts/emu');
  for (const round of [1, 2]) {
    const { emulator, api: client } = await open(state);
    const key = "fw_e1x2ievos8no1olqrjjbe5j2";
    expect(emulator.clock.now()).toEqual(new Date("2026-11-21T10:30:33.703Z"));
    expect((await client.get(`${account}/deployments/chat`)).body.state).toBe("READY");
    expect((await client.get(`${account}/deployments/old`)).body.state).toBe("DELETED");
    expect(emulator.list("secrets")).toMatchObject([{ name: `${account}/secrets/openai`, value: "sk-2" }]);
    expect(emulator.content(`${account}/models/weights`)).toEqual({ "config.json": Buffer.from("{}") });
    expect(emulator.content(`${account}/datasets/train`)).toEqual({ "data.jsonl": Buffer.from('{"messages":[]}\n') });
    expect((await api(emulator, key).get(`${account}/datasets/train`)).body.state).toBe("READY");
    expect([round, readFileSync(log, "utf8").split("\n")[0]]).toEqual([round, '{"fireworks-emulator":2}']);
    await emulator.stop();
  }
});

test("a folder whose clock an earlier version let run beyond all dates opens at the end of time", async () => {
  const state = folder();
  const line = { time: 1e300, real: Date.now(), put: [] };
  writeFileSync(path.join(state, "log.jsonl"), `{"fireworks-emulator":2}\n${JSON.stringify(line)}\n`);
  const { emulator, api: client } = await open(state);
  expect(emulator.clock.now().toISOString()).toBe("9999-12-31T23:59:59.999Z");
  expect((await client.get(account)).status).toBe(200);
  await emulator.stop();
});

test("the log stays in proportion to what there is, however much is written", async () => {
  const state = folder();
  const log = path.join(state, "log.jsonl");
  const first = await open(state);
  await first.api.post(`${account}/secrets`, { name: "kept", keyName: "K", value: "kept" });
  let [largest, shrunk] = [0, 0];
  for (let at = 0, before = 0; at < 150; at++) {
    const value = `${at} ${"x".repeat(50_000)}`;
    await first.api.post(`${account}/secrets`, { name: "s", keyName: "K", value });
    await first.api.del(`${account}/secrets/s`);
    const { size } = statSync(log);
    if (size < before) shrunk++;
    [before, largest] = [size, Math.max(largest, size)];
  }
  expect(shrunk).toBeGreaterThan(3);
  expect(largest).toBeLessThan(1.3 * 1024 * 1024);
  await first.api.post(`${account}/secrets`, { name: "last", keyName: "K", value: "last" });
  await first.emulator.stop();
  const { emulator } = await open(state);
  expect(emulator.list("secrets").map(({ value }) => value)).toEqual(["kept", "last"]);
  await emulator.stop();
});

test("a start that fails leaves neither the port nor the folder in use", async () => {
  const state = folder();
  const { emulator } = await open(state);
  const port = Number(new URL(emulator.url).port);
  await emulator.stop();
  const obstacle = path.join(state, "server.json.new");
  mkdirSync(obstacle);
  await expect(startEmulator({ state, port })).rejects.toThrow(obstacle);
  rmSync(obstacle, { recursive: true });
  const again = await startEmulator({ state, port });
  expect(again.url).toBe(emulator.url);
  await again.stop();
});

test("what holds secrets and keys can be read by its owner alone", async () => {
  const state = folder();
  for (const file of ["log.jsonl.new", "server.json.new"])
    writeFileSync(path.join(state, file), "left by a kill", { mode: 0o644 });
  const { emulator } = await open(state);
  await emulator.stop();
  const modes = ["log.jsonl", "server.json"].map((file) => statSync(path.join(state, file)).mode & 0o777);
  expect(modes).toEqual([0o600, 0o600]);
});

test("uploads go with their object", async () => {
  const state = folder();
  const { emulator, api: client } = await open(state);
  await client.post(`${account}/datasets`, { datasetId: "d", dataset: {} });
  await uploaded({ api: client }, `${account}/datasets/d`, { "a.jsonl": "{}" });
  await client.del(`${account}/datasets/d`);
  await client.post(`${account}/datasets`, { datasetId: "d", dataset: {} });
  expect(emulator.content(`${account}/datasets/d`)).toEqual({});
  await emulator.stop();
});

test.each(["../victim", "accounts/../../victim", "accounts/./victim", "", "accounts//victim"])(
  "no uploads are kept or removed under the name %j",
  (name) => {
    const root = folder();
    const victim = path.join(root, "victim", "file");
    mkdirSync(path.dirname(victim));
    writeFileSync(victim, "kept");
    const content = contentInFolder(path.join(root, "state"));
    for (const act of [() => content.remove(name), () => content.put(name, "file", Buffer.from("written"))])
      expect(act).toThrow(`"${name}" is no name of an object`);
    expect(readFileSync(victim, "utf8")).toBe("kept");
  },
);

test("reset and restore replace uploads along with the objects, and leave nothing behind", async () => {
  const state = folder();
  const first = await open(state);
  const make = async (text: string) => {
    await first.api.post(`${account}/datasets`, { datasetId: "d", dataset: {} });
    await uploaded(first, `${account}/datasets/d`, { "a.jsonl": text });
  };
  await make("{}");
  const taken = first.emulator.snapshot();
  first.emulator.reset();
  expect(first.emulator.content(`${account}/datasets/d`)).toEqual({});
  await make('{"b":1}');
  first.emulator.restore(taken);
  await first.emulator.stop();
  // What a kill leaves: an upload of a deleted object, one that was not finished, and what a restore had begun to write.
  const files = path.join(state, "content-2", "accounts", "emulator", "datasets");
  cpSync(path.join(files, "d"), path.join(files, "gone"), { recursive: true });
  writeFileSync(path.join(files, "d", "b.jsonl.bin.1.part"), "{");
  mkdirSync(path.join(state, "content-3"));
  const second = await open(state);
  expect(second.emulator.content(`${account}/datasets/d`)).toEqual({ "a.jsonl": Buffer.from("{}") });
  await second.api.post(`${account}/datasets`, { datasetId: "gone", dataset: {} });
  expect(second.emulator.content(`${account}/datasets/gone`)).toEqual({});
  await second.emulator.stop();
  expect(readdirSync(state).sort()).toEqual(["content-2", "log.jsonl", "server.json"]);
  expect(readdirSync(path.join(files, "d"))).toEqual(["a.jsonl.bin"]);
});

test("of several that start at the same moment, where one was killed, one gets the folder", async () => {
  const state = folder();
  for (let round = 0; round < 3; round++) {
    const started = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const child = launch("--state", state, "--json");
        let output = "";
        child.stderr.on("data", (chunk) => {
          output += chunk;
        });
        const up = new Promise<true>((resolve) => child.stdout.once("data", () => resolve(true)));
        const exit = new Promise<false>((resolve) => child.once("exit", () => resolve(false)));
        return { child, up: await Promise.race([up, exit]), error: () => output };
      }),
    );
    const [winners, losers] = [started.filter(({ up }) => up), started.filter(({ up }) => !up)];
    for (const { child } of winners) await ended(child, "SIGKILL");
    expect(winners).toHaveLength(1);
    for (const { error } of losers) expect(error()).toContain(`(process ${winners[0]?.child.pid}) has it`);
  }
});

test("an upload that breaks off leaves nothing", async () => {
  const state = folder();
  const { emulator, api: client } = await open(state);
  await client.post(`${account}/models`, { modelId: "m", model: { kind: "HF_BASE_MODEL" } });
  const { body } = await client.post(`${account}/models/m:getUploadEndpoint`, {
    filenameToSize: { "config.json": 100_000 },
  });
  const kept = path.join(state, "content", "accounts", "emulator", "models", "m");
  const headers = { "content-length": "100000", "x-goog-content-length-range": "100000,100000" };
  const broken = request(body.filenameToSignedUrls["config.json"], { method: "PUT", headers });
  broken.on("error", () => {});
  broken.write("x".repeat(1000));
  const arrived = () => existsSync(kept) && readdirSync(kept).some((file) => statSync(path.join(kept, file)).size > 0);
  while (!arrived()) await sleep(1);
  broken.destroy();
  // An entry has its duration once the request is over.
  while (emulator.journal().at(-1)?.duration === undefined) await sleep(1);
  expect(readdirSync(kept)).toEqual([]);
  expect(emulator.content(`${account}/models/m`)).toEqual({});
  await emulator.stop();
});
