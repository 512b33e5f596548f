import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEmulator } from "../src/index";
import { account, api, upload, uploaded, useEmulator } from "./support";

const used = useEmulator();
const name = `${account}/models/m`;
const unit = 256 * 1024;
const size = 2 * unit + 1000;
const weights = Buffer.from(Array.from({ length: size }, (_, at) => at % 251));

async function endpoint(enableResumableUpload: boolean, bytes = size, client = used.api): Promise<string> {
  await client.post(`${account}/models`, { modelId: "m", model: { kind: "HF_BASE_MODEL" } });
  const filenameToSize = { "a/weights.bin": bytes };
  const { body } = await client.post(`${name}:getUploadEndpoint`, { filenameToSize, enableResumableUpload });
  return body.filenameToSignedUrls["a/weights.bin"];
}

const start = (url: string) => fetch(url, { method: "POST", headers: { "x-goog-resumable": "start" } });
const begun = async (url?: string) => (await start(url ?? (await endpoint(true)))).headers.get("location") as string;

/** The status, and what the store says that it has. */
async function put(session: string, range: string | undefined, body: Buffer = Buffer.alloc(0)) {
  const headers: Record<string, string> = range === undefined ? {} : { "content-range": `bytes ${range}` };
  const response = await fetch(session, { method: "PUT", headers, body: new Uint8Array(body) });
  return [response.status, response.headers.get("range")];
}

const piece = (first: number, end: number) => weights.subarray(first, end);
const content = (emulator = used.emulator) => emulator.content(name)["a/weights.bin"];

describe("in pieces", () => {
  test("the signed URL begins it, pieces follow, and what has arrived is asked for", async () => {
    const began = await start(await endpoint(true));
    expect([began.status, await began.text()]).toEqual([201, ""]);
    const session = began.headers.get("location") as string;
    expect(began.headers.get("x-guploader-uploadid")).toBe(new URL(session).searchParams.get("upload_id"));
    expect(await put(session, `*/${size}`)).toEqual([308, null]);
    expect(await put(session, `0-${unit - 1}/${size}`, piece(0, unit))).toEqual([308, `bytes=0-${unit - 1}`]);
    expect(await put(session, "*/*")).toEqual([308, `bytes=0-${unit - 1}`]);
    expect(content()).toBeUndefined();
    expect(await put(session, `${unit}-${2 * unit - 1}/*`, piece(unit, 2 * unit))).toEqual([
      308,
      `bytes=0-${2 * unit - 1}`,
    ]);
    expect(await put(session, `${2 * unit}-${size - 1}/${size}`, piece(2 * unit, size))).toEqual([200, null]);
    expect(content()?.equals(weights)).toBe(true);
    expect(await put(session, `*/${size}`)).toEqual([200, null]);
  });

  test("at once, without a range", async () => {
    expect(await put(await begun(), undefined, weights)).toEqual([200, null]);
    expect(content()?.equals(weights)).toBe(true);
  });

  test("goes on after a connection that broke in the middle of a piece", async () => {
    const session = await begun();
    used.emulator.faults.add({ path: "^/storage/", times: 1, action: { reset: true, afterBytes: 300_000 } });
    await expect(put(session, `0-${size - 1}/${size}`, weights)).rejects.toThrow("fetch failed");
    const [status, range] = await put(session, `*/${size}`);
    const next = Number(/^bytes=0-(\d+)$/.exec(String(range))?.[1]) + 1;
    expect([status, next]).toEqual([308, 300_000]);
    expect(await put(session, `${next}-${size - 1}/${size}`, piece(next, size))).toEqual([200, null]);
    expect(content()?.equals(weights)).toBe(true);
  });

  test("whole units are kept of a piece, nothing of one that is too small or leaves a gap; what is there already is skipped", async () => {
    const session = await begun();
    expect(await put(session, `0-999/${size}`, piece(0, 1000))).toEqual([400, null]);
    expect(await put(session, `${unit}-${size - 1}/${size}`, piece(unit, size))).toEqual([400, null]);
    expect(await put(session, `0-${unit}/${size}`, piece(0, unit + 1))).toEqual([308, `bytes=0-${unit - 1}`]);
    expect(await put(session, `0-${2 * unit - 1}/${size}`, piece(0, 2 * unit))).toEqual([
      308,
      `bytes=0-${2 * unit - 1}`,
    ]);
    expect(await put(session, `0-${size - 1}/${size}`, weights)).toEqual([200, null]);
    expect(content()?.equals(weights)).toBe(true);
  });

  test.each(["0-9", "bytes 0-9/10", "9-0/10", `0-9/10`, `0-${size}/${size + 1}`])(
    "a range of %s is refused",
    async (range) => {
      expect(await put(await begun(), range, piece(0, 10))).toEqual([400, null]);
      expect(content()).toBeUndefined();
    },
  );

  test("an empty file", async () => {
    const session = await begun(await endpoint(true, 0));
    expect(await put(session, "*/0")).toEqual([200, null]);
    expect(content()).toEqual(Buffer.alloc(0));
  });

  test("can be given up", async () => {
    const session = await begun();
    await put(session, `0-${unit - 1}/${size}`, piece(0, unit));
    expect((await fetch(session, { method: "DELETE" })).status).toBe(499);
    expect((await put(session, `*/${size}`))[0]).toBe(404);
  });

  test("outlives its signed URL, for a week; the end of the model ends it", async () => {
    const url = await endpoint(true);
    const session = await begun(url);
    await put(session, `0-${unit - 1}/${size}`, piece(0, unit));
    used.emulator.clock.advance("2h");
    expect((await start(url)).status).toBe(400);
    expect((await put(session, `*/${size}`))[0]).toBe(308);
    used.emulator.clock.advance("7d");
    expect((await put(session, `*/${size}`))[0]).toBe(400);
    const second = await begun(await endpoint(true));
    await used.api.del(name);
    expect((await put(second, `*/${size}`))[0]).toBe(404);
    await endpoint(true);
    expect((await put(second, `*/${size}`))[0]).toBe(404);
  });

  test("a folder keeps it when the server is started anew", async () => {
    const state = mkdtempSync(path.join(tmpdir(), "fireworks-emulator-"));
    const first = await startEmulator({ state, speed: 0 });
    const session = await begun(await endpoint(true, size, api(first)));
    first.faults.add({ path: "^/storage/", times: 1, action: { reset: true, afterBytes: 300_000 } });
    await expect(put(session, `0-${size - 1}/${size}`, weights)).rejects.toThrow("fetch failed");
    await first.stop();
    const second = await startEmulator({ state, speed: 0 });
    expect(await put(session, `*/${size}`)).toEqual([308, "bytes=0-299999"]);
    expect(await put(session, `300000-${size - 1}/${size}`, piece(300_000, size))).toEqual([200, null]);
    expect(content(second)?.equals(weights)).toBe(true);
    const third = await begun(await endpoint(true, size, api(second)));
    expect((await fetch(third, { method: "DELETE" })).status).toBe(499);
    await second.stop();
    rmSync(state, { recursive: true });
  });
});

