import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { createClient } from "../../src/client/client";
import { connections, networkFetch } from "../../src/client/network";
import { json, serve, stopServers } from "./server";

const HOST = "gateway.example";
let through: string[];
let proxy: Server;
let proxyUrl: string;
const sockets = new Set<Socket>();

/** A company's proxy, which knows the way to one server, whatever it is called. */
beforeEach(async () => {
  through = [];
  proxy = createServer();
  proxy.on("connect", (request, client: Socket) => {
    through.push(String(request.url));
    const port = Number(String(request.url).split(":")[1]);
    const server = connect(port, "127.0.0.1", () => client.write("HTTP/1.1 200 OK\r\n\r\n"));
    for (const socket of [server, client]) sockets.add(socket.on("error", () => {}));
    server.pipe(client).pipe(server);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});
const { env } = process;
beforeEach(() => {
  process.env = { ...env };
  for (const key of Object.keys(process.env)) if (/_proxy$/i.test(key)) delete process.env[key];
});
afterEach(async () => {
  process.env = env;
  for (const socket of sockets) socket.destroy();
  proxy.closeAllConnections();
  await Promise.all([stopServers(), new Promise((resolve) => proxy.close(resolve))]);
});

async function gateway() {
  const server = await serve((_request, response) => json(response, { ok: true }));
  return { ...server, port: new URL(server.url).port };
}

test.each(["HTTP_PROXY", "http_proxy"])("%s is gone through, with method, headers and body", async (variable) => {
  const { port, seen } = await gateway();
  process.env[variable] = proxyUrl;
  const fetch = networkFetch();
  const headers = { "x-team": "search", "content-type": "application/json" };
  const answer = await fetch(`http://${HOST}:${port}/v1/x`, { method: "POST", headers, body: '{"a":1}' });
  expect(await answer.json()).toEqual({ ok: true });
  expect(through).toEqual([`${HOST}:${port}`]);
  expect(seen).toMatchObject([
    { method: "POST", url: "/v1/x", headers: { "x-team": "search", "content-length": "7" } },
  ]);
  expect(await (await fetch(`http://${HOST}:${port}/v1/y`)).json()).toEqual({ ok: true });
});

test.each(["HTTPS_PROXY", "https_proxy"])("%s alone is for https", async (variable) => {
  const { port } = await gateway();
  process.env[variable] = proxyUrl;
  await expect(networkFetch()(`https://${HOST}:${port}/v1/x`)).rejects.toThrow();
  expect(through).toEqual([`${HOST}:${port}`]);
});

test.each(["127.0.0.1", "localhost"])("%s is never behind it, nor what NO_PROXY names", async (host) => {
  const { port, seen } = await gateway();
  Object.assign(process.env, { HTTP_PROXY: proxyUrl, no_proxy: "other.example" });
  await networkFetch()(`http://${host}:${port}/v1/x`);
  expect(seen).toHaveLength(1);
  await networkFetch()(`http://${HOST}:${port}/v1/x`);
  expect(through).toHaveLength(1);
  process.env.NO_PROXY = HOST;
  await expect(networkFetch()(`http://${HOST}:${port}/v1/x`)).rejects.toThrow();
  expect(through).toHaveLength(1);
});

test("what is streamed goes through it too", async () => {
  const { request } = require("undici") as typeof import("undici");
  const { port } = await gateway();
  const direct = connections();
  await (await request(`http://127.0.0.1:${port}/x`, { dispatcher: direct })).body.dump();
  await direct.close();
  process.env.HTTP_PROXY = proxyUrl;
  const dispatcher = connections();
  const { body } = await request(`http://${HOST}:${port}/x`, { dispatcher });
  expect(await body.json()).toEqual({ ok: true });
  expect(through).toEqual([`${HOST}:${port}`]);
  await dispatcher.close();
});

test("without a proxy it is the machine's own fetch, and a client's request ends with its caller", async () => {
  expect(networkFetch({})).toBe(globalThis.fetch);
  expect(networkFetch({ HTTPS_PROXY: "" })).toBe(globalThis.fetch);
  const { url, stop } = await serve(() => {});
  const stopping = new AbortController();
  const headers = { "x-team": "search" };
  const { request } = createClient({ baseUrl: url, apiKey: "k", account: undefined, headers, speed: 1 });
  const work = request("GET", "v1/x", { signal: stopping.signal });
  setTimeout(() => stopping.abort(new Error("enough")), 50);
  await expect(work).rejects.toThrow("enough");
  await stop();
});
