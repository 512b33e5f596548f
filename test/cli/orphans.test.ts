import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { PassThrough } from "node:stream";
import { confirmed } from "../../src/cli/orphans/remove";
import { markFor } from "../../src/lifecycle/mark";
import { LLAMA, program, SHAPE, type Site, site } from "../engine/gateway";
import { createStack, type Stack } from "../engine/stack.mts";
import { cli } from "./cli";

const OWNER = "accounts/emulator/users/emulator";
const HOUR = 3_600_000;

/** Stacks dev, with all there is, and other, with nothing, of one project in one backend. */
let here: Site;
let other: Stack;
/** The object that state dev holds, and the key that it holds. */
let held: string;
let heldKey: Record<string, unknown>;
/** When dev's update ran, by this machine's clock. */
let ran: number;

beforeAll(async () => {
  const main = program(
    `new fireworks.Deployment("chat", { baseModel: "${LLAMA}", deploymentShape: "${SHAPE}" });`,
    `new fireworks.ApiKey("pipeline", { user: "${OWNER}" });`,
  );
  const accounts = ["emulator", "second"].map((accountId) => ({ accountId, apiKey: "fw_emulator_key" }));
  here = await site({ program: main }, { accounts });
  await here.stack.up();
  ran = Date.now();
  const { dir, backend } = here.stack;
  other = await createStack({ dir, backend, name: "other", env: here.stack.env });
  held = String(here.gateway.list("deployments")[0]?.name);
  heldKey = here.gateway.list("users/apiKeys")[0] as typeof heldKey;
  here.gateway.clock.advance("3h");
});

afterAll(async () => {
  await other?.dispose();
  await here?.dispose();
});

beforeEach(() => here.gateway.clock.setSpeed(0));
afterEach(() => {
  for (const { name } of here.gateway.list("deployments")) if (name !== held) here.gateway.remove(String(name));
  for (const { name } of here.gateway.list("users/apiKeys"))
    if (name !== heldKey.name) here.gateway.remove(String(name));
  here.gateway.faults.clear();
});

const id = (name: string) => `accounts/emulator/deployments/${name}`;
const mark = (text: string) => ({ "pulumi-fireworks": `${text}#0123abcd` });
/** So many hours after the stack's update. */
const later = (hours: number) => new Date(ran + hours * HOUR).toISOString();
const ago = (hours: number) => new Date(here.gateway.clock.now().getTime() - hours * HOUR).toISOString();

/** An object that a stack made in its update. */
function left(name: string, made: string, more: object = {}): string {
  const hardware = { acceleratorType: "NVIDIA_H100_80GB", acceleratorCount: 2, minReplicaCount: 1, maxReplicaCount: 2 };
  const object = { state: "READY", baseModel: LLAMA, createTime: later(0), annotations: mark(made), ...hardware };
  here.gateway.put({ name: id(name), ...object, ...more });
  return id(name);
}

const run = (args: string[], env: Record<string, string | undefined> = {}) =>
  cli(["orphans", ...args], { cwd: here.stack.dir, env: { ...here.stack.env, PULUMI_STACK: "dev", ...env } });

async function found(args: string[] = [], env: Record<string, string | undefined> = {}) {
  const { code, stdout, stderr } = await run(["--json", ...args], env);
  expect(stderr).toBe("");
  const document = JSON.parse(stdout);
  const names = (part: string): string[] => document[part].map(({ name }: { name: string }) => name).sort();
  return { code, document, orphans: names("orphans"), underWay: names("underWay"), unsure: names("unsure") };
}

