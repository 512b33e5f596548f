import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { client } from "../scenarios/client.mts";
import { scenarios } from "../scenarios/index.mts";
import { type Options, type Result, runAll } from "../scenarios/run.mts";
import { dollars } from "../scenarios/scenario.mts";
import { startEmulator } from "../src/index";
import { defaultSettings } from "../src/settings";
import { build, ended } from "./process";
import { account, catalogueModel, fastShape, useEmulator } from "./support";

const used = useEmulator();

/** On the emulator, whose time is moved. */
function options(): Options {
  const { url, apiKey, accountId, clock } = used.emulator;
  return {
    target: { url, apiKey, accountId, pause: (seconds) => clock.advance(seconds * 1000) },
    settings: { ...defaultSettings() },
    baseModel: catalogueModel,
    shape: fastShape,
    emulator: true,
    ceiling: 0,
    accelerators: 1,
    poll: 5,
  };
}

const left = () =>
  ["deployments", "routers", "models", "datasets", "secrets", "deploymentShapes"].flatMap((collection) =>
    used.emulator.list(collection).map(({ name }) => name),
  );

test.each(scenarios.map((scenario) => [scenario.name, scenario] as const))("%s", async (_name, scenario) => {
  const { results, remaining } = await runAll([scenario], options());
  const [{ error, findings }] = results as [Result];
  expect(error).toBeUndefined();
  expect(findings.filter(({ same }) => !same)).toEqual([]);
  expect([...new Set(findings.map(({ line }) => line))].sort()).toEqual([...scenario.lines].sort());
  expect([remaining, left()]).toEqual([[], []]);
});

test("there is a scenario for each open question", () => {
  const numbers = scenarios.flatMap(({ question }) => question ?? []);
  expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 11 }, (_, at) => at + 1));
});

describe("a question is answered with the reading that the server has", () => {
  test.each([
    [1, { patchWhileUpdating: "accept" }],
    [1, { patchWithoutBaseModel: "reject" }],
    [1, { patchWithoutBaseModel: "keepOldBounds" }],
    [2, { camelCaseMask: "accept" }],
    [2, { camelCaseMask: "reject" }],
    [3, { patchRequired: "ignore" }],
    [4, { hardDeleteOfDeleted: "keep" }],
    [5, { acceleratorTypeInPlace: true }],
    [5, { placementInPlace: true }],
    [6, { secretName: "full" }],
    [6, { secretName: "bare" }],
    [7, { deletionOfUploading: "reject" }],
    [8, { zeroValues: "omit" }],
    [9, { shapeCreation: "deny" }],
    [11, { missingSecret: 404 }],
  ] as const)("%i: %j", async (number, setting) => {
    Object.assign(used.emulator.settings, setting);
    const { results } = await runAll(
      scenarios.filter(({ question }) => question === number),
      options(),
    );
    expect(results[0]).toMatchObject({ readings: setting });
  });

  test("10: a limit of requests", async () => {
    used.emulator.settings.requestsPerSecond = 5;
    const limited = scenarios.filter(({ question }) => question === 10);
    const { results } = await runAll(limited, options());
    expect(results[0]?.readings.requestsPerSecond).toBeGreaterThanOrEqual(5);
    expect(results[0]?.readings.requestsPerSecond).toBeLessThan(15);
  });
});

test("nothing is written that the run has not made", async () => {
  const { target } = options();
  const guarded = client({ target, prefix: "scenario-1", made: new Set(), check: () => {} });
  const name = `${account}/secrets/theirs`;
  used.emulator.put({ name, keyName: "K", value: "v" });
  const body = { keyName: "K", value: "w" };
  for (const write of [
    () => guarded.del(name),
    () => guarded.patch(`${name}?updateMask=value&x=scenario-1`, body),
    () => guarded.post(`${account}/secrets`, { ...body, name }),
    () => guarded.create(`${account}/secrets`, "theirs", { ...body, name }),
  ])
    await expect((async () => write())()).rejects.toThrow(/this run/);
  expect(used.emulator.journal()).toEqual([]);
});