describe("a signed URL", () => {
  test("is good for what it was made for", async () => {
    const [whole, pieces] = [await endpoint(false, 2), await endpoint(true, 2)];
    const session = await begun(pieces);
    await uploaded(used, name, { "a/weights.bin": "{}" });
    const download = (await used.api.get(`${name}:getDownloadEndpoint`)).body.filenameToSignedUrls["a/weights.bin"];
    expect(await (await fetch(download)).text()).toBe("{}");
    const refused = [
      upload(pieces, "{}"),
      upload(download, "{}"),
      start(whole),
      start(download),
      fetch(whole),
      fetch(pieces),
      fetch(pieces, { method: "POST" }),
      upload(session.replace(/upload_id=\w/, "upload_id=x"), "{}"),
      upload(whole.replace("/models/m/", "/models/n/"), "{}"),
      upload(whole.replace("weights", "other"), "{}"),
      upload(whole.replace("size=2", "size=3"), "{ }"),
      upload(whole.replace(/files\/[^?]+/, "files/%zz"), "{}"),
    ];
    expect((await Promise.all(refused)).map(({ status }) => status)).toEqual(refused.map(() => 403));
    expect(used.emulator.content(name)).toEqual({ "a/weights.bin": Buffer.from("{}") });
  });

  test.each(["the clock", "a fault rule"])("that has expired, by %s, answers as the object store does", async (by) => {
    const url = await endpoint(false, 2);
    if (by === "the clock") used.emulator.clock.advance("3601s");
    else used.emulator.faults.add({ times: 1, action: { expired: true } });
    expect((await used.api.get(name)).status).toBe(200);
    const answer = await upload(url, "{}");
    expect([answer.status, answer.headers.get("content-type")]).toEqual([400, "application/xml"]);
    expect(await answer.text()).toMatch(
      /^<\?xml .*<Error><Code>ExpiredToken<\/Code><Message>The provided token has expired\..*fireworks-emulator/,
    );
    expect(used.emulator.content(name)).toEqual({});
    expect((await upload(await endpoint(false, 2), "{}")).status).toBe(200);
  });
});