/** A `pulumi` that answers some commands by itself; removed by `after`. */
async function shimmed<T>(cases: string, after: (PATH: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-fireworks-shim-"));
  const path = String(here.stack.env.PATH);
  try {
    const script = `#!/bin/sh\ncase "$*" in ${cases} esac\nPATH='${path}' exec pulumi "$@"\n`;
    writeFileSync(join(folder, "pulumi"), script);
    chmodSync(join(folder, "pulumi"), 0o755);
    return await after([folder, path].join(delimiter));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const deletions = () =>
  here.gateway.journal().filter(({ method, path }) => method === "DELETE" || path.endsWith(":delete"));

test("nothing lost: what state holds is no orphan, whatever its mark says", async () => {
  expect(await found(["--all-stacks"])).toMatchObject({ code: 0, orphans: [], underWay: [], unsure: [] });
  const { annotations } = here.gateway.get(held) ?? {};
  here.gateway.put({ name: held, annotations: mark("test/other/moved") });
  expect(await found(["--stack", "other"])).toMatchObject({ code: 0, orphans: [], unsure: [] });
  here.gateway.put({ name: held, annotations });
  const second = await found([], { FIREWORKS_ACCOUNT_ID: "second" });
  expect(second.document.unseen).toEqual(["accounts/emulator, where the project has resources too"]);
  const { code, stdout } = await run([]);
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: "No orphans of stack dev of project test in accounts/emulator.\n",
  });
});

test("orphans with their hourly cost: the stack's, or those of all stacks", async () => {
  left("lost", "test/dev/lost");
  left("odd", "test/dev/odd/name", { acceleratorType: "NVIDIA_A100_80GB" });
  left("others", "test/other/others");
  left("removed", "test/pr-7/preview");
  left("elsewhere", "shop/dev/chat");
  left("by-hand", "test/dev/hand", { annotations: { "made-by": "hand" } });
  left("going", "test/dev/going", { state: "DELETING" });
  const { code, document, ...rest } = await found();
  expect(rest).toEqual({ orphans: [id("lost"), id("odd")], underWay: [], unsure: [] });
  expect(code).toBe(3);
  expect(document).toMatchObject({ account: "accounts/emulator", project: "test", stack: "dev", unseen: [] });
  expect(document.stacks).toEqual([{ name: "dev" }, { name: "other" }]);
  expect(document.orphans.find(({ name }: { name: string }) => name === id("lost"))).toEqual({
    type: "Deployment",
    name: id("lost"),
    madeBy: { project: "test", stack: "dev", resource: "lost" },
    state: "READY",
    createTime: later(0),
    cost: { known: true, hourly: { min: 16, max: 32 }, monthly: { min: 16 * 730, max: 32 * 730 } },
  });
  expect(document.total).toEqual({
    hourly: { min: 16, max: 32 },
    monthly: { min: 16 * 730, max: 32 * 730 },
    unknown: 1,
  });
  // Nobody can say whether another backend has a stack of that name.
  const every = await found(["--all-stacks"]);
  expect(every).toMatchObject({ orphans: ["lost", "odd"].map(id), unsure: ["others", "removed"].map(id) });
  const { stdout } = await run(["--all-stacks"]);
  expect(stdout).toContain("Orphans of project test in accounts/emulator:");
  expect(stdout).toMatch(new RegExp(`^${id("lost")} +dev/lost +\\S+ +\\$16\\.00–\\$32\\.00/h$`, "m"));
  expect(stdout).toMatch(/^total +\$16\.00–\$32\.00\/h \+ unknown$/m);
  expect(stdout).toContain(`${id("removed")}, $16.00–$32.00/h: there is no stack pr-7 here`);
  expect(stdout).toContain("`pulumi-fireworks orphans --all-stacks --delete` deletes the orphans");
  expect(stdout).toContain("`pulumi-fireworks orphans --all-stacks --delete NAME...` deletes what you are sure of");
  expect(deletions()).toEqual([]);
});

test("what is young, or of a creation that a run began and did not end, may be under way", async () => {
  left("young", "test/dev/young", { createTime: ago(0.5) });
  const urn = `${await here.stack.urn("chat")}-cut-off`;
  left("cut-off", "", { annotations: { "pulumi-fireworks": markFor(urn) } });
  // `pulumi stack import` drops what is pending.
  const file = join(here.stack.backend, ".pulumi", "stacks", "test", "dev.json");
  const before = readFileSync(file, "utf8");
  const state = JSON.parse(before);
  const chat = state.checkpoint.latest.resources.find((one: { urn: string }) => one.urn.endsWith("::chat"));
  const { id: _id, outputs: _outputs, ...begun } = chat;
  state.checkpoint.latest.pending_operations = [{ type: "creating", resource: { ...begun, urn } }];
  writeFileSync(file, JSON.stringify(state));
  try {
    const { code, document, underWay, orphans } = await found();
    expect({ code, underWay, orphans }).toEqual({ code: 0, underWay: ["cut-off", "young"].map(id), orphans: [] });
    const why = document.underWay.map((one: { why: string }) => one.why).join("\n");
    expect(why).toContain("made 30 min ago: its `pulumi up` may be under way");
    expect(why).toContain("stack dev has a creation of it pending: `pulumi up` takes it up");
    const named = await run(["--delete", "young", "--yes"]);
    expect(named).toMatchObject({ code: 1, stderr: expect.stringContaining("young is no orphan: made 30 min ago") });
    expect(deletions()).toEqual([]);
  } finally {
    writeFileSync(file, before);
  }
  expect((await found()).orphans).toEqual([id("cut-off")]);
  const window = await found([], { FIREWORKS_TAKEOVER_WINDOW: "60" });
  expect(window).toMatchObject({ orphans: [id("cut-off")], underWay: [], unsure: [id("young")] });
});

test("what was made while the stack did not run is another backend's, or a killed run's: deleted if it is named alone", async () => {
  left("live", "test/dev/chat", { createTime: later(1) });
  left("lost", "test/dev/lost");
  const { code, document, ...rest } = await found();
  expect({ code, ...rest }).toEqual({ code: 3, orphans: [id("lost")], underWay: [], unsure: [id("live")] });
  const doubt = "no finished update of stack dev ran when it was made: it is of a killed run, or of another backend's";
  expect(document.unsure[0]).toMatchObject({ why: expect.stringContaining(doubt), cost: { known: true } });
  expect(document.total.hourly).toEqual({ min: 16, max: 32 });
  here.gateway.clock.setSpeed(2000);
  const lost = await found(["--delete", "lost", "--yes"]);
  expect(lost).toMatchObject({ code: 3, document: { orphans: [{ deleted: true }], unsure: [{ name: id("live") }] } });
  expect(here.gateway.list("deployments").map(({ name }) => name)).toContain(id("live"));
  const live = await found(["--delete", id("live"), "--yes"]);
  expect(live).toMatchObject({ code: 0, document: { orphans: [], unsure: [{ name: id("live"), deleted: true }] } });
});

test("all of a long history counts; one that cannot be read is no evidence", async () => {
  left("lost", "test/dev/lost", { createTime: later(-2000) });
  left("others", "test/other/others");
  const run = (hours: number, kind = "update") => ({ kind, startTime: later(hours), endTime: later(hours + 0.1) });
  const pages = [Array.from({ length: 100 }, (_, n) => run(-n)), [run(-1990), run(-2000), run(-2001, "destroy")]];
  const answers = pages.map((page, n) => `*history*"--page ${n + 1} "*dev*) echo '${JSON.stringify(page)}'; exit;;`);
  const cases = `${answers.join(" ")} *history*) echo "error: no such bucket" >&2; exit 255;;`;
  const { orphans, unsure, document } = await shimmed(cases, (PATH) => found(["--all-stacks"], { PATH }));
  expect({ orphans, unsure }).toEqual({ orphans: [id("lost")], unsure: [id("others")] });
  expect(document.unsure[0].why).toMatch(/the history of stack other cannot be read: .*no such bucket/);
});

test("deletion without asking takes what is named alone, and leaves what is in use", async () => {
  left("lost", "test/dev/lost");
  left("busy", "test/dev/busy", { lastTrafficTime: ago(-1000) });
  left("others", "test/other/others");
  here.gateway.clearJournal();
  const refused = await run(["--delete"]);
  const how = "`pulumi-fireworks orphans --delete NAME... --yes`";
  expect(refused).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining(how) });
  const bulk = await run(["--delete", "--yes", "--all-stacks"]);
  expect(bulk).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("--all-stacks --delete NAME...") });
  expect(await run(["lost"])).toMatchObject({ code: 2, stderr: expect.stringContaining("names go with --delete") });
  expect(await run(["--yes"])).toMatchObject({ code: 2, stderr: expect.stringContaining("--yes goes with --delete") });
  expect(here.gateway.journal()).toEqual([]);
  here.gateway.clock.setSpeed(2000);
  const slip = await run(["--delete", "lost", "loost", "--yes"]);
  expect(slip).toMatchObject({ code: 1, stderr: expect.stringContaining("loost is not among what") });
  expect(deletions()).toEqual([]);
  // Of another command's use, this one takes the protection off by its own option alone.
  const env = { FIREWORKS_IGNORE_CHECKS: "true" };
  const { code, document } = await found(["--delete", "lost", id("busy"), "--yes"], env);
  expect(code).toBe(3);
  const outcome = (name: string) => document.orphans.find((one: { name: string }) => one.name === id(name));
  expect(outcome("lost")).toMatchObject({ deleted: true });
  expect(outcome("busy")).toMatchObject({ deleted: false, why: expect.stringContaining("--ignore-checks deletes it") });
  const there = () => here.gateway.list("deployments").map(({ name }) => String(name));
  expect(there().sort()).toEqual([id("busy"), held, id("others")].sort());
  const { stdout, code: second } = await run(["--delete", "busy", "--yes", "--ignore-checks"]);
  expect(second).toBe(0);
  expect(stdout).toContain("deleted Deployment busy");
  expect(there().sort()).toEqual([held, id("others")].sort());
});

