import { connect } from "node:net";
import { type FaultRule, startEmulator } from "../src/index";
import { account, api, control as ask, eventually, ids, upload, useEmulator } from "./support";

const used = useEmulator();
const secrets = `${account}/secrets`;
const secret = { name: "k", keyName: "K", value: "v" };
const create = () => used.api.post(secrets, secret);
const add = (rule: FaultRule) => used.emulator.faults.add(rule);
const key = () => ({ authorization: `Bearer ${used.emulator.apiKey}` });

/** What comes over the wire until the connection ends or `enough` says so, and how long after the request each piece came. */
async function wire(head: string, body = "", enough = (_text: string): boolean => false) {
  const { hostname, port } = new URL(used.emulator.url);
  const socket = connect(Number(port), hostname);
  const began = performance.now();
  const pieces: { text: string; after: number }[] = [];
  let [seen, broken] = ["", false];
  socket.write(
    `${head}\r\nHost: ${hostname}:${port}\r\nAuthorization: Bearer ${used.emulator.apiKey}\r\nConnection: close\r\n\r\n${body}`,
  );
  await new Promise<void>((resolve) => {
    socket.on("data", (chunk: Buffer) => {
      pieces.push({ text: chunk.toString(), after: performance.now() - began });
      seen += chunk.toString();
      if (enough(seen)) socket.destroy();
    });
    socket.on("error", () => {
      broken = true;
    });
    socket.on("close", () => resolve());
  });
  const [top = "", ...rest] = seen.split("\r\n\r\n");
  return { head: top, body: rest.join("\r\n\r\n"), pieces, broken, elapsed: performance.now() - began };
}

const listing = `GET /v1/${secrets} HTTP/1.1`;
const lengthOf = (head: string) => Number(/content-length: (\d+)/i.exec(head)?.[1]);

async function signedUrl(size: number): Promise<string> {
  await used.api.post(`${account}/models`, { modelId: "m", model: { kind: "HF_BASE_MODEL" } });
  const { body } = await used.api.post(`${account}/models/m:getUploadEndpoint`, { filenameToSize: { "f.bin": size } });
  return body.filenameToSignedUrls["f.bin"];
}

describe("which requests", () => {
  const statuses = async (count: number) => {
    const seen = [];
    for (let at = 0; at < count; at++) seen.push((await used.api.get(secrets)).status);
    return seen.map((status) => (status === 200 ? "." : "x")).join("");
  };

  test.each([
    [{}, "xxxxx"],
    [{ nth: 3 }, "..x.."],
    [{ nth: 2, times: 2 }, ".xx.."],
    [{ times: 2 }, "xx..."],
    [{ probability: 0 }, "....."],
    [{ probability: 1 }, "xxxxx"],
    [{ probability: 1, nth: 2, times: 2 }, ".xx.."],
  ])("%j", async (which, expected) => {
    add({ operation: "ListSecrets", ...which, action: { status: 500 } });
    await used.api.get(`${account}/users`);
    expect(await statuses(5)).toBe(expected);
  });

  test("probability follows its seed, to the same requests in every run", async () => {
    const run = async (seed?: number) => {
      used.emulator.faults.clear();
      add({
        operation: "ListSecrets",
        probability: 0.5,
        ...(seed === undefined ? {} : { seed }),
        action: { status: 500 },
      });
      return statuses(20);
    };
    expect(await run(1)).toBe(await run(1));
    expect(await run()).toBe(await run(1));
    expect(await run(1)).not.toBe(await run(2));
    expect(await run(1)).toMatch(/x.*\.|\..*x/);
  });

  test("by operation, method and path, all of which have to match; expressions of any flags", async () => {
    add({ operation: "ListUsers", path: "/secrets$", action: { status: 500 } });
    add({ operation: "ListSecrets", method: "POST", action: { status: 500 } });
    add({ operation: "(Get|List)Secrets", path: "^/secrets$", action: { status: 500 } });
    expect(await statuses(3)).toBe("...");
    used.emulator.faults.clear();
    add({ operation: /listsecrets$/gi, method: "get", path: /secrets$/g, action: { status: 500 } });
    expect(await statuses(3)).toBe("xxx");
    expect((await create()).status).toBe(200);
    expect((await used.api.get(`${account}/users`)).status).toBe(200);
  });

  test("also before authentication, as the edge would", async () => {
    add({ path: "^/v1/accounts$", action: { status: 429, body: "slow down" } });
    await expect(api(used.emulator, "wrong").get("accounts")).rejects.toThrow();
    expect(used.emulator.journal().at(-1)?.status).toBe(429);
  });
});

