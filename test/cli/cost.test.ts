import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { LLAMA, program, SHAPE, type Site, site } from "../engine/gateway";
import { cli } from "./cli";

const schedule = { schedule: "0 0 * * *", duration: "86400s", timezone: "UTC", minReplicaCount: 2 };
const deployment = (name: string, args: object) =>
  `new fireworks.Deployment(${JSON.stringify(name)}, ${JSON.stringify({ baseModel: LLAMA, ...args })});`;
const bare = { acceptShapelessRisk: true, acceleratorType: "NVIDIA_H100_80GB" };

const BEFORE = [
  deployment("chat", { deploymentShape: SHAPE, minReplicaCount: 1, maxReplicaCount: 2 }),
  deployment("office", {
    ...bare,
    acceleratorCount: 2,
    maxReplicaCount: 3,
    autoscalingPolicy: { scalingSchedules: { s: schedule } },
  }),
  deployment("rare", { ...bare, acceleratorType: "NVIDIA_A100_80GB" }),
  deployment("stopped", { deploymentShape: SHAPE, maxReplicaCount: 0 }),
];

/** Hour and month of one GPU at 8 dollars, which the shape's H200 and the H100 cost in the public table. */
const times = (min: number, max: number) => ({
  known: true,
  hourly: { min: min * 8, max: max * 8 },
  monthly: { min: min * 8 * 730, max: max * 8 * 730 },
});

let here: Site;
beforeAll(async () => {
  here = await site({ program: program(...BEFORE) });
  await here.stack.up();
});
afterAll(() => here?.dispose());

const run = (args: string[], env: Record<string, string | undefined> = {}, stdin = "") =>
  cli(["cost", ...args], { cwd: here.stack.dir, env: { ...here.stack.env, ...env }, stdin });

interface Shown {
  change?: string;
  now: { hourly?: object } | null;
  after?: { hourly?: object } | null;
}

async function document(args: string[], env: Record<string, string | undefined> = {}, stdin = "") {
  const { code, stdout, stderr } = await run(["--json", ...args], env, stdin);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const found = JSON.parse(stdout);
  const lines: Record<string, Shown> = Object.fromEntries(
    found.deployments.map((one: { name: string }) => [one.name, one]),
  );
  return { ...found, lines };
}

test("the stack as it is: hardware from the gateway, schedules in the month, the unknown said and not counted", async () => {
  const { stack, prices, lines, total, notes } = await document([]);
  expect({ stack, notes, prices }).toEqual({
    stack: "dev",
    notes: [],
    prices: {
      asOf: expect.stringMatching(/^20\d\d-\d\d-\d\d$/),
      source: expect.stringContaining("fireworks.ai/pricing"),
      currency: "USD",
    },
  });
  expect(lines.chat).toEqual({
    name: "chat",
    urn: await here.stack.urn("chat"),
    id: here.gateway.list("deployments").find(({ name }) => String(name).includes("/chat-"))?.name,
    now: { acceleratorType: "NVIDIA_H200_141GB", acceleratorCount: 1, ...times(1, 2) },
  });
  expect(lines.office?.now).toEqual({
    acceleratorType: "NVIDIA_H100_80GB",
    acceleratorCount: 2,
    known: true,
    hourly: { min: 0, max: 48 },
    scheduledHourly: 32,
    monthly: { min: 32 * 730, max: 48 * 730 },
  });
  expect(lines.rare?.now).toMatchObject({ known: false, why: "the price table has no NVIDIA_A100_80GB" });
  expect(lines.stopped?.now).toMatchObject(times(0, 0));
  expect(total).toEqual({
    now: { hourly: { min: 8, max: 64 }, monthly: { min: 8 * 730 + 32 * 730, max: 64 * 730 }, unknown: 1 },
  });
});

