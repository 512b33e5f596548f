import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json } from "../../src/lifecycle/kind";
import type { Life } from "../resources/life";
import { chat, LLAMA, lifeAt, ownGateway, pinned, SHAPE } from "./gateway";
import { lifeWithin, NOISE, previewed } from "./previewed";

const said: string[] = [];
jest.mock("../../src/engine/monitor", () => ({ recorded: async () => [] }));
jest.mock("../../src/engine/progress", () => ({
  attend: () => {},
  flushed: async () => {},
  log: (severity: string, _urn: unknown, message: string, passing = false) =>
    void (passing || said.push(`${severity}: ${message.replace(/^(chat|second|third): /, "")}`)),
}));

const gateway = ownGateway();
beforeEach(() => {
  said.length = 0;
});

const QUIET = `${NOISE},no-downtime`;
const BILL = "no-cost,no-quotas";
const VERSION = `${SHAPE}/versions/m4q8z1cd`;

/** A deployment as it is after `pulumi up`, at the beginning of the next preview. */
async function up(args: Json, name = "chat"): Promise<Life> {
  const before = [...said];
  const life = lifeAt(gateway(), "Deployment", name);
  await life.up(args);
  life.begin();
  said.splice(0, said.length, ...before);
  return life;
}

async function changed(from: Json, to: Json, options: Json = { settings: QUIET }) {
  gateway().reset();
  return previewed(gateway(), await up(from), to, options);
}
const created = async (args: Json, options: Json = { settings: QUIET }) =>
  previewed(gateway(), lifeAt(gateway(), "Deployment"), args, options);

const h100 = (more: Json = {}): Json => ({
  baseModel: LLAMA,
  acceptShapelessRisk: true,
  acceleratorType: "NVIDIA_H100_80GB",
  ...more,
});

