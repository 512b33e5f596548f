import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createClient } from "../../src/client/client";
import type { Connection } from "../../src/client/connection";
import { GatewayError } from "../../src/client/errors";
import { json, serve, stopServers } from "./server";
import { CERTIFICATE, PRIVATE_KEY } from "./tls";

const KEY = "fw_planted_key";

/** Pauses take a twentieth of what they take with the service. */
const SPEED = 20;

const connection = (baseUrl: string): Connection => ({
  baseUrl,
  apiKey: KEY,
  account: "accounts/a",
  headers: {},
  speed: SPEED,
});
const clientOf = (baseUrl: string, log?: (line: string) => void) => createClient(connection(baseUrl), log);

async function failure(work: Promise<unknown>): Promise<GatewayError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof GatewayError)) throw new Error(`not a GatewayError: ${String(error)}`);
  // A person reads it: one remedy at most, no stack, never the key.
  expect(error.stack).toBe(error.message);
  expect(error.message).not.toContain(KEY);
  expect(error.message).not.toMatch(/\p{Cc}(?<!\n)/u);
  return error;
}

afterEach(stopServers);

describe("what comes back", () => {
  test("an object is the answer, an empty body an empty one", async () => {
    const { url, seen } = await serve((_request, response, nth) =>
      nth === 1 ? json(response, { a: 1 }) : response.end(),
    );
    const { request } = clientOf(url);
    expect(await request("GET", "v1/x", { query: { filter: "a=b", left: undefined } })).toEqual({ a: 1 });
    expect(await request("POST", "v1/x", { body: { b: 2 } })).toEqual({});
    const headers = { authorization: `Bearer ${KEY}`, "user-agent": "pulumi-fireworks" };
    expect(seen[0]).toMatchObject({ url: "/v1/x?filter=a%3Db", headers, body: "" });
    expect(seen[1]).toMatchObject({ method: "POST", headers: { "content-type": "application/json" }, body: '{"b":2}' });
  });

  test("a form is sent as a form, and headers of one's own go along", async () => {
    const { url, seen } = await serve((_request, response) => json(response, {}));
    const { request } = createClient({ ...connection(url), headers: { "x-team": "search" } });
    const body = new FormData();
    body.set("file", new Blob(["content"]), "a.jsonl");
    await request("POST", "v1/x", { body });
    expect(seen[0]).toMatchObject({ headers: { "x-team": "search" } });
    expect(seen[0]?.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
    expect(seen[0]?.body).toContain("content");
  });

  test("HTML with status 200 is not the API", async () => {
    const { url } = await serve((_request, response) =>
      response.writeHead(200, { "content-type": "text/html" }).end("<html>\u001b[31mSign in</html>"),
    );
    const { message } = await failure(clientOf(url).request("GET", "v1/accounts/a", { retries: 0 }));
    expect(message).toMatch(
      /^GET accounts\/a: MALFORMED: the answer \(HTTP 200\) is not the API's: <html> \[31mSign in/,
    );
    expect(message).toContain("Check fireworks:baseUrl");
  });

  test.each([
    ["a list", "[]"],
    ["nothing", "null"],
    ["a text", '"x"'],
    ["half an object", '{"a": 1'],
    ["bytes", "\u0000\u0001\ufffd"],
  ])("%s is not the API's either", async (_what, text) => {
    const { url } = await serve((_request, response) => response.end(text));
    expect((await failure(clientOf(url).request("GET", "v1/x", { retries: 0 }))).facts.reason).toBe("MALFORMED");
  });

  test("garbage that passes is asked for again", async () => {
    const { url, seen } = await serve((_request, response, nth) =>
      nth === 1 ? response.end("<html>") : json(response, { ok: true }),
    );
    expect(await clientOf(url).request("GET", "v1/x")).toEqual({ ok: true });
    expect(seen).toHaveLength(2);
  });

  test("an error page of something in between is one bounded line", async () => {
    const { url } = await serve((_request, response) =>
      response.writeHead(404).end(`<html>\n\u0007${"x".repeat(50_000)}`),
    );
    const { message, facts } = await failure(clientOf(url).request("GET", "v1/x"));
    expect(facts).toMatchObject({ status: 404, reason: "NOT_FOUND" });
    expect(message.length).toBeLessThan(1200);
  });

  test("both formats of errors, and what frameworks say by themselves", async () => {
    const bodies = [
      { code: 5, message: "model not found" },
      { error: { code: "not_found", message: "model not found" } },
      { detail: "model not found" },
    ];
    const { url } = await serve((_request, response, nth) => json(response, bodies[nth - 1], 404));
    for (const _ of bodies)
      expect((await failure(clientOf(url).request("GET", "v1/x"))).facts.words).toBe("model not found");
  });

  test("the error names method, path, status, the server's words and the request", async () => {
    const { url } = await serve((_request, response) =>
      json(response, { code: 7, message: "no." }, 403, { "x-request-id": "req-1" }),
    );
    const { message } = await failure(clientOf(url).request("DELETE", "v1/accounts/a/models/m"));
    expect(message).toBe(
      "DELETE accounts/a/models/m: 403 PERMISSION_DENIED: no (request req-1).\n" +
        "The key's user lacks the role for this, or the account is another one: check fireworks:accountId.",
    );
  });

  describe("what an answer repeats is not told", () => {
    const messageOf = async (text: string, status = 400, headers = {}) => {
      const { url } = await serve((_request, response) => response.writeHead(status, headers).end(text));
      return (await failure(clientOf(url).request("POST", "v1/x", { retries: 0 }))).message;
    };

    test("the key in use, wherever it stands", async () => {
      const said = await messageOf(JSON.stringify({ code: KEY, message: `bad key ${KEY}` }), 401, {
        "x-request-id": KEY,
      });
      expect(said).toContain("bad key");
      expect(said).not.toContain(KEY);
    });

    test("any key, a new one among them", async () => {
      expect(await messageOf(JSON.stringify({ keyId: "k", key: "fw_3ZnewlyMadeKey" }), 500)).not.toContain("newly");
      expect(await messageOf('{"keyId": "k", "key": "fw_3ZnewlyMadeKey"', 200)).toContain("no whole JSON object");
    });

    test("the query of an address, which may be signed", async () => {
      const said = await messageOf(
        JSON.stringify({ message: "no https://store.example/a/b?X-Goog-Signature=abc here" }),
      );
      expect(said).toContain("no https://store.example/a/b?… here");
    });

    test("nor in the line of a log", async () => {
      const lines: string[] = [];
      const { url } = await serve((_request, response) => json(response, {}));
      await clientOf(url, (line) => lines.push(line)).request("GET", "v1/x", { query: { filter: `a="${KEY}"` } });
      expect(lines.join()).toMatch(/^GET x\?filter=/);
      expect(lines.join()).not.toContain(KEY);
    });
  });

  test("a body without end is given up, and not asked for again", async () => {
    let sent = 0;
    const { url, seen } = await serve((_request, response) => {
      const chunk = Buffer.alloc(1024 * 1024, "x");
      const more = () => {
        while (!response.destroyed && response.write(chunk)) sent++;
      };
      response.on("drain", more);
      more();
    });
    const { message, facts } = await failure(clientOf(url).request("GET", "v1/x"));
    expect(message).toContain("MALFORMED: the answer is larger than 16 MiB");
    expect(facts).toMatchObject({ status: 200, ambiguous: true });
    expect(seen).toHaveLength(1);
    expect(sent).toBeLessThan(100);
  });

  test("a redirect is not followed, and the key goes nowhere else", async () => {
    const elsewhere = await serve((_request, response) => json(response, { ok: true }));
    for (const status of [301, 302, 307, 308]) {
      const { url } = await serve((_request, response) =>
        response.writeHead(status, { location: `${elsewhere.url}/v1/x` }).end(),
      );
      const { message } = await failure(clientOf(url).request("GET", "v1/x"));
      expect(message).toContain(`${status} REDIRECTED`);
      expect(message).toContain("check fireworks:baseUrl");
    }
    expect(elsewhere.seen).toEqual([]);
  });
});

describe("pages", () => {
  test("are followed to the end", async () => {
    const { url, seen } = await serve((_request, response, nth) =>
      json(response, { models: [{ name: `m${nth}` }], nextPageToken: nth < 4 ? `page ${nth}` : "" }),
    );
    const all = await clientOf(url).list("v1/accounts/a/models", "models", { query: { filter: "x" } });
    expect(all.map(({ name }) => name)).toEqual(["m1", "m2", "m3", "m4"]);
    expect(seen[3]?.url).toBe("/v1/accounts/a/models?pageSize=200&filter=x&pageToken=page+3");
  });

  test("that lead back to themselves end with an error", async () => {
    const { url } = await serve((_request, response, nth) =>
      json(response, { models: [], nextPageToken: ["one", "two"][nth % 2] }),
    );
    const { message, facts } = await failure(clientOf(url).list("v1/accounts/a/models", "models"));
    expect(message).toMatch(/^GET accounts\/a\/models: MALFORMED: the pages of the list do not come to an end\./);
    expect(facts.ambiguous).toBe(false);
  });

  test("that hold nothing of the kind are an empty list", async () => {
    const { url } = await serve((_request, response) => json(response, { models: null, nextPageToken: 7 }));
    expect(await clientOf(url).list("v1/accounts/a/models", "models")).toEqual([]);
  });
});

describe("what is repeated", () => {
  const failing = (
    status: number,
    body: unknown = { code: 13, message: "oops" },
    headers: Record<string, string> = {},
  ) =>
    serve((_request, response, nth) =>
      nth === 1 ? json(response, body, status, headers) : json(response, { ok: true }),
    );

  test.each([500, 502, 503, 504, 408, 429])("GET after %i", async (status) => {
    const { url, seen } = await failing(status);
    expect(await clientOf(url).request("GET", "v1/x")).toEqual({ ok: true });
    expect(seen).toHaveLength(2);
  });

  test.each([400, 401, 403, 404, 409, 412, 501])("not GET after %i", async (status) => {
    const { url, seen } = await failing(status);
    await failure(clientOf(url).request("GET", "v1/x"));
    expect(seen).toHaveLength(1);
  });

  test.each(["PATCH", "DELETE"])("%s after 503", async (method) => {
    const { url, seen } = await failing(503);
    expect(await clientOf(url).request(method, "v1/x")).toEqual({ ok: true });
    expect(seen).toHaveLength(2);
  });

  test("not a POST that may have taken effect, unless it is said to be harmless", async () => {
    const first = await failing(503);
    expect((await failure(clientOf(first.url).request("POST", "v1/x"))).facts.ambiguous).toBe(true);
    expect(first.seen).toHaveLength(1);
    const second = await failing(503);
    expect(await clientOf(second.url).request("POST", "v1/x", { idempotent: true })).toEqual({ ok: true });
  });

  test("a POST that was turned away at the door", async () => {
    const { url, seen } = await failing(429, { code: 8, message: "too many requests" });
    expect(await clientOf(url).request("POST", "v1/x")).toEqual({ ok: true });
    expect(seen).toHaveLength(2);
  });

  test("not what exceeds a quota: waiting does not mend it", async () => {
    const { url, seen } = await failing(429, { code: 8, message: "quota exceeded for NVIDIA_H100" });
    const { message } = await failure(clientOf(url).request("GET", "v1/x"));
    expect(message).toContain("lower maxReplicaCount");
    expect(seen).toHaveLength(1);
  });

  test("after a connection that broke, GET but not POST", async () => {
    const broken = () =>
      serve((request, response, nth) => (nth === 1 ? void request.socket.destroy() : json(response, { ok: true })));
    const get = await broken();
    expect(await clientOf(get.url).request("GET", "v1/x")).toEqual({ ok: true });
    const post = await broken();
    const { facts, message } = await failure(clientOf(post.url).request("POST", "v1/x"));
    expect(facts).toMatchObject({ reason: "UNREACHABLE", ambiguous: true });
    expect(message).toMatch(
      /^POST x: UNREACHABLE: the connection broke before the answer was there \(.+\)\.\nCheck .+ Then run the command again/,
    );
    expect(post.seen).toHaveLength(1);
  });

  test("not after a conflict, which has another remedy for what exists than for what is to be", async () => {
    const { url } = await serve((_request, response) => json(response, { error: "conflict" }, 409));
    const { request } = clientOf(url);
    expect((await failure(request("DELETE", "v1/x"))).message).toContain("run the command again when that has ended");
    expect((await failure(request("POST", "v1/x"))).message).toContain("`import`");
  });

  test("a server that nobody is at did nothing", async () => {
    const { url, stop } = await serve(() => {});
    await stop();
    const { facts, message } = await failure(clientOf(url).request("POST", "v1/x", { retries: 0 }));
    expect(facts).toMatchObject({ reason: "UNREACHABLE", ambiguous: false });
    expect(message).toMatch(/^POST x: UNREACHABLE: ECONNREFUSED .*\nCheck fireworks:baseUrl/);
  });

  test("not where the status is an answer", async () => {
    const { url, seen } = await failing(500);
    expect((await failure(clientOf(url).request("GET", "v1/x", { answer: 500 }))).facts.status).toBe(500);
    expect(seen).toHaveLength(1);
    const other = await failing(503);
    expect(await clientOf(other.url).request("GET", "v1/x", { answer: 500 })).toEqual({ ok: true });
  });

  test("not what nobody vouches for", async () => {
    let asked = 0;
    const server = createServer({ key: PRIVATE_KEY, cert: CERTIFICATE }).on("connection", () => asked++);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const { facts, message } = await failure(clientOf(`https://127.0.0.1:${port}`).request("GET", "v1/x"));
    expect(facts).toMatchObject({ reason: "UNTRUSTED", ambiguous: false });
    expect(message).toContain("NODE_EXTRA_CA_CERTS");
    expect(asked).toBe(1);
    server.close();
  });

  test.each([
    [400, false],
    [403, false],
    [408, true],
    [409, false],
    [500, true],
    [501, true],
    [503, true],
  ])("a request answered with %i may have taken effect: %p", async (status, ambiguous) => {
    const { url } = await failing(status);
    expect((await failure(clientOf(url).request("POST", "v1/x"))).facts.ambiguous).toBe(ambiguous);
  });

  test.each([
    ["0", undefined],
    ["1", 1],
    ["1.25", 1.25],
    ["60", 60],
    ["61", undefined],
    ["-5", undefined],
    ["5 apples", undefined],
    ["Sat, 21 Nov 2026 10:00:10 GMT", 10],
    ["Sat, 21 Nov 2026 09:59:50 GMT", undefined],
  ])("retry-after: %s is a pause of %p", async (after, expected) => {
    const date = "Sat, 21 Nov 2026 10:00:00 GMT";
    const { url } = await failing(503, {}, { "retry-after": after, date });
    const { facts } = await failure(clientOf(url).request("GET", "v1/x", { retries: 0 }));
    expect(facts.retryAfter).toBe(expected);
  });

  test("no pause after the last try", async () => {
    const { url } = await serve((_request, response) => json(response, {}, 503, { "retry-after": "60" }));
    const started = performance.now();
    await failure(createClient({ ...connection(url), speed: 1 }).request("GET", "v1/x", { retries: 0 }));
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test("as late as the server asks for", async () => {
    const { url } = await failing(429, { message: "slow down" }, { "retry-after": "20" });
    const started = Date.now();
    await clientOf(url).request("GET", "v1/x");
    expect(Date.now() - started).toBeGreaterThanOrEqual(20_000 / SPEED);
  });

  test("as late as a date says", async () => {
    const { url } = await serve((_request, response, nth) => {
      const later = new Date(Date.now() + 20_000).toUTCString();
      return nth === 1 ? json(response, {}, 503, { "retry-after": later }) : json(response, {});
    });
    const started = Date.now();
    await clientOf(url).request("GET", "v1/x");
    expect(Date.now() - started).toBeGreaterThanOrEqual(18_000 / SPEED);
  });

  test("without end only until it is enough", async () => {
    const { url, seen } = await serve((_request, response) => json(response, { message: "down" }, 503));
    await failure(clientOf(url).request("GET", "v1/x", { retries: 2 }));
    expect(seen).toHaveLength(3);
  });
});

describe("time", () => {
  test("an attempt without an answer ends", async () => {
    const { url } = await serve(() => {});
    const { message, facts } = await failure(clientOf(url).request("GET", "v1/x", { timeout: 4, retries: 0 }));
    expect(message).toContain("no answer within 4 s");
    expect(facts.ambiguous).toBe(true);
  });

  test("an answer that never ends does too", async () => {
    const { url } = await serve((_request, response) => void response.writeHead(200).write("{"));
    const { message } = await failure(clientOf(url).request("GET", "v1/x", { timeout: 4, retries: 0 }));
    expect(message).toContain("no answer within 4 s");
  });

  test.each(["before", "during", "between"])("whoever asked can end it: %s", async (when) => {
    const { url } = await serve((_request, response) => {
      if (when === "between") json(response, {}, 503, { "retry-after": "60" });
    });
    const ending = new AbortController();
    if (when === "before") ending.abort(new Error("enough"));
    else setTimeout(() => ending.abort(new Error("enough")), 200);
    const started = Date.now();
    const client = createClient({ ...connection(url), speed: 1 });
    await expect(client.request("GET", "v1/x", { signal: ending.signal })).rejects.toThrow("enough");
    expect(Date.now() - started).toBeLessThan(30_000);
  });

  test("until there is an answer this machine's clock does, and after one that says no date", async () => {
    const { url } = await serve((_request, response) => {
      response.sendDate = false;
      json(response, {});
    });
    const client = clientOf(url);
    expect(Math.abs(client.now() - Date.now())).toBeLessThan(10_000);
    await client.request("GET", "v1/x");
    expect(Math.abs(client.now() - Date.now())).toBeLessThan(60_000);
  });

  test("an answer out of a cache is as old as it says", async () => {
    const date = new Date(Date.now() - 7_200_000).toUTCString();
    const { url } = await serve((_request, response) => json(response, {}, 200, { date, age: "3600" }));
    const client = clientOf(url);
    await client.request("GET", "v1/x");
    expect(Math.abs(client.now() - (Date.now() - 3_600_000))).toBeLessThan(60_000);
  });

  test("the gateway's clock counts", async () => {
    const { url } = await serve((_request, response) =>
      json(response, {}, 200, { date: new Date(Date.now() + 3_600_000).toUTCString() }),
    );
    const client = clientOf(url);
    await client.request("GET", "v1/x");
    expect(client.now() - Date.now()).toBeGreaterThan(3_590_000);
  });
});

test("the log tells each attempt and no secret", async () => {
  const { url } = await serve((_request, response, nth) => json(response, {}, nth === 1 ? 503 : 200));
  const lines: string[] = [];
  await clientOf(url, (line) => lines.push(line)).request("GET", "v1/x", {
    query: { filter: "a b", pageToken: "next", apiKey: "planted-query", accessToken: "planted-token" },
  });
  expect(lines).toEqual([
    expect.stringMatching(/^GET x\?filter=a%20b&pageToken=next&apiKey=…&accessToken=… → 503 in \d+ ms$/),
    expect.stringMatching(/^GET x\?filter=a%20b&pageToken=next&apiKey=…&accessToken=… → 200 in \d+ ms$/),
  ]);
});

test("the log tells what had no answer, and how long it took", async () => {
  const { url, stop } = await serve(() => {});
  await stop();
  const lines: string[] = [];
  const started = performance.now();
  await failure(clientOf(url, (line) => lines.push(line)).request("GET", "v1/x", { retries: 0 }));
  expect(lines).toEqual([expect.stringMatching(/^GET x → no answer in \d+ ms$/)]);
  expect(Number(/(\d+) ms/.exec(String(lines))?.[1])).toBeLessThanOrEqual(Math.ceil(performance.now() - started));
});