describe("an answer instead", () => {
  test.each([
    [400, 3],
    [401, 16],
    [403, 7],
    [404, 5],
    [409, 6],
    [418, 13],
    [429, 8],
    [500, 13],
    [503, 14],
  ])("without a body, %i has code %i", async (status, code) => {
    add({ action: { status } });
    expect((await used.api.get(secrets)).body).toMatchObject({ code, message: expect.stringContaining("injected") });
  });

  test("before the effect: once, for the n-th request", async () => {
    const id = add({ operation: "CreateSecret", nth: 2, action: { status: 503 } });
    expect((await create()).status).toBe(200);
    const struck = await create();
    expect([struck.status, struck.body.message]).toEqual([503, expect.stringContaining("fireworks-emulator")]);
    expect((await create()).status).toBe(409);
    expect(used.emulator.journal().map(({ fault }) => fault)).toEqual([undefined, id, undefined]);
  });

  test("after the effect: the object is there, the answer is another", async () => {
    const body = { code: 13, message: "lost" };
    add({ operation: "Gateway_CreateSecret", when: "after", times: 1, action: { status: 500, body } });
    expect((await create()).body).toEqual(body);
    expect((await create()).status).toBe(409);
  });

  test.each([
    [{ status: 408, body: {} }, { status: 408 }],
    [
      { status: 429, headers: { "retry-after": "7" } },
      { status: 429, "retry-after": "7" },
    ],
    [
      { status: 307, headers: { location: "http://other.invalid/v1/x" } },
      { status: 307, location: "http://other.invalid/v1/x" },
    ],
    [
      { status: 200, body: "<html>nonsense", headers: { "content-type": "text/html" } },
      { status: 200, "content-type": "text/html" },
    ],
    [{ status: 204 }, { status: 204 }],
  ])("%j", async (action, { status, ...headers }) => {
    add({ operation: "ListSecrets", action });
    const answer = await fetch(`${used.emulator.url}/v1/${secrets}`, { headers: key(), redirect: "manual" });
    expect(answer.status).toBe(status);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      ...headers,
      "x-fireworks-emulator": expect.any(String),
    });
    const sent = "body" in action ? (typeof action.body === "string" ? action.body : "{}") : undefined;
    if (sent !== undefined) expect(await answer.text()).toBe(sent);
  });

  test("pages without an end", async () => {
    add({ operation: "ListSecrets", action: { status: 200, body: { secrets: [], nextPageToken: "again" } } });
    for (const token of ["", "?pageToken=again", "?pageToken=again"])
      expect((await used.api.get(secrets + token)).body.nextPageToken).toBe("again");
  });
});

describe("connections that break", () => {
  test.each(["before", "after"] as const)("%s the effect", async (when) => {
    add({ method: "post", path: "/secrets$", when, times: 1, action: { reset: true } });
    await expect(create()).rejects.toThrow("fetch failed");
    expect(used.emulator.list("secrets")).toHaveLength(when === "after" ? 1 : 0);
    expect(used.emulator.journal()[0]?.status).toBe(0);
  });

  test("in the middle of the answer: its length is announced, half of it comes", async () => {
    add({ operation: "CreateSecret", when: "after", times: 1, action: { truncate: true } });
    const body = JSON.stringify(secret);
    const answer = await wire(
      `POST /v1/${secrets} HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`,
      body,
    );
    expect(answer.head).toContain("200 OK");
    expect(answer.body).toHaveLength(Math.ceil(lengthOf(answer.head) / 2));
    expect(used.emulator.list("secrets")).toHaveLength(1);
  });

  test("a malformed answer is whole by its length, and no JSON", async () => {
    add({ operation: "CreateSecret", when: "after", times: 1, action: { malformed: true } });
    await expect(create()).rejects.toThrow("JSON");
    expect(used.emulator.list("secrets")).toHaveLength(1);
  });

  test("in the middle of a request's body, which has no effect then", async () => {
    add({ operation: "CreateSecret", times: 1, action: { reset: true, afterBytes: 10 } });
    await expect(create()).rejects.toThrow("fetch failed");
    expect([used.emulator.list("secrets"), used.emulator.journal()[0]?.status]).toEqual([[], 0]);
    expect((await create()).status).toBe(200);
  });

  test("in the middle of an upload, nothing of which stays", async () => {
    const url = await signedUrl(1_000_000);
    add({ path: "^/storage/", times: 1, action: { reset: true, afterBytes: 200_000 } });
    await expect(upload(url, "x".repeat(1_000_000))).rejects.toThrow("fetch failed");
    expect(used.emulator.content(`${account}/models/m`)).toEqual({});
    expect((await upload(url, "x".repeat(1_000_000))).status).toBe(200);
    expect(used.emulator.content(`${account}/models/m`)["f.bin"]).toHaveLength(1_000_000);
  });
});

