import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Client } from "../../src/client/client";
import { timeAt } from "../../src/client/time";
import { upload } from "../../src/client/upload";
import { localFile } from "../../src/content/file";
import { pieceOfFile, pieceOfText } from "../../src/content/piece";
import { temporaryFolder } from "../resources/folder";

/** Pauses take a hundredth of what they take with the service. */
const SPEED = 100;

interface Received {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  body: string;
}

let server: Server;
let address: string;
let received: Received[];
let atOnce: number;
/** So many are under way before the first is answered, if so many come in half a minute. */
let together: number;
let answer: (path: string) => { status: number; headers?: Record<string, string>; body?: string };

beforeAll(async () => {
  let running = 0;
  server = createServer(async (request, response) => {
    atOnce = Math.max(atOnce, ++running);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = String(request.url);
    received.push({
      method: String(request.method),
      path,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    });
    for (let look = 0; atOnce < together && look < 1500; look++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await new Promise((resolve) => setTimeout(resolve, 20));
    running--;
    const { status, headers, body } = answer(path);
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  received = [];
  atOnce = 0;
  together = 1;
  answer = () => ({ status: 200 });
});

/** A gateway that signs addresses at our store. */
function gateway(base = address): { client: Client; asked: unknown[] } {
  const asked: unknown[] = [];
  const request = async (method: string, path: string, options: { body: unknown }) => {
    expect([method, path]).toEqual(["POST", "v1/accounts/a/models/m:getUploadEndpoint"]);
    asked.push(options.body);
    const { filenameToSize } = options.body as { filenameToSize: Record<string, string> };
    const urls = Object.keys(filenameToSize).map((name) => [name, `${base}/${name}?signature=planted${asked.length}`]);
    return { filenameToSignedUrls: Object.fromEntries(urls) };
  };
  return { client: { request, time: timeAt(SPEED), connection: { baseUrl: address } } as unknown as Client, asked };
}

const pieces = (...names: string[]) => names.map((name) => pieceOfText(name, `content of ${name}`));
const job = (client: Client, names: string[], say: (message: string) => void = () => {}) => ({
  client,
  name: "accounts/a/models/m",
  pieces: pieces(...names),
  signal: new AbortController().signal,
  say,
});

test("a file is sent with its exact length, its type and its range, and without our key", async () => {
  const { client, asked } = gateway();
  await upload({
    ...job(client, ["ü.bin", "empty"]),
    pieces: [pieceOfText("u.bin", "täxt"), pieceOfText("empty", "")],
  });
  expect(asked).toEqual([{ filenameToSize: { "u.bin": "5", empty: "0" } }]);
  const [first, second] = received.sort((a, b) => (a.path < b.path ? 1 : -1));
  expect(first).toMatchObject({
    method: "PUT",
    path: "/u.bin?signature=planted1",
    body: "täxt",
    headers: {
      "content-length": "5",
      "content-type": "application/octet-stream",
      "x-goog-content-length-range": "5,5",
    },
  });
  expect(second).toMatchObject({ body: "", headers: { "content-length": "0", "x-goog-content-length-range": "0,0" } });
  for (const { headers } of received) {
    expect(headers).not.toHaveProperty("authorization");
    expect(headers).not.toHaveProperty("transfer-encoding");
  }
});

test("several go at once, and no more than four", async () => {
  together = 4;
  const names = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((number) => `part-${number}.bin`);
  await upload(job(gateway().client, names));
  expect(received).toHaveLength(10);
  expect(atOnce).toBe(4);
});

test("models that are made at the same time share the four, and one that is given up goes without its turn", async () => {
  together = 4;
  const client = () => gateway().client;
  const names = (model: string) => [1, 2, 3, 4].map((number) => `${model}-${number}.bin`);
  const stop = new AbortController();
  const all = ["a", "b", "c"].map((model) => upload(job(client(), names(model))));
  const last = upload({ ...job(client(), names("d")), signal: stop.signal });
  // By now its files wait behind those of the others.
  answer = () => {
    stop.abort(new Error("time is up"));
    return { status: 200 };
  };
  await expect(last).rejects.toThrow("time is up");
  await Promise.all(all);
  expect(received.map(({ path }) => path[1]).sort()).toEqual([..."aaaabbbbcccc"]);
  expect(atOnce).toBe(4);
});

test("a store that is content before it has the whole file has not got it", async () => {
  const store = createServer((request, response) => {
    request.once("data", () => {
      request.pause();
      response.end();
    });
  });
  await new Promise<void>((resolve) => store.listen(0, "127.0.0.1", resolve));
  const folder = temporaryFolder();
  const large = pieceOfFile(localFile("a.bin", folder.write("a.bin", Buffer.alloc(40_000_000))));
  const { client } = gateway(`http://127.0.0.1:${(store.address() as AddressInfo).port}`);
  try {
    await expect(upload({ ...job(client, []), pieces: [large] })).rejects.toThrow(
      /^127\.0\.0\.1:\d+ answered before a\.bin was sent to its end\.\nThe upload is not finished/,
    );
  } finally {
    store.closeAllConnections();
    store.close();
    folder.remove();
  }
});

test("a redirect is not followed", async () => {
  answer = () => ({ status: 307, headers: { location: `${address}/elsewhere?signature=planted` } });
  await expect(upload(job(gateway().client, ["a.bin"]))).rejects.toThrow(/^127\.0\.0\.1:\d+ refused a\.bin: 307\./);
  expect(received.map(({ path }) => path)).toEqual(["/a.bin?signature=planted1"]);
});

test("nothing goes to an address that is neither https nor on this machine", async () => {
  const { client } = gateway("http://storage.example.com");
  await expect(upload(job(client, ["a.bin"]))).rejects.toThrow(/no https address for the upload of a\.bin/);
});

test("an address that the store refuses is asked for anew, for that file alone", async () => {
  answer = (path) => ({ status: path.endsWith("planted1") && path.startsWith("/b") ? 403 : 200 });
  const { client, asked } = gateway();
  await upload(job(client, ["a.bin", "b.bin"]));
  expect(asked).toHaveLength(2);
  expect(asked[1]).toEqual({ filenameToSize: { "b.bin": "16" } });
});

test("what goes on failing ends the others too, and says nothing of the address", async () => {
  answer = (path) => ({
    status: path.startsWith("/bad") ? 412 : 200,
    body: "<Error><Code>Wrong</Code><Message>no</Message><StringToSign>planted</StringToSign></Error>",
  });
  const names = ["bad.bin", ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => `z${number}.bin`)];
  const error = await upload(job(gateway().client, names)).catch((why: Error) => why);
  expect((error as Error).message).toMatch(
    /^127\.0\.0\.1:\d+ refused bad\.bin: 412 Wrong: no\.\nThe upload is not finished: check the network .*`pulumi up` again\.$/,
  );
  expect(String((error as Error).stack)).not.toContain("planted");
  expect(received.length).toBeLessThan(names.length);
});

test("configuration goes before all else, and a name that only looks like it with the rest", async () => {
  const names = ["a.bin", "b.jsonl", "c.json", "d.txt", "e.model", "f.jinja", "g.py", "h.json.bin"];
  await upload(job(gateway().client, names));
  const order = received.map(({ path }) => path[1]);
  expect(order.slice(0, 5).sort().join("")).toBe("cdefg");
  expect(order.slice(5).sort().join("")).toBe("abh");
});

test("what must be asked for besides the sizes goes along", async () => {
  const { client, asked } = gateway();
  await upload({ ...job(client, ["a.bin"]), options: { enableResumableUpload: false } });
  expect(asked).toEqual([{ filenameToSize: { "a.bin": "16" }, enableResumableUpload: false }]);
});

test.each([400, 401, 403, 404, 408, 410, 429])("%i is asked for anew, at another address", async (status) => {
  answer = (path) => ({ status: path.endsWith("planted1") ? status : 200 });
  const { client, asked } = gateway();
  await upload(job(client, ["a.bin"]));
  expect(received.map(({ path }) => path)).toEqual(["/a.bin?signature=planted1", "/a.bin?signature=planted2"]);
  expect(asked).toHaveLength(2);
});

test.each([500, 503])("%i is tried again at the same address, six times and with growing pauses", async (status) => {
  const at: number[] = [];
  answer = () => {
    at.push(performance.now());
    return { status };
  };
  const { client, asked } = gateway();
  await expect(upload(job(client, ["a.bin"]))).rejects.toThrow(`refused a.bin: ${status}.`);
  expect(at).toHaveLength(6);
  expect(asked).toHaveLength(1);
  const [first = 0, second = 0, ...rest] = at;
  expect(second - first).toBeGreaterThanOrEqual(500 / SPEED);
  expect(second - first).toBeLessThan(8000 / SPEED + 1000);
  expect((rest.at(-1) ?? 0) - (rest.at(-2) ?? 0)).toBeGreaterThanOrEqual(8000 / SPEED);
});

test.each([300, 402, 412])("%i is an end", async (status) => {
  answer = () => ({ status });
  await expect(upload(job(gateway().client, ["a.bin"]))).rejects.toThrow(`refused a.bin: ${status}.`);
  expect(received).toHaveLength(1);
});

test("a store that cannot be reached, or breaks off, is tried again and then named, without the address", async () => {
  const nobody = createServer();
  await new Promise<void>((resolve) => nobody.listen(0, "127.0.0.1", resolve));
  const { port } = nobody.address() as AddressInfo;
  await new Promise((resolve) => nobody.close(resolve));
  const { client, asked } = gateway(`http://127.0.0.1:${port}`);
  const error = (await upload(job(client, ["a.bin"])).catch((why: Error) => why)) as Error;
  expect(error.name).toBe("StorageError");
  expect(error.message).toMatch(
    new RegExp(
      `^a\\.bin could not be sent to 127\\.0\\.0\\.1:${port}: ECONNREFUSED connect ECONNREFUSED 127\\.0\\.0\\.1:${port}\\.\\nThe upload is not finished`,
    ),
  );
  expect(error.stack).not.toContain("planted");
  expect(asked).toHaveLength(1);
});

test("a gateway that gives no address, or none for a file, is told from the file", async () => {
  const client = {
    request: async () => ({}),
    time: timeAt(SPEED),
    connection: { baseUrl: address },
  } as unknown as Client;
  await expect(upload(job(client, ["a.bin"]))).rejects.toThrow(
    "The gateway gave no https address for the upload of a.bin: nothing is sent there.",
  );
  const ftp = gateway("ftp://127.0.0.1");
  await expect(upload(job(ftp.client, ["a.bin"]))).rejects.toThrow(/no https address/);
  const close = gateway();
  const far = { ...close.client, connection: { baseUrl: "https://gateway.example" } } as unknown as Client;
  await expect(upload(job(far, ["a.bin"]))).rejects.toThrow(/no https address .*: nothing is sent there/);
  const credentials = gateway(address.replace("//", "//user:word@"));
  await expect(upload(job(credentials.client, ["a.bin"]))).rejects.toThrow(/no https address/);
  expect(received).toEqual([]);
  const safe = gateway("https://127.0.0.1:9");
  await expect(upload(job(safe.client, ["a.bin"]))).rejects.toThrow(/^a\.bin could not be sent to 127\.0\.0\.1:9: /);
});

test("the store's words are one line", async () => {
  answer = () => ({ status: 412, body: "<Error><Code>Wrong\u0007\u0007</Code><Message>no\r\nway</Message></Error>" });
  await expect(upload(job(gateway().client, ["a.bin"]))).rejects.toThrow("refused a.bin: 412 Wrong : no way.\n");
});

test("progress is told by files and bytes, and what failed is taken back", async () => {
  const said: string[] = [];
  let clock = 0;
  const now = jest.spyOn(performance, "now").mockImplementation(() => (clock += 2000));
  try {
    const failures = new Set(["/b.bin"]);
    answer = (path) => ({ status: failures.delete(path.split("?")[0] as string) ? 503 : 200 });
    await upload(job(gateway().client, ["a.bin"], (message) => said.push(message)));
    expect(said).toEqual(["uploading a.bin, 0 of 16 B", "uploading a.bin, 16 of 16 B", "uploading a.bin, 16 of 16 B"]);
    said.length = 0;
    await upload(job(gateway().client, ["a.txt", "b.bin"], (message) => said.push(message)));
    expect(said).toEqual([
      "uploading 1 of 2 files, 0 of 32 B",
      "uploading 1 of 2 files, 16 of 32 B",
      "uploading 2 of 2 files, 16 of 32 B",
      "uploading 2 of 2 files, 16 of 32 B",
      "uploading 2 of 2 files, 32 of 32 B",
      "uploading 2 of 2 files, 16 of 32 B",
      "uploading 2 of 2 files, 16 of 32 B",
      "uploading 2 of 2 files, 32 of 32 B",
      "uploading 2 of 2 files, 32 of 32 B",
    ]);
  } finally {
    now.mockRestore();
  }
});

test("an aborted upload ends at once with the reason", async () => {
  const stop = new AbortController();
  answer = () => {
    stop.abort(new Error("time is up"));
    return { status: 503 };
  };
  await expect(upload({ ...job(gateway().client, ["a.bin"]), signal: stop.signal })).rejects.toThrow("time is up");
  expect(received).toHaveLength(1);
});

test("a file that is another one by the time it has arrived is an error, and is not sent again", async () => {
  const folder = temporaryFolder();
  const place = folder.write("a.bin", "before");
  answer = () => {
    folder.write("a.bin", "after!", new Date());
    return { status: 200 };
  };
  const piece = pieceOfFile(localFile("a.bin", place));
  await expect(upload({ ...job(gateway().client, []), pieces: [piece] })).rejects.toThrow(
    /a\.bin changed while it was read/,
  );
  expect(received).toHaveLength(1);
  folder.remove();
});