test("as text, without colours where nobody sees them", async () => {
  const { code, stdout } = await run([]);
  expect(code).toBe(0);
  expect(stdout).toContain("Stack dev, at prices in USD of 20");
  expect(stdout).toMatch(/^chat +1 × NVIDIA_H200_141GB +\$8\.00–\$16\.00\/h +\$5,840\.00–\$11,680\.00$/m);
  expect(stdout).toMatch(/^rare +1 × NVIDIA_A100_80GB +unknown: the price table has no NVIDIA_A100_80GB$/m);
  expect(stdout).toMatch(/^total +\$8\.00–\$64\.00\/h \+ unknown/m);
  expect(stdout).toContain("office: at least $32.00/h while a scaling schedule is active");
  expect(stdout).toContain("leaves out the one deployment whose cost is not known");
  expect(stdout).not.toContain("\u001b");
});

test("a table of one's own, by option, configuration and environment, in this order", async () => {
  const file = (name: string, price: number) => {
    writeFileSync(join(here.stack.dir, name), JSON.stringify({ perHour: { NVIDIA_A100_80GB: price } }));
    return join(here.stack.dir, name);
  };
  const [option, env] = [file("option.json", 1), file("env.json", 3)];
  file("configured.json", 2);
  const rare = async (args: string[]) => (await document(args, { FIREWORKS_PRICES: env })).lines.rare?.now?.hourly;
  expect(await rare([])).toEqual({ min: 0, max: 3 });
  const elsewhere = { cwd: "/", env: { ...here.stack.env, FIREWORKS_PRICES: "env.json" } };
  const relative = await cli(["cost", "--json", "-C", here.stack.dir], elsewhere);
  expect(JSON.parse(relative.stdout).prices).toMatchObject({ source: env });
  await here.stack.config("fireworks:prices", "configured.json");
  try {
    expect(await rare([])).toEqual({ min: 0, max: 2 });
    expect(await rare(["--prices", option])).toEqual({ min: 0, max: 1 });
  } finally {
    await here.stack.pulumi(["config", "rm", "fireworks:prices"]);
  }
  const { code, stderr } = await run(["--prices", join(here.stack.dir, "Pulumi.yaml")]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: The price table .*Pulumi\.yaml: is no JSON/);
});

test("before and after a preview: changed, replaced, new, deleted and what is the same", async () => {
  here.stack.program(
    program(
      deployment("chat", { deploymentShape: SHAPE, minReplicaCount: 1, maxReplicaCount: 5 }),
      deployment("office", { ...bare, acceleratorCount: 2, maxReplicaCount: 3 }),
      deployment("rare", { ...bare, acceleratorCount: 1 }),
      `const own = new fireworks.DeploymentShape("own", ${JSON.stringify({ baseModel: LLAMA, acceleratorType: "NVIDIA_B200_180GB", acceleratorCount: 4 })});`,
      `new fireworks.Deployment("fresh", { baseModel: "${LLAMA}", deploymentShape: own.name, skipShapeValidation: true });`,
      `new fireworks.Deployment("late", { baseModel: "${LLAMA}", deploymentShape: own.version, skipShapeValidation: true });`,
    ),
  );
  const planned = await document(["--preview"]);
  const { lines, total } = planned;
  const shown = Object.entries(lines as Record<string, Shown>);
  const rates = Object.fromEntries(shown.map(([name, { change, now, after }]) => [name, [change, now, after]]));
  expect(rates).toMatchObject({
    chat: ["update", times(1, 2), times(1, 5)],
    office: ["update", { scheduledHourly: 32 }, { hourly: { min: 0, max: 48 }, monthly: { min: 0, max: 48 * 730 } }],
    rare: ["replace", { known: false }, times(0, 1)],
    stopped: ["delete", times(0, 0), null],
    fresh: ["create", null, { acceleratorType: "NVIDIA_B200_180GB", hourly: { min: 0, max: 52 } }],
    late: ["create", null, { known: false, why: "its shape is not known before the update" }],
  });
  expect(lines.office?.after).not.toHaveProperty("scheduledHourly");
  expect(total.after).toMatchObject({ hourly: { min: 8, max: 40 + 48 + 8 + 52 }, unknown: 1 });
  const { stdout } = await here.stack.preview(["--json"]);
  writeFileSync(join(here.stack.dir, "plan.json"), stdout);
  expect(await document(["--preview-file", join(here.stack.dir, "plan.json")])).toEqual(planned);
  expect(await document(["--preview-file", "-"], {}, stdout)).toEqual(planned);
  const foreign = await run(
    ["--preview-file", "-"],
    {},
    stdout.replaceAll("urn:pulumi:dev::test::", "urn:pulumi:dev::shop::"),
  );
  expect(foreign).toMatchObject({ code: 2, stdout: "" });
  expect(foreign.stderr).toContain("- is of stack dev of project shop, not of stack dev of project test");
  const text = await run(["--preview-file", join(here.stack.dir, "plan.json")]);
  expect(text.stdout).toMatch(/^chat +update +1 × NVIDIA_H200_141GB +\$8\.00–\$16\.00\/h +\$8\.00–\$40\.00\/h/m);
  expect(text.stdout).toMatch(/^stopped +delete .*\$0\.00\/h +–$/m);
});