test("what somebody else took up meanwhile is spared: the mark is read again right before", async () => {
  left("taken", "test/dev/taken");
  here.gateway.clearJournal();
  here.gateway.faults.add({ operation: "GetDeployment", action: { delay: 1500 } });
  const running = found(["--delete", "taken", "--yes"]);
  const looking = () => here.gateway.journal().some(({ path, method }) => method === "GET" && path.endsWith("/taken"));
  const lists = () => here.gateway.journal().filter(({ path }) => path.endsWith("/deployments")).length;
  while (lists() < 2 && !looking()) await new Promise((resolve) => setTimeout(resolve, 20));
  here.gateway.put({ name: id("taken"), annotations: mark("shop/prod/chat") });
  const { code, document } = await running;
  expect(code).toBe(3);
  expect(document.orphans).toMatchObject([{ deleted: false, why: "its mark has changed meanwhile" }]);
  expect(deletions()).toEqual([]);
});

test("keys: the lost one is revoked alone, the one in use is not", async () => {
  const key = (keyId: string, more: object = {}) => {
    const lost = { keyId, displayName: keyId, createTime: later(0), annotations: mark(`test/dev/${keyId}`), ...more };
    here.gateway.put({
      ...heldKey,
      name: `${OWNER}/apiKeys/${keyId}`,
      key: `fw_emulator_${keyId}`,
      prefix: "",
      ...lost,
    });
  };
  const attempt = {
    "pulumi-fireworks-attempt": (heldKey.annotations as Record<string, string>)["pulumi-fireworks-attempt"],
  };
  expect(attempt["pulumi-fireworks-attempt"]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  key("twin", { annotations: { ...mark("test/dev/pipeline"), ...attempt } });
  key("own", { prefix: here.gateway.apiKey.slice(0, 8) });
  const { orphans, unsure, document } = await found(["--delete", "twin", "--yes"]);
  expect({ orphans, unsure }).toEqual({ orphans: [`${OWNER}/apiKeys/twin`], unsure: [`${OWNER}/apiKeys/own`] });
  expect(document.orphans[0]).toMatchObject({ type: "ApiKey", cost: null, deleted: true });
  expect(document.unsure[0].why).toContain("the key in use here");
  expect(here.gateway.list("users/apiKeys").map(({ keyId }) => keyId)).toEqual([heldKey.keyId, "own"]);
});

test("with a stack that cannot be read nothing is called an orphan, since that may hold it", async () => {
  left("lost", "test/dev/lost");
  // What Pulumi Cloud says to who may not read a stack; a folder's states are readable all or none.
  const forbidden = '*"export --stack other"*) echo "error: [403] forbidden" >&2; exit 255;;';
  const { code, document, orphans, unsure } = await shimmed(forbidden, (PATH) => found([], { PATH }));
  expect({ code, orphans, unsure }).toEqual({ code: 3, orphans: [], unsure: [id("lost")] });
  expect(document.unsure[0].why).toContain("in the state of other, which cannot be read");
  expect(document.stacks).toEqual([
    { name: "dev" },
    { name: "other", problem: expect.stringContaining("[403] forbidden") },
  ]);
});

test("another backend, whose stack of that name never ran, calls nothing an orphan", async () => {
  const { PULUMI_BACKEND_URL: _, ...env } = here.stack.env;
  const stray = await createStack({ dir: here.stack.dir, env });
  try {
    const { code, orphans, unsure, document } = await found([], {
      PULUMI_BACKEND_URL: `file://${stray.backend}`,
    });
    expect({ code, orphans }).toEqual({ code: 3, orphans: [] });
    expect(unsure).toEqual([held, String(heldKey.name)].sort());
    expect(document.unsure[0].why).toContain("another backend's stack of that name");
  } finally {
    await stray.dispose();
  }
});

test.each<[string, Record<string, string | undefined>, string]>([
  ["no key", { FIREWORKS_API_KEY: undefined }, "No Fireworks API key"],
  ["a wrong key", { FIREWORKS_API_KEY: "fw_not_this_one" }, "401"],
  ["no pulumi", { PATH: "" }, "there is no `pulumi` on PATH"],
])("with %s it fails, and says what to do", async (_, env, words) => {
  const { code, stdout, stderr } = await run([], env);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain(words);
  expect(stderr).not.toContain("fw_not_this_one");
});

test.each([
  ["yes", true],
  ["YES ", true],
  ["y", false],
  ["", false],
  ["no", false],
])("asked on a terminal, the answer %j is %s", async (answer, agreed) => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const asked = confirmed([{ kind: { type: "Deployment" }, name: id("lost") } as never], "All of them", input, output);
  input.write(`${answer}\n`);
  expect(await asked).toBe(agreed);
  expect(String(output.read())).toMatch(/^All of them\n\n.*Delete Deployment lost for good\? Type "yes": /s);
});
