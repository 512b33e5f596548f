import type { ChildProcess } from "node:child_process";
import { createHash, randomInt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { randomNumbers } from "../src/random";
import { build, ended, launch, start } from "./process";
import { account, catalogueModel, fastShape } from "./support";

const seed = Number(process.env.KILL_SEED ?? randomInt(2 ** 31));
const writes = Number(process.env.KILL_WRITES ?? 10_000);
const kills = Number(process.env.KILL_KILLS ?? 30);
const lanes = 6;

const random = randomNumbers(seed);
const below = (limit: number): number => Math.floor(random() * limit);
const one = <T>(of: readonly T[]): T => of[below(of.length)] as T;

/** What can be told about an object afterwards; undefined: it is not there. */
type Told = string | undefined;

interface Stored {
  name: string;
  state?: string;
  [field: string]: unknown;
}

interface Snapshot {
  objects: Stored[];
  content: Record<string, Record<string, string>>;
}

/** What each object must be like, as far as anybody was told so. */
const acknowledged = new Map<string, Told>();
/** What each object may be like as well: its write was never answered. */
const inDoubt = new Map<string, Told>();
let count = 0;

const digest = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex").slice(0, 16);

interface Server {
  url: string;
  child: ChildProcess;
}

interface Write {
  method: string;
  path: string;
  body?: Buffer | FormData | object;
  headers?: Record<string, string>;
  /** Which object it makes what of. */
  name: string;
  becomes: Told;
}

async function write(
  { url }: Server,
  { method, path: target, body, headers = {}, name, becomes }: Write,
): Promise<unknown> {
  inDoubt.set(name, becomes);
  const raw = body === undefined || Buffer.isBuffer(body) || body instanceof FormData;
  const response = await fetch(`${url}${target}`, {
    method,
    headers: { authorization: "Bearer fw_emulator_key", ...headers },
    ...(body === undefined ? {} : { body: raw ? (body as Buffer<ArrayBuffer> | FormData) : JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Refused(`${method} ${target} answered ${response.status}: ${text}`);
  inDoubt.delete(name);
  acknowledged.set(name, becomes);
  count++;
  return text === "" ? {} : JSON.parse(text);
}

class Refused extends Error {}

const bytes = (size: number): Buffer => Buffer.alloc(size, String(random()));
const inApi = (name: string): string => `/v1/${name}`;

async function secrets(server: Server, id: string): Promise<void> {
  const name = `${account}/secrets/${id}`;
  // Some are large and do not stay, so that the log has to be written anew several times in the life of a server.
  const large = below(5) === 0;
  const value = () => `${"x".repeat(large ? 40_000 : 1 + below(50))}${random()}`;
  const first = value();
  const collection = `${inApi(account)}/secrets`;
  await write(server, {
    method: "POST",
    path: collection,
    body: { name: id, keyName: "K", value: first },
    name,
    becomes: first,
  });
  if (below(2) === 0) {
    const second = value();
    const body = { keyName: "K", value: second };
    await write(server, { method: "PATCH", path: `${inApi(name)}?updateMask=value`, body, name, becomes: second });
  }
  if (large || below(3) > 0) await write(server, { method: "DELETE", path: inApi(name), name, becomes: undefined });
}

async function datasets(server: Server, id: string): Promise<void> {
  const name = `${account}/datasets/${id}`;
  const collection = `${inApi(account)}/datasets`;
  await write(server, {
    method: "POST",
    path: collection,
    body: { datasetId: id, dataset: {} },
    name,
    becomes: "UPLOADING",
  });
  const lines = Buffer.from(`${JSON.stringify({ text: "z".repeat(below(10_000)), random: random() })}\n`);
  const body = new FormData();
  body.set("file", new Blob([lines]), "data.jsonl");
  await write(server, { method: "POST", path: `${inApi(name)}:upload`, body, name, becomes: `READY ${digest(lines)}` });
  if (below(3) > 0) await write(server, { method: "DELETE", path: inApi(name), name, becomes: undefined });
}

async function models(server: Server, id: string): Promise<void> {
  const name = `${account}/models/${id}`;
  const size = 1 + below(20_000);
  const model = { modelId: id, model: { kind: "CUSTOM_MODEL" } };
  await write(server, { method: "POST", path: `${inApi(account)}/models`, body: model, name, becomes: "no file" });
  const endpoint = { filenameToSize: { "w.bin": size } };
  const target = { method: "POST", path: `${inApi(name)}:getUploadEndpoint`, body: endpoint, name, becomes: "no file" };
  const { filenameToSignedUrls } = (await write(server, target)) as { filenameToSignedUrls: Record<string, string> };
  const url = new URL(filenameToSignedUrls["w.bin"] as string);
  const headers = { "x-goog-content-length-range": `${size},${size}` };
  // The second upload replaces the first one.
  for (const body of [bytes(size), bytes(size)])
    await write(server, { method: "PUT", path: url.pathname + url.search, body, headers, name, becomes: digest(body) });
  if (below(3) > 0) await write(server, { method: "DELETE", path: inApi(name), name, becomes: undefined });
}

/** Each of these makes two objects, the deployment and what is deployed on it. */
async function deployments(server: Server, id: string): Promise<void> {
  const name = `${account}/deployments/${id}`;
  const body = { baseModel: catalogueModel, deploymentShape: fastShape, maxReplicaCount: 0 };
  const target = `${inApi(account)}/deployments?deploymentId=${id}`;
  await write(server, { method: "POST", path: target, body, name, becomes: "CREATING with 1" });
  await write(server, { method: "DELETE", path: `${inApi(name)}?hard=true`, name, becomes: "DELETING with 1" });
}

/** Every object of these collections as it can be told, from what the server keeps. */
function told({ objects, content }: Snapshot): Map<string, Told> {
  const found = new Map<string, Told>();
  const loaded = new Map<unknown, number>();
  for (const { name, deployment } of objects)
    if (name.startsWith(`${account}/deployedModels/`)) loaded.set(deployment, (loaded.get(deployment) ?? 0) + 1);
  const fileOf = (name: string, file: string) => {
    const base64 = content[name]?.[file];
    return base64 === undefined ? undefined : digest(Buffer.from(base64, "base64"));
  };
  for (const object of objects) {
    const { name, state = "" } = object;
    const [owner, collection] = [name.split("/").slice(0, 2).join("/"), name.split("/")[2] ?? ""];
    if (owner !== account) continue;
    if (collection === "secrets") found.set(name, String(object.value));
    if (collection === "datasets") found.set(name, state === "READY" ? `READY ${fileOf(name, "data.jsonl")}` : state);
    if (collection === "models") found.set(name, fileOf(name, "w.bin") ?? "no file");
    if (collection === "deployments") found.set(name, `${state} with ${loaded.get(name) ?? 0}`);
  }
  return found;
}

/** Compares, and takes what was in doubt as it has turned out. */
function check(snapshot: Snapshot): void {
  const found = told(snapshot);
  const wrong: unknown[] = [];
  for (const name of new Set([...acknowledged.keys(), ...inDoubt.keys(), ...found.keys()])) {
    const is = found.get(name);
    const may = [acknowledged.get(name), ...(inDoubt.has(name) ? [inDoubt.get(name)] : [])];
    if (!may.includes(is)) wrong.push({ name, is, may });
    acknowledged.set(name, is);
  }
  inDoubt.clear();
  const orphans = Object.keys(snapshot.content).filter((name) => !found.has(name));
  expect({ wrong: wrong.slice(0, 5), orphans }).toEqual({ wrong: [], orphans: [] });
}

const state = mkdtempSync(path.join(tmpdir(), "fireworks-emulator-"));
const args = ["--state", state, "--speed", "0", "--json"];
const running = new Set<ChildProcess>();
let serial = 0;

beforeAll(build);
afterAll(async () => {
  for (const child of running) await ended(child, "SIGKILL");
  rmSync(state, { recursive: true, force: true });
});

async function open(): Promise<Server> {
  const { child, url } = await start(...args);
  running.add(child);
  return { child, url };
}

async function kill(child: ChildProcess): Promise<void> {
  await ended(child, "SIGKILL");
  running.delete(child);
}

/** Several clients write at once until the server is gone. */
async function live(server: Server): Promise<void> {
  const until = count + 1 + below((2 * writes) / kills);
  let over = false;
  const writing = Promise.all(
    Array.from({ length: lanes }, async () => {
      try {
        while (!over) await one([secrets, secrets, datasets, models, deployments])(server, `o${serial++}`);
      } catch (error) {
        over = true;
        // A request that fails is no wonder: its server was killed. One that is refused is.
        if (error instanceof Refused) throw error;
      }
    }),
  );
  while (count < until && !over) await sleep(1);
  await sleep(random() * 3);
  await kill(server.child);
  over = true;
  await writing;
}

test(
  `${writes} writes, ${kills} kills: all that was acknowledged is there (KILL_SEED=${seed})`,
  async () => {
    let killed = 0;
    for (; killed < kills || count < writes; killed++) {
      if (below(4) === 0) {
        // Killed while it starts: what is being written anew then is the whole log.
        const child = launch(...args);
        running.add(child);
        await sleep(below(250));
        await kill(child);
      }
      const server = await open();
      check((await (await fetch(`${server.url}/__emulator/snapshot`)).json()) as Snapshot);
      await live(server);
    }
    expect(count).toBeGreaterThanOrEqual(writes);
    expect(killed).toBeGreaterThanOrEqual(kills);
    const server = await open();
    check((await (await fetch(`${server.url}/__emulator/snapshot`)).json()) as Snapshot);
    await kill(server.child);
  },
  Math.max(600_000, writes * 60),
);