describe("cost and quotas", () => {
  test("of a new deployment, by the GPUs of its shape", async () => {
    await created(chat({ minReplicaCount: 1, maxReplicaCount: 4 }));
    expect(said).toEqual(["info: costs $8.00–$32.00/h; takes 4 of quota global--h200-count"]);
  });

  test("of what a change makes of it, without a request", async () => {
    const { asked } = await changed(chat({ maxReplicaCount: 2 }), chat({ minReplicaCount: 1, maxReplicaCount: 5 }));
    expect([said, asked]).toEqual([
      ["info: costs $8.00–$40.00/h, before $0.00–$16.00/h; takes 5 of quota global--h200-count, before 2 (+3)"],
      [],
    ]);
  });

  test("of one that is stopped, and of one that schedules raise", async () => {
    await changed(chat({ maxReplicaCount: 2 }), chat({ maxReplicaCount: 0 }));
    gateway().reset();
    const schedule = { schedule: "0 8 * * 1-5", duration: "36000s", timezone: "Europe/Berlin", minReplicaCount: 2 };
    await created(chat({ maxReplicaCount: 4, autoscalingPolicy: { scalingSchedules: { office: schedule } } }));
    expect(said).toEqual([
      "info: costs $0.00/h, before $0.00–$16.00/h; takes 0 of quota global--h200-count, before 2 (-2)",
      "info: costs $0.00–$32.00/h, by schedule at least $16.00; takes 4 of quota global--h200-count",
    ]);
  });

  test("nothing of a change that costs nothing while schedules raise the minimum; their change by what it was", async () => {
    const office = { schedule: "0 8 * * 1-5", duration: "36000s", timezone: "Europe/Berlin", minReplicaCount: 2 };
    const late = { schedule: "0 20 * * *", duration: "39600s", timezone: "UTC", minReplicaCount: 3 };
    const args = (more: Json) =>
      chat({ maxReplicaCount: 4, autoscalingPolicy: { scalingSchedules: { office } }, ...more });
    const life = await up(args({}));
    let now = Date.parse("2026-11-20T06:59:59.999Z");
    const clock = jest.spyOn(Date, "now").mockImplementation(() => now++);
    await previewed(gateway(), life, args({ displayName: "x" }), { settings: QUIET });
    expect(said).toEqual([]);
    const changes = { autoscalingPolicy: { scalingSchedules: { office, late } } };
    await previewed(gateway(), life, args(changes), { settings: QUIET });
    clock.mockRestore();
    expect(said).toEqual([
      "info: costs $0.00–$32.00/h, by schedule at least $24.00, before $0.00–$32.00/h, by schedule at least $16.00",
    ]);
  });

  test("nothing of a change that costs nothing, and nothing at all where nothing changes", async () => {
    const life = await up(chat());
    expect((await previewed(gateway(), life, chat({ displayName: "other" }), { settings: QUIET })).asked).toEqual([]);
    expect((await previewed(gateway(), life, chat(), { settings: "" })).asked).toEqual([]);
    expect(said).toEqual([]);
  });

  test("what a replacement costs and takes while both are there, and when the old one goes first", async () => {
    const other = { deploymentShape: undefined, ...h100(), acceleratorCount: 2 };
    await changed(chat({ maxReplicaCount: 2 }), chat({ maxReplicaCount: 2, placement: { region: "US_IOWA_1" } }));
    await changed(pinned({ maxReplicaCount: 2 }), pinned({ ...other, maxReplicaCount: 2 }));
    expect(said).toEqual([
      "info: takes 2 of quota global--h200-count, and what it replaces 2 of global--h200-count until that is deleted",
      "info: costs $0.00–$32.00/h, before $0.00–$16.00/h; takes 4 of quota global--h100-count, instead of 2 of global--h200-count",
    ]);
  });

  test("is said to be unknown where it is", async () => {
    await changed(
      chat({ maxReplicaCount: 2 }),
      chat({ deploymentShape: `${SHAPE}/versions/k2p9x7ab`, maxReplicaCount: 2 }),
    );
    await created({ ...h100(), acceleratorType: "NVIDIA_L4_24GB" });
    expect(said).toEqual([
      "info: costs an unknown amount (its acceleratorType is not known), before $0.00–$16.00/h",
      "info: costs an unknown amount (the price table has no NVIDIA_L4_24GB); takes 1 of quota global--l4-count",
    ]);
  });

  test("by the user's own price table; one that is none is refused, once", async () => {
    const folder = mkdtempSync(join(tmpdir(), "pulumi-fireworks-prices-"));
    const prices = join(folder, "prices.json");
    writeFileSync(prices, '{"currency": "EUR", "perHour": {"NVIDIA_H100_80GB": 6.5}}');
    await created(h100(), { settings: QUIET, prices });
    writeFileSync(prices, '{"perHour": {"H100": 6.5}}');
    const wrong = await created(h100(), { settings: QUIET, prices });
    const again = await previewed(gateway(), lifeWithin(gateway(), "second"), h100(), { settings: QUIET, prices });
    rmSync(folder, { recursive: true });
    expect(said).toEqual(["info: costs €0.00–€6.50/h; takes 1 of quota global--h100-count"]);
    expect(wrong.failures).toEqual([
      { property: "", reason: expect.stringMatching(/price table .*H100 is no acceleratorType/) },
    ]);
    expect([wrong.asked, again.failures]).toEqual([[], []]);
  });

  test("a price table that is none is nobody's business where the cost is not wanted, or nothing changes", async () => {
    const prices = join(tmpdir(), "no-such-prices.json");
    const calls = [
      await created(h100(), { settings: "off", prices }),
      await created(h100(), { settings: `${QUIET},no-cost`, prices }),
    ];
    const life = await up(h100());
    calls.push(await previewed(gateway(), life, h100(), { settings: QUIET, prices }));
    expect(calls.map(({ failures }) => failures)).toEqual([[], [], []]);
    expect(said).toEqual(["info: takes 1 of quota global--h100-count"]);
  });

  test("how many GPUs nobody has said is not guessed", async () => {
    await created(h100(), { settings: `${QUIET},no-validation` });
    expect(said).toEqual(["info: costs an unknown amount (its acceleratorCount is not known)"]);
  });

  test("of a change of what was taken over, though the option `import` still stands there", async () => {
    const life = await up(chat());
    const name = String(life.state?.inputs.name);
    const hidden = { dryRun: true, import: name, preview: { settings: QUIET } };
    const { inputs } = await life.check(chat({ maxReplicaCount: 3 }), life.state?.inputs, hidden);
    await life.handler.diff(name, life.state?.outputs ?? {}, inputs);
    expect(said).toEqual([
      "info: costs $0.00–$24.00/h, before $0.00–$8.00/h; takes 3 of quota global--h200-count, before 1 (+2)",
    ]);
  });
});

