import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Emulator, startEmulator } from "../src/index";
import { build, ended, start } from "./process";
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

beforeAll(build, 60_000);
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

test("nothing that was acknowledged is lost when the process is killed", async () => {
  const state = folder();
  const acknowledged = new Set<string>();
  const removed = new Set<string>();
  for (let round = 0; round < 4; round++) {
    const { child, url } = await start("--state", state, "--json");
    const headers = { authorization: "Bearer fw_emulator_key" };
    const write = async (id: string) => {
      const body = JSON.stringify({ name: id, keyName: "K", value: "v" });
      const { status } = await fetch(`${url}/v1/${account}/secrets`, { method: "POST", headers, body });
      if (status !== 200) throw new Error(`${id}: ${status}`);
      acknowledged.add(id);
      if (!id.endsWith("7")) return;
      // Whether a deletion that was not answered happened is anybody's guess.
      acknowledged.delete(id);
      if ((await fetch(`${url}/v1/${account}/secrets/${id}`, { method: "DELETE", headers })).ok) removed.add(id);
    };
    let killed = false;
    const writing = Promise.allSettled(
      [0, 1, 2, 3].map(async (lane) => {
        for (let at = 0; !killed; at++) await write(`r${round}-${lane}-${at}`);
      }),
    );
    const enough = acknowledged.size + 20 + 13 * round;
    while (acknowledged.size < enough) await new Promise((resolve) => setTimeout(resolve, 5));
    await ended(child, "SIGKILL");
    killed = true;
    await writing;
  }
  expect(acknowledged.size).toBeGreaterThan(50);
  const { emulator } = await open(state);
  const kept = new Set(emulator.list("secrets").map(({ name }) => String(name).split("/").at(-1)));
  expect([...acknowledged].filter((id) => !kept.has(id))).toEqual([]);
  expect([...removed].filter((id) => kept.has(id))).toEqual([]);
  await emulator.stop();
}, 60_000);

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
  await expect(open(state)).rejects.toThrow("damaged at line 2");
  writeFileSync(log, ['{"fireworks-emulator":2}', ...lines].join("\n"));
  await expect(open(state)).rejects.toThrow("no log of this version");
});

test("an upload that breaks off leaves nothing", async () => {
  const { emulator, api: client } = await open(folder());
  await client.post(`${account}/models`, { modelId: "m", model: { kind: "HF_BASE_MODEL" } });
  const { body } = await client.post(`${account}/models/m:getUploadEndpoint`, {
    filenameToSize: { "config.json": 100_000 },
  });
  const { request } = await import("node:http");
  const headers = { "content-length": "100000", "x-goog-content-length-range": "100000,100000" };
  const broken = request(body.filenameToSignedUrls["config.json"], { method: "PUT", headers });
  broken.on("error", () => {});
  broken.write("x".repeat(1000), () => setTimeout(() => broken.destroy(), 20));
  await new Promise((resolve) => setTimeout(resolve, 80));
  expect(emulator.content(`${account}/models/m`)).toEqual({});
  await emulator.stop();
});