describe("slowness", () => {
  test("a delay is real time, also where the clock stands still", async () => {
    add({ operation: /^ListSecrets$/, action: { delay: 120 } });
    const at = used.emulator.clock.now();
    expect((await wire(listing)).elapsed).toBeGreaterThan(110);
    expect(used.emulator.clock.now()).toEqual(at);
  });

  test.each(["before", "after"] as const)(
    "a client that does not wait for a delay %s the effect leaves it there",
    async (when) => {
      add({ operation: "CreateSecret", when, action: { delay: 800 } });
      const client = new AbortController();
      const body = JSON.stringify(secret);
      const { signal } = client;
      const headers = { ...key(), "content-type": "application/json" };
      const given = fetch(`${used.emulator.url}/v1/${secrets}`, { method: "POST", headers, body, signal });
      const left = expect(given).rejects.toThrow("aborted");
      const made = () => used.emulator.list("secrets").length;
      if (when === "after") await eventually(() => expect(made()).toBe(1));
      // Its body has arrived.
      else await eventually(() => expect(used.emulator.journal()[0]?.requestBody).toBeDefined());
      client.abort();
      await left;
      expect(made()).toBe(when === "after" ? 1 : 0);
      await eventually(() => expect(used.emulator.journal()[0]?.duration).toBeGreaterThan(700));
      expect(made()).toBe(1);
    },
  );

  test("an answer drips at its rate and is whole in the end", async () => {
    await create();
    add({ operation: "ListSecrets", action: { drip: 500 } });
    const answer = await wire(listing);
    const { length } = answer.body;
    expect(JSON.parse(answer.body)).toMatchObject({ totalSize: 1 });
    expect(lengthOf(answer.head)).toBe(length);
    expect(answer.elapsed).toBeGreaterThan((length / 500) * 900);
    expect(answer.pieces.length).toBeGreaterThan(1);
  });

  test("a client that goes away ends the drip", async () => {
    add({ operation: "ListSecrets", action: { drip: 1 } });
    await wire(listing, "", (seen) => seen.includes("{"));
    // Dripping to its end would take longer.
    await eventually(() => expect(used.emulator.journal()[0]?.duration).toBeLessThan(10_000));
  });

  test("a request that drips is read slowly, and takes effect", async () => {
    const url = await signedUrl(60);
    add({ path: "^/storage/", action: { drip: 300, of: "request" } });
    const began = performance.now();
    expect((await upload(url, "x".repeat(60))).status).toBe(200);
    expect(performance.now() - began).toBeGreaterThan(180);
    expect(used.emulator.content(`${account}/models/m`)["f.bin"]).toHaveLength(60);
  });

  test("neither delays nor drips hold up the end of the server", async () => {
    const emulator = await startEmulator();
    emulator.faults.add({ operation: "ListSecrets", action: { delay: 60_000 } });
    emulator.faults.add({ operation: "ListUsers", action: { drip: 1 } });
    emulator.faults.add({ operation: "CreateSecret", action: { delay: 300 } });
    const headers = { authorization: `Bearer ${emulator.apiKey}` };
    const asked = ["secrets", "users"].map((path) =>
      fetch(`${emulator.url}/v1/${account}/${path}`, { headers }).then((response) => response.text()),
    );
    asked.push(
      fetch(`${emulator.url}/v1/${secrets}`, { method: "POST", headers, body: JSON.stringify(secret) }).then((one) =>
        one.text(),
      ),
    );
    const settled = Promise.allSettled(asked);
    while (emulator.journal().length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    const began = performance.now();
    await emulator.stop();
    // Of the minute that the delay would last.
    expect(performance.now() - began).toBeLessThan(10_000);
    expect((await settled).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(emulator.list("secrets")).toEqual([]);
  });
});

test("a flood is valid JSON of the asked size, and stops when the client has had enough", async () => {
  add({ operation: "ListSecrets", times: 1, action: { flood: 300_000 } });
  const whole = await fetch(`${used.emulator.url}/v1/${secrets}`, { headers: key() });
  expect(whole.headers.get("content-length")).toBeNull();
  const body = await whole.text();
  expect([body.length, Object.keys(JSON.parse(body))]).toEqual([300_000, ["flood"]]);
  add({ operation: "ListSecrets", action: { flood: 10_000_000_000 } });
  const part = await wire(listing, "", (seen) => seen.length > 200_000);
  expect(part.elapsed).toBeLessThan(5000);
  expect((await used.api.get(`${account}/users`)).status).toBe(200);
});

describe("a request that is delivered twice", () => {
  test.each([
    [{ duplicate: true }, 409],
    [{ duplicate: true, answer: "second" }, 409],
    [{ duplicate: true, answer: "first" }, 200],
  ] as const)("%j", async (action, status) => {
    const id = add({ operation: "CreateSecret", times: 1, action });
    expect((await create()).status).toBe(status);
    expect(used.emulator.list("secrets")).toHaveLength(1);
    expect(used.emulator.journal().map((entry) => [entry.status, entry.fault])).toEqual([
      [200, id],
      [409, id],
    ]);
  });

  test("a creation without an id is two objects", async () => {
    add({ operation: "CreateApiKey", times: 1, action: { duplicate: true } });
    await used.api.post(`${account}/users/emulator/apiKeys`, { apiKey: {} });
    expect(used.emulator.list("users/apiKeys")).toHaveLength(2);
  });

  test("uploads too", async () => {
    const url = await signedUrl(4);
    add({ path: "^/storage/", times: 1, action: { duplicate: true } });
    expect((await upload(url, "data")).status).toBe(200);
    expect(used.emulator.content(`${account}/models/m`)["f.bin"]?.toString()).toBe("data");
    expect(used.emulator.journal().filter(({ path }) => path.startsWith("/storage/"))).toHaveLength(2);
  });
});

test("a stale read answers what was before the last write", async () => {
  await create();
  const patch = (keyName: string, value: string) => used.api.patch(`${secrets}/k`, { keyName, value });
  add({ operation: "(Get|List)Secrets?", action: { stale: true } });
  expect((await used.api.get(`${secrets}/k`)).status).toBe(500);
  expect(ids(await used.api.get(secrets), "secrets")).toEqual([]);
  await patch("K", "v2");
  expect((await used.api.get(`${secrets}/k`)).status).toBe(200);
  await used.api.del(`${secrets}/k`);
  expect(ids(await used.api.get(secrets), "secrets")).toEqual(["k"]);
  used.emulator.faults.clear();
  expect(ids(await used.api.get(secrets), "secrets")).toEqual([]);
});

test("several rules strike the same request", async () => {
  add({ operation: "CreateSecret", action: { delay: 60 } });
  add({ operation: "CreateSecret", action: { duplicate: true, answer: "first" } });
  add({ operation: "CreateSecret", when: "after", action: { status: 502, body: {} } });
  const began = performance.now();
  expect((await create()).status).toBe(502);
  expect(performance.now() - began).toBeGreaterThan(50);
  expect(used.emulator.list("secrets")).toHaveLength(1);
});

describe("rules", () => {
  const control = (method: string, path: string, body?: unknown) => ask(used.emulator, method, `faults${path}`, body);

  test("are added, listed with what they did, and removed by their id, over HTTP too", async () => {
    const { id } = (await control("POST", "", { operation: "ListSecrets", nth: 2, action: { status: 500 } })).body;
    expect((await used.api.get(secrets)).status).toBe(200);
    expect((await used.api.get(secrets)).status).toBe(500);
    expect((await control("GET", "")).body).toEqual({
      faults: [{ id, operation: "ListSecrets", nth: 2, action: { status: 500 }, matched: 2, struck: 1 }],
    });
    await control("DELETE", `?id=${id}`);
    expect((await control("GET", "")).body).toEqual({ faults: [] });
    add({ id: "a", path: /x/, action: { reset: true } });
    add({ id: "b", action: { stale: true } });
    expect((await control("GET", "")).body.faults.map((one: FaultRule) => one.id)).toEqual(["a", "b"]);
    used.emulator.faults.remove("a");
    await control("DELETE", "");
    expect((await control("GET", "")).body).toEqual({ faults: [] });
  });

  const status = { status: 500 };
  test.each([
    [{ operation: "ListSecrets" }, "action is missing"],
    [{ action: {} }, "action needs one of status, delay"],
    [{ action: { staus: 500 } }, "action needs one of"],
    [{ action: { status: 500, reset: true } }, "both status and reset: add one rule for each"],
    [
      { action: { status: 500, retryAfter: 1 } },
      'unknown property "action.retryAfter": there are status, body, headers',
    ],
    [{ opertion: "x", action: status }, 'unknown property "opertion": there are id, operation'],
    [{ operation: "ListSecret", action: status }, 'operation "ListSecret" matches no operationId'],
    [{ path: "(", action: status }, "path must be a regular expression: "],
    [{ operation: "(", action: status }, "operation must be a regular expression: "],
    [{ method: 5, action: status }, "method must be an HTTP method, not 5"],
    [{ nth: 0, action: status }, "nth must be a whole number, 1 or more, not 0"],
    [{ nth: "2", action: status }, 'nth must be a whole number, 1 or more, not "2"'],
    [{ times: 0, action: status }, "times must be"],
    [{ probability: 2, action: status }, "probability must be a number from 0 to 1, not 2"],
    [{ seed: 3, action: status }, "seed needs probability"],
    [{ when: "during", action: status }, 'when must be "before" or "after", not "during"'],
    [{ when: "after", action: { stale: true } }, 'when "after" has no meaning for stale: leave it out'],
    [{ when: "after", action: { reset: true, afterBytes: 5 } }, "leave out when"],
    [{ action: { status: 99 } }, "action.status must be 200 to 599, not 99"],
    [{ action: { status: 500, headers: { "retry-after": 1 } } }, "action.headers must be an object of texts"],
    [{ action: { status: 500, headers: { "a b": "c" } } }, "action.headers must be headers: "],
    [{ action: { delay: "5s" } }, 'action.delay must be a number of milliseconds, 0 to 2147483647, not "5s"'],
    [{ action: { delay: -1 } }, "action.delay must be"],
    [{ action: { reset: 1 } }, "action.reset must be true, not 1"],
    [{ action: { drip: 0 } }, "action.drip must be a number of bytes a second, 1 or more"],
    [{ action: { drip: 5, of: "both" } }, 'action.of must be "answer" or "request"'],
    [{ action: { flood: true } }, "action.flood must be a number of bytes, 100 or more"],
    [{ action: { duplicate: true, answer: "third" } }, 'action.answer must be "first" or "second"'],
    [{ action: { capacity: {} }, operation: "GetModel" }, "operation has no meaning for capacity"],
    [{ action: { capacity: { gpu: "H100" } } }, 'unknown property "action.capacity.gpu": there are acceleratorType'],
    [{ action: { capacity: { acceleratorType: "H100" } } }, "action.capacity.acceleratorType must be one of"],
    [{ action: { capacity: { region: "US_NOWHERE_1" } } }, "action.capacity.region must be one of"],
    [[], "must be"],
  ])("%j is refused with what to do", async (rule, message) => {
    const { status, body } = await control("POST", "", rule);
    expect([status, body.error]).toEqual([400, expect.stringContaining(message)]);
    expect(() => add(rule as FaultRule)).toThrow(message);
    expect((await control("GET", "")).body).toEqual({ faults: [] });
  });

  test("an id is used once", () => {
    add({ id: "a", action: { reset: true } });
    expect(() => add({ id: "a", action: { reset: true } })).toThrow('id "a" is in use: remove that rule first');
  });
});