describe("the use of quotas, for who wants it", () => {
  const usage = { settings: `${QUIET},no-cost,no-validation,usage` };

  test("is asked once for all, adds up, and warns of too much", async () => {
    await up(chat({ maxReplicaCount: 10 }), "old");
    const first = await created(h100({ acceleratorCount: 1, maxReplicaCount: 3 }), usage);
    const second = await previewed(
      gateway(),
      lifeWithin(gateway(), "second"),
      h100({ acceleratorCount: 1, maxReplicaCount: 14 }),
      usage,
    );
    expect(first.asked.map(({ request }) => request)).toEqual(["GET /v1/accounts/emulator/quotas"]);
    expect([first.failures, second]).toEqual([[], { failures: [], asked: [] }]);
    expect(said).toEqual([
      "info: takes 3 of quota global--h100-count; in use 0 of 16, after this preview so far 3",
      "warning: takes 14 of quota global--h100-count; in use 0 of 16, after this preview so far 17: that is too much. Lower maxReplicaCount, delete what is not needed, or ask for more",
    ]);
  });

  test("counts what is there already, of a change only what it adds, and is silent about what gets less", async () => {
    await changed(chat({ maxReplicaCount: 10 }), chat({ maxReplicaCount: 18 }), usage);
    gateway().reset();
    const life = await up(chat({ maxReplicaCount: 4 }));
    gateway().put({ name: "accounts/emulator/quotas/global--h200-count", value: "2", maxValue: "16" });
    await previewed(gateway(), life, chat({ maxReplicaCount: 3 }), usage);
    expect(said[0]).toMatch(
      /^warning: takes 18 of quota global--h200-count, before 10 \(\+8\); in use 10 of 16, after this preview so far 18: /,
    );
    expect(said[1]).toMatch(/^info: takes 3 .*before 4 \(-1\)/);
  });

  test("is left out where the service does not tell", async () => {
    gateway().faults.add({ operation: "ListQuotas", times: 9, action: { status: 403 } });
    expect((await created(h100({ acceleratorCount: 1 }), usage)).failures).toEqual([]);
    expect(said).toEqual([
      expect.stringMatching(/^info: How much of the quotas is in use is not known in this preview: .*403/),
      "info: takes 1 of quota global--h100-count",
    ]);
  });
});