test("a preview that fails is a failure, with its own words", async () => {
  here.stack.program(program(deployment("chat", { deploymentShape: SHAPE, minReplicaCount: -1 })));
  const { code, stdout, stderr } = await run(["--preview"]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain("`pulumi preview` failed:");
  expect(stderr).toContain("minReplicaCount: must not be negative");
  writeFileSync(join(here.stack.dir, "no-plan.json"), "{}");
  const other = await run(["--preview-file", join(here.stack.dir, "no-plan.json")]);
  expect(other).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("is not what `pulumi preview --json` prints"),
  });
  const none = await run(["--preview-file", "nowhere.json"]);
  expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining("There is no file nowhere.json") });
});

test.each<[string, Record<string, string | undefined>, string]>([
  ["no key", { FIREWORKS_API_KEY: undefined }, "No Fireworks API key"],
  ["a wrong key", { FIREWORKS_API_KEY: "fw_not_this_one" }, "401"],
  ["nobody there", { FIREWORKS_BASE_URL: "http://127.0.0.1:9" }, "UNREACHABLE"],
])("with %s state alone is counted, which is said, and nothing is taken for 0", async (_, env, words) => {
  const { notes, lines, total } = await document([], env);
  expect(notes).toEqual([expect.stringContaining("could not be asked, so that only what the stack's state holds")]);
  expect(notes[0]).toContain(words);
  expect(notes[0]).not.toContain("fw_not_this_one");
  expect(lines.office?.now).toMatchObject({ hourly: { min: 0, max: 48 } });
  expect(lines.chat?.now).toMatchObject(times(1, 2));
  expect(lines.rare?.now).toMatchObject({ known: false });
  expect(total.now.unknown).toBe(1);
});

test("without a stack, a project or pulumi it says what to do", async () => {
  const told = async (args: string[], env: Record<string, string | undefined> = {}, cwd = here.stack.dir) => {
    const { code, stderr } = await cli(["cost", ...args], { cwd, env: { ...here.stack.env, ...env } });
    expect(code).toBe(1);
    expect(stderr).not.toMatch(/^ {4}at /m);
    return stderr;
  };
  expect(await told(["--stack", "nope"])).toContain("no stack named 'nope' found\n`pulumi stack ls` shows");
  expect(await told([], { PULUMI_STACK: undefined, PULUMI_HOME: here.stack.backend })).toContain(
    "Name one with --stack",
  );
  expect(await told([], {}, "/")).toContain("Run it in the project's folder, or name that with -C.");
  expect(await told([], { PATH: "" })).toContain("there is no `pulumi` on PATH. Install it");
});
