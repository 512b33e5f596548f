import { request } from "node:http";
import { type Emulator, startEmulator } from "../src/index";
import { account, useEmulator } from "./support";

const used = useEmulator();

/** A request with any Host and Origin, which fetch would not send. */
function ask(emulator: Emulator, path: string, headers: Record<string, string>, method = "GET") {
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const sent = request(`${emulator.url}${path}`, { method, headers }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    });
    sent.on("error", reject).end();
  });
}

const api = (path: string, host: string, emulator = used.emulator) =>
  ask(emulator, path, { host, authorization: "Bearer fw_emulator_key" });

test.each(["/", "/__emulator/journal", `/v1/${account}/users`])(
  "%s answers to addresses, localhost and names without a dot, and to no name that a web page can bring along",
  async (path) => {
    const { port } = new URL(used.emulator.url);
    for (const host of [
      `127.0.0.1:${port}`,
      `localhost:${port}`,
      "[::1]:80",
      "10.0.0.7",
      "fireworks-emulator:8080",
      "a.localhost",
    ])
      expect([host, (await api(path, host)).status]).toEqual([host, 200]);
    for (const host of [`evil.example:${port}`, "127.0.0.1.evil.example", "localhost.evil.example", "evil.example."]) {
      const { status, body } = await api(path, host);
      expect([host, status]).toEqual([host, 403]);
      expect(body).toContain(`start it with --allow-host ${host.replace(/:\d+$/, "")}`);
    }
  },
);

test("a name that it was told is its own", async () => {
  const emulator = await startEmulator({ allowedHosts: ["Emulator.Example"] });
  expect((await api("/__emulator/clock", "emulator.example:8443", emulator)).status).toBe(200);
  expect((await api("/__emulator/clock", "other.example:8443", emulator)).status).toBe(403);
  const origin = { host: "127.0.0.1", origin: "https://emulator.example" };
  expect((await ask(emulator, "/__emulator/reset", origin, "POST")).status).toBe(200);
  await emulator.stop();
});

test("a page of another origin can neither change nor read anything by the controls; its own page can", async () => {
  await used.api.post(`${account}/secrets`, { name: "k", keyName: "K", value: "v" });
  const { host, port } = new URL(used.emulator.url);
  for (const origin of [
    "https://evil.example",
    `http://localhost:${Number(port) + 1}`,
    "null",
    `http://evil.${host}`,
  ]) {
    const reset = await ask(used.emulator, "/__emulator/reset", { origin, host }, "POST");
    expect([origin, reset.status, reset.body]).toEqual([origin, 403, expect.stringContaining(origin)]);
    expect((await ask(used.emulator, "/__emulator/journal", { origin, host })).status).toBe(403);
    expect((await ask(used.emulator, "/__emulator/events", { origin, host })).status).toBe(403);
  }
  expect(used.emulator.list("secrets")).toHaveLength(1);
  const own = { origin: `http://${host}`, host };
  expect((await ask(used.emulator, "/__emulator/reset", own, "POST")).status).toBe(200);
  expect(used.emulator.list("secrets")).toEqual([]);
});

test("no answer lets a page of another origin read it", async () => {
  const preflight = { origin: "https://evil.example", "access-control-request-method": "POST" };
  for (const path of ["/", "/__emulator/journal", `/v1/${account}/secrets`]) {
    const { headers } = await fetch(used.emulator.url + path, { method: "OPTIONS", headers: preflight });
    expect([...headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
  }
});