describe("warnings", () => {
  const all = { settings: BILL };
  const serving = (more: Json = {}) => chat({ deploymentShape: VERSION, minReplicaCount: 1, ...more });
  const topics = () =>
    said.map(
      (line) => /^warning: (minReplicaCount is 0|downtime|deploymentShape floats|it serves)/.exec(line)?.[1] ?? line,
    );

  test.each<[string, Json, string[]]>([
    ["nothing", serving(), []],
    ["a minimum of zero", serving({ minReplicaCount: 0 }), ["minReplicaCount is 0"]],
    ["no minimum", serving({ minReplicaCount: undefined }), ["minReplicaCount is 0"]],
    ["a stopped one", serving({ minReplicaCount: 0, maxReplicaCount: 0, waitFor: "serving" }), []],
    ["a shape without version", serving({ deploymentShape: SHAPE }), ["deploymentShape floats"]],
    ["the service's own choice", serving({ deploymentShape: "default" }), ["deploymentShape floats"]],
    ["no shape", h100({ minReplicaCount: 1 }), []],
    ["one that is to serve", serving({ waitFor: "serving" }), ["it serves"]],
    ["one that destroy leaves", serving({ waitFor: "serving", deletionPolicy: "retain" }), []],
  ])("of a new deployment: %s", async (_what, args, expected) => {
    await created(args, all);
    expect(topics()).toEqual(expected);
  });

  test("name the version of today, and what else to do", async () => {
    await created(chat({ minReplicaCount: 0 }), all);
    expect(said).toEqual([
      expect.stringMatching(/after seven idle days the service deletes it\. minReplicaCount: 1 keeps it\.$/),
      expect.stringContaining(`Pin the one of today: "${VERSION}".`),
    ]);
  });

  test("of one that serves and is changed: protect, own or inherited, takes it away", async () => {
    await changed(serving(), serving({ displayName: "x" }), all);
    expect(topics()).toEqual(["it serves"]);
    await changed(serving(), serving({ displayName: "x" }), { ...all, protect: true });
    expect(topics()).toHaveLength(1);
    await changed(serving(), serving({ minReplicaCount: 0 }), all);
    expect(topics().slice(1)).toEqual(["minReplicaCount is 0", "it serves"]);
  });

  test("a replacement that deletes first: which change, and how it is avoided", async () => {
    const region = { placement: { region: "US_IOWA_1" } };
    await changed(
      pinned({ deploymentShape: VERSION, minReplicaCount: 1 }),
      pinned({ deploymentShape: VERSION, minReplicaCount: 1, ...region }),
      { settings: `${BILL},no-protect` },
    );
    await changed(serving(), serving(region), { settings: `${BILL},no-protect`, deleteBeforeReplace: true });
    await changed(serving(), serving(region), { settings: `${BILL},no-protect` });
    await changed(
      pinned({ deploymentShape: VERSION, minReplicaCount: 0, maxReplicaCount: 0 }),
      pinned({ deploymentShape: VERSION, maxReplicaCount: 0, ...region }),
      { settings: `${BILL},no-protect` },
    );
    expect(said).toEqual([
      expect.stringMatching(/^warning: downtime: a change of placement replaces it, .*Without a pinned deploymentId/),
      expect.stringMatching(/^warning: downtime: .*Without the resource option deleteBeforeReplace/),
    ]);
  });

  test("a replacement under its own id is validated under another, and without what the old one takes of the quota", async () => {
    const old = pinned({ deploymentShape: VERSION, maxReplicaCount: 10 });
    const { asked, failures } = await changed(
      old,
      { ...old, placement: { region: "US_IOWA_1" } },
      { settings: `${BILL},no-idle,no-downtime` },
    );
    expect([asked, failures, said]).toEqual([
      [
        {
          request: "POST /v1/accounts/emulator/deployments",
          query: { deploymentId: "pinned-preview", validateOnly: "true" },
        },
      ],
      [],
      [],
    ]);
  });

  test("of what does not change only on request", async () => {
    const life = await up(chat());
    const { asked } = await previewed(gateway(), life, chat(), { settings: "unchanged" });
    expect(topics()).toEqual(["minReplicaCount is 0", "deploymentShape floats"]);
    expect(asked).toEqual([]);
  });
});

describe("fireworks:preview", () => {
  const noisy = chat({ waitFor: "serving", maxReplicaCount: 2 });
  const heard = async (settings: string) => {
    said.length = 0;
    const { asked, failures } = await created(noisy, { settings });
    expect(failures).toEqual([]);
    return said.length + asked.length;
  };

  test("off leaves out all, no-… one, in any form of a list", async () => {
    const whole = await heard("");
    expect(whole).toBe(5);
    for (const word of ["no-validation", "no-idle", "no-floating", "no-protect"])
      expect(await heard(word)).toBe(whole - 1);
    expect(await heard('["no-idle","no-floating"]')).toBe(whole - 2);
    expect(await heard("no-idle, no-cost no-quotas")).toBe(whole - 2);
    expect([await heard("on"), await heard("true")]).toEqual([whole, whole]);
    expect([await heard("off"), await heard("false")]).toEqual([0, 0]);
  });

  test("FIREWORKS_PREVIEW stands in for it", async () => {
    process.env.FIREWORKS_PREVIEW = "off";
    try {
      expect(await heard("")).toBe(0);
      expect(await heard("on")).toBe(5);
    } finally {
      delete process.env.FIREWORKS_PREVIEW;
    }
  });

  test("another word is refused, once, with the nearest", async () => {
    const options = { settings: "no-costs" };
    const { failures } = await created(noisy, options);
    const again = await previewed(gateway(), lifeWithin(gateway(), "second"), noisy, options);
    expect(failures).toEqual([
      {
        property: "",
        reason:
          'fireworks:preview (FIREWORKS_PREVIEW) holds "no-costs", which is none of its words: did you mean "no-cost"? It is "off", or any of no-validation, no-cost, no-quotas, no-idle, no-downtime, no-floating, no-protect, usage, unchanged, separated by commas.',
      },
    ]);
    expect([again.failures, said]).toEqual([[], []]);
  });
});
