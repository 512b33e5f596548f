import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { build, ended, run, start } from "./process";

const state = mkdtempSync(path.join(tmpdir(), "fireworks-emulator-"));

beforeAll(build);
afterAll(() => rmSync(state, { recursive: true, force: true }));

test("says where it listens and what to set, and stops on a signal", async () => {
  const { child, url, lines } = await start();
  expect(lines).toEqual([
    expect.stringMatching(/^fireworks-emulator \S+ listens at http:\/\/127\.0\.0\.1:\d+$/),
    "",
    `export FIREWORKS_BASE_URL=${url}`,
    "export FIREWORKS_API_KEY=fw_emulator_key",
    "export FIREWORKS_ACCOUNT_ID=emulator",
  ]);
  expect((await fetch(url)).status).toBe(200);
  expect(await ended(child, "SIGINT")).toBe(0);
});

test("--json is one line, --speed is the clock's", async () => {
  const { child, url, lines } = await start("--json", "--speed", "0");
  expect(JSON.parse(lines.join(""))).toEqual({ url, apiKey: "fw_emulator_key", accountId: "emulator" });
  expect(await (await fetch(`${url}/__emulator/clock`)).json()).toMatchObject({ speed: 0 });
  expect(await ended(child, "SIGTERM")).toBe(0);
});

test("several accounts have keys of their own", async () => {
  const { child, url, lines } = await start("--json", "--account", "prod=one", "--account", "dev=two=2");
  expect(JSON.parse(lines.join(""))).toEqual({ url, apiKey: "one", accountId: "prod" });
  const visible = async (key: string) => {
    const response = await fetch(`${url}/v1/accounts`, { headers: { authorization: `Bearer ${key}` } });
    return ((await response.json()) as { accounts: { name: string }[] }).accounts.map(({ name }) => name);
  };
  expect([await visible("one"), await visible("two=2")]).toEqual([["accounts/prod"], ["accounts/dev"]]);
  await ended(child, "SIGTERM");
});

test("beyond loopback it warns that whoever can reach it can do everything, and is told its names", async () => {
  const { child, url } = await start("--host", "0.0.0.0", "--allow-host", "emulator.example");
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const [warning] = (await once(child.stderr as Readable, "data")) as [Buffer];
  expect(warning.toString()).toContain("whoever can reach it can do everything, without a key");
  expect((await fetch(`${url}/__emulator/clock`)).status).toBe(200);
  await ended(child, "SIGTERM");
});

test("with a folder it listens where it did before, and nobody else may use the folder", async () => {
  const first = await start("--state", state);
  const second = run("--state", state);
  expect([second.status, second.output]).toEqual([
    1,
    expect.stringContaining(`is in use: another fireworks-emulator (process ${first.child.pid})`),
  ]);
  expect(second.output).toContain(first.url);
  await ended(first.child, "SIGTERM");
  const third = await start("--state", state);
  expect(third.url).toBe(first.url);
  await ended(third.child, "SIGTERM");
});

test.each([
  [["--nope"]],
  [["--port", "x"]],
  [["--port", "70000"]],
  [["--speed", "-1"]],
  [["--account", "prod"]],
  [["extra"]],
])("%j: one clear line, exit status 2", (args) => {
  const { status, output } = run(...args);
  expect([status, output]).toEqual([2, expect.stringMatching(/^fireworks-emulator: .+\n$/)]);
});

test.each([
  [["--account", "Prod=k"], 'invalid accountId "Prod"'],
  [["--account", "fireworks=k"], 'account "fireworks" is the catalogue'],
  [["--account", "a=k", "--account", "a=l"], 'account "a" is given twice'],
])("%j is refused", (args, message) => {
  const { status, output } = run(...args);
  expect([status, output]).toEqual([1, expect.stringContaining(message)]);
});

test("a port that is taken is an error in one line", async () => {
  const { child, url } = await start();
  const { status, output } = run("--port", new URL(url).port);
  expect([status, output]).toEqual([1, expect.stringMatching(/^fireworks-emulator: .*EADDRINUSE.*\n$/)]);
  await ended(child, "SIGTERM");
});

test("a negative speed is refused as what it is", () => {
  expect(run("--speed", "-1").output).toContain('--speed must be a number, 0 or more, not "-1"');
});

test("--help and --version", () => {
  expect(run("--help").output).toContain("--state DIR");
  expect(run("--version").output).toMatch(/^\d+\.\d+\.\d+\n$/);
});