/** `npm run scenarios -- --live`, told to take an emulator that it knows nothing of for the service. */
describe("live", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "scenarios-"));
  const main = path.join(__dirname, "..", "scenarios", "main.mts");
  const json = path.join(folder, "report.json");
  beforeAll(build);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function live(speed: number, ...args: string[]) {
    used.emulator.clock.setSpeed(speed);
    const { url, apiKey } = used.emulator;
    const env = { ...process.env, FIREWORKS_BASE_URL: url, FIREWORKS_API_KEY: apiKey, FIREWORKS_ACCOUNT_ID: "" };
    const child = execFile(process.execPath, [main, "--live", "--poll", "0.02", "--json", json, ...args], { env });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text) => (output += text));
    return { child, output: () => output };
  }
  afterEach(() => used.emulator.clock.setSpeed(0));

  const report = () =>
    JSON.parse(readFileSync(json, "utf8")) as {
      verdicts: { line: string; verdict: string; because: string[] }[];
      remaining: string[];
    };
  const verdict = (line: string) => report().verdicts.find((one) => one.line === line);
  const writes = () => used.emulator.journal().filter(({ method }) => method !== "GET");

  test("by default nothing is rented, nothing of others is touched, and nothing stays", async () => {
    const theirs = { name: `${account}/datasets/theirs`, state: "READY", displayName: "theirs" };
    used.emulator.put(theirs);
    const { child, output } = await live(20);
    expect([await ended(child), output()]).toEqual([0, expect.stringContaining("not the service")]);
    expect(left()).toEqual([theirs.name]);
    expect(used.emulator.get(theirs.name)).toMatchObject(theirs);
    expect(used.emulator.list("users")).toHaveLength(1);
    const made = writes().filter(
      ({ path, query }) => /deployments$|users$/.test(path) && query.validateOnly !== "true",
    );
    expect(made).toEqual([]);
    expect(verdict("secret.write-only")).toEqual({ line: "secret.write-only", verdict: "confirmed", because: [] });
    expect(verdict("deployment.undelete")).toMatchObject({
      verdict: "not tried",
      because: [expect.stringMatching(/can cost \$\d+: --max-dollars leaves \$0/)],
    });
    expect(verdict("user.no-delete")?.because[0]).toContain("users cannot be deleted again");
  });

  test("accelerators are rented up to a ceiling, and given back", async () => {
    const [life] = scenarios.filter(({ name }) => name.includes("the life"));
    const price = dollars(life as (typeof scenarios)[number]);
    const { child } = await live(400, "--max-dollars", String(price), "--only", "the life");
    expect(await ended(child)).toBe(0);
    expect(verdict("deployment.undelete")).toMatchObject({ verdict: "confirmed", because: [] });
    expect(left()).toEqual([]);
    used.emulator.clearJournal();
    const large = ["--shape", "accounts/fireworks/deploymentShapes/llama-v3p3-70b-instruct-fast"];
    large.push("--base-model", "accounts/fireworks/models/llama-v3p3-70b-instruct");
    const dear = await live(400, "--max-dollars", String(4 * price - 1), "--only", "the life", ...large);
    expect(await ended(dear.child)).toBe(0);
    expect(verdict("deployment.undelete")?.because[0]).toContain(`it can cost $${4 * price}`);
    const none = await live(400, "--max-dollars", "1", "--shape", "accounts/fireworks/deploymentShapes/none");
    expect([await ended(none.child), none.output()]).toEqual([2, expect.stringContaining("cannot be found out")]);
    const poor = await live(400, "--max-dollars", String(price - 1), "--only", "the life");
    expect(await ended(poor.child)).toBe(0);
    expect(writes().filter(({ query }) => query.validateOnly !== "true")).toEqual([]);
  });

  test("what differs is said, with what was seen", async () => {
    used.emulator.settings.camelCaseMask = "accept";
    used.emulator.faults.add({ operation: "GetDataset", action: { status: 503 } });
    const { child, output } = await live(20, "--only", "e");
    expect(await ended(child)).toBe(0);
    expect(verdict("mask.camel-case")).toMatchObject({
      verdict: "differs",
      because: ['camelCaseMask: "accept" instead of "ignore"'],
    });
    expect(verdict("errors.gateway")?.because[0]).toContain("503");
    expect(output()).toContain('"camelCaseMask":"accept"');
    expect(left()).toEqual([]);
  });

  test("interrupted, it removes what it has made", async () => {
    used.emulator.faults.add({ operation: "ValidateModelUpload", action: { delay: 1500 } });
    const { child } = await live(20, "--only", "models");
    while (used.emulator.list("models").length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await ended(child, "SIGINT")).toBe(130);
    expect(left()).toEqual([]);
    expect(verdict("model.upload")?.verdict).not.toBe("differs");
  });

  test("what cannot be removed is named with the command that removes it", async () => {
    used.emulator.faults.add({ operation: "DeleteSecret", action: { status: 503 } });
    const { child, output } = await live(20, "--only", "secrets");
    expect(await ended(child)).toBe(1);
    const [name] = left();
    expect(report().remaining).toEqual([
      `curl -X DELETE -H "Authorization: Bearer $FIREWORKS_API_KEY" '${used.emulator.url}/v1/${name}'`,
    ]);
    expect(output()).toContain("remove it by hand");
  });

  test("without a key, or with one that has several accounts, it says what is missing", async () => {
    const run = async (env: object) => {
      const child = execFile(process.execPath, [main, "--live"], { env: { ...process.env, ...env } });
      let output = "";
      child.stderr?.on("data", (text) => (output += text));
      return [await ended(child), output];
    };
    expect(await run({ FIREWORKS_API_KEY: "" })).toEqual([2, "scenarios: --live needs FIREWORKS_API_KEY\n"]);
    const apiKey = "k";
    const accounts = ["a", "b"].map((accountId) => ({ accountId, apiKey }));
    const emulator = await startEmulator({ accounts });
    const env = { FIREWORKS_API_KEY: apiKey, FIREWORKS_BASE_URL: emulator.url, FIREWORKS_ACCOUNT_ID: "" };
    expect(await run(env)).toEqual([2, expect.stringContaining("FIREWORKS_ACCOUNT_ID must name one")]);
    await emulator.stop();
  });
});
