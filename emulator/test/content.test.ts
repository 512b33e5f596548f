import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { type Emulator, startEmulator } from "../src/index";
import { type Api, account, api, uploaded } from "./support";

const name = `${account}/models/m`;
const bytes = Buffer.from("0123456789");

// The rules are the same wherever uploads are kept.
describe.each(["memory", "a folder"])("in %s", (where) => {
  const state = where === "memory" ? undefined : mkdtempSync(path.join(tmpdir(), "fireworks-emulator-"));
  const used = {} as { emulator: Emulator; api: Api };
  beforeAll(async () => {
    used.emulator = await startEmulator({ speed: 0, ...(state ? { state } : {}) });
    used.api = api(used.emulator);
  });
  beforeEach(() => used.emulator.reset());
  afterAll(async () => {
    await used.emulator.stop();
    if (state) rmSync(state, { recursive: true });
  });

  const create = () => used.api.post(`${account}/models`, { modelId: "m", model: {} });

  async function target(enableResumableUpload: boolean): Promise<string> {
    await create();
    const filenameToSize = { "a.bin": bytes.length };
    const { body } = await used.api.post(`${name}:getUploadEndpoint`, { filenameToSize, enableResumableUpload });
    return body.filenameToSignedUrls["a.bin"];
  }

  async function session(): Promise<string> {
    const began = await fetch(await target(true), { method: "POST", headers: { "x-goog-resumable": "start" } });
    return began.headers.get("location") as string;
  }

  const put = (url: string, headers: Record<string, string> = {}, body = bytes) =>
    fetch(url, { method: "PUT", headers, body: new Uint8Array(body) });
  const arrived = (url: string) => put(url, { "content-range": `bytes */${bytes.length}` }, Buffer.alloc(0));

  /** A PUT of which half has been sent; `finish` sends the rest and answers what came back. */
  async function half(url: string) {
    const headers = {
      "content-length": bytes.length,
      "x-goog-content-length-range": `${bytes.length},${bytes.length}`,
    };
    const sending = request(url, { method: "PUT", headers, agent: false });
    const answer = new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      sending.on("error", reject);
      sending.on("response", async (response) => resolve({ status: response.statusCode, body: await text(response) }));
    });
    // Whoever breaks it off does not wait for an answer.
    answer.catch(() => {});
    const before = used.emulator.journal().length;
    sending.write(bytes.subarray(0, 5));
    while (used.emulator.journal().length === before) await sleep(1);
    return {
      breakOff: () => sending.destroy(),
      finish: () => {
        sending.end(bytes.subarray(5));
        return answer;
      },
    };
  }

  test("one request at a time adds to an upload in pieces", async () => {
    const url = await session();
    const first = await half(url);
    const second = await put(url);
    expect([second.status, await second.text()]).toEqual([503, expect.stringContaining("ServiceUnavailable")]);
    expect((await arrived(url)).status).toBe(308);
    expect((await first.finish()).status).toBe(200);
    expect(used.emulator.content(name)).toEqual({ "a.bin": bytes });
    expect((await arrived(url)).status).toBe(200);
  });

  test("one that broke off keeps nobody from going on", async () => {
    const url = await session();
    (await half(url)).breakOff();
    let status = 503;
    for (let left = 1000; status === 503 && left > 0; left--) {
      await sleep(1);
      status = (await put(url)).status;
    }
    expect(status).toBe(200);
    expect(used.emulator.content(name)).toEqual({ "a.bin": bytes });
  });

  test("one that is given up while a piece of it arrives", async () => {
    const url = await session();
    const first = await half(url);
    expect((await fetch(url, { method: "DELETE" })).status).toBe(499);
    expect(await first.finish()).toMatchObject({ status: 404, body: expect.stringContaining("NoSuchUpload") });
    expect((await arrived(url)).status).toBe(404);
    expect(used.emulator.content(name)).toEqual({});
  });

  const ends: Record<string, () => unknown> = {
    DELETE: () => used.api.del(name),
    reset: () => used.emulator.reset(),
    restore: () => used.emulator.restore(used.emulator.snapshot()),
    disappearance: () => used.emulator.remove(name),
  };

  test.each(Object.keys(ends))("%s of a model ends what arrives of it, also when there is another one", async (end) => {
    for (const url of [await target(false), await session()]) {
      const sending = await half(url);
      await ends[end]?.();
      await create();
      const { status, body } = await sending.finish();
      expect([status, body]).toEqual([404, expect.stringMatching(/NoSuchBucket|NoSuchUpload/)]);
      expect(used.emulator.content(name)).toEqual({});
      await uploaded(used, name, { "b.bin": "{}" });
      expect(used.emulator.content(name)).toEqual({ "b.bin": Buffer.from("{}") });
      await used.api.del(name);
    }
  });

  test("a file name that is too long to be kept, or cannot be one, is refused; the longest is as good as any", async () => {
    const dataset = `${account}/datasets/d`;
    const headers = { authorization: `Bearer ${used.emulator.apiKey}` };
    await create();
    await used.api.post(`${account}/datasets`, { datasetId: "d", dataset: {} });
    const form = async (file: string) => {
      const body = new FormData();
      body.append("file", new Blob(["{}"]), file);
      const response = await fetch(`${used.emulator.url}/v1/${dataset}:upload`, { method: "POST", body, headers });
      return { status: response.status, body: await response.json() };
    };
    const refusal = { status: 400, body: { message: expect.stringContaining("invalid filename") } };
    const long = ["x".repeat(251), "/".repeat(84), "€".repeat(28)];
    for (const file of [...long, "", ".", "..", "a/../b"])
      expect(await used.api.post(`${name}:getUploadEndpoint`, { filenameToSize: { [file]: 2 } })).toMatchObject(
        refusal,
      );
    for (const file of [...long, ".", "a/../b"]) expect(await form(file)).toMatchObject(refusal);
    expect([used.emulator.content(name), used.emulator.content(dataset)]).toEqual([{}, {}]);
    for (const file of ["x".repeat(250), "/".repeat(83), "€".repeat(27)]) {
      await uploaded(used, name, { [file]: "{}" });
      expect(used.emulator.content(name)[file]).toEqual(Buffer.from("{}"));
    }
    expect((await form("x".repeat(250))).status).toBe(200);
    expect(used.emulator.content(dataset)).toEqual({ ["x".repeat(250)]: Buffer.from("{}") });
    const taken = used.emulator.snapshot();
    used.emulator.restore(taken);
    expect(used.emulator.snapshot()).toEqual(taken);
  });
});
