import { memory, newMemory } from "../../src/engine/memory";
import { allProcesses, processes } from "../../src/engine/processes";
import { UNKNOWN_VALUE } from "../../src/engine/wire";
import type { Json } from "../../src/lifecycle/kind";
import { ACCOUNT, chat, LLAMA, lifeAt, ownGateway, PINNED, pinned } from "./gateway";
import { NOISE, previewed as preview, lifeWithin as within } from "./previewed";

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

afterEach(() => {
  Object.assign(gateway().settings, { quotaStatus: 429, validateOnly: "honest" });
});

const lifeWithin = (name: string) => within(gateway(), name);
const previewed = (args: Json, options: Json = {}, life = lifeAt(gateway(), "Deployment")) =>
  preview(gateway(), life, args, options);

const BILL = "info: costs $0.00–$8.00/h; takes 1 of quota global--h200-count";
const refuse = (status: number, body: unknown, times = 99) =>
  gateway().faults.add({ operation: "CreateDeployment", times, action: { status, body } });
const grpc = (code: number, message: string, details: unknown[] = []) => ({ code, message, details });

describe("the service's own validation", () => {
  test("asks what a creation asks, options that only a creation takes included, and makes nothing", async () => {
    const args = pinned({
      disableAutoDeploy: true,
      skipShapeValidation: true,
      annotations: { team: "search" },
      extra: { query: { newer: "1" } },
    });
    gateway().settings.unknownQuery = "ignore";
    const life = lifeAt(gateway(), "Deployment");
    expect((await previewed(args, {}, life)).failures).toEqual([]);
    expect(gateway().list("deployments")).toEqual([]);
    await life.up(args);
    const [trial, creation] = gateway()
      .journal()
      .filter(({ method }) => method === "POST");
    expect(trial?.query).toEqual({ ...creation?.query, validateOnly: "true" });
    expect(trial?.requestBody).toEqual(creation?.requestBody);
    expect(said).toEqual([BILL]);
  });

  test.each<[string, Json, string, RegExp]>([
    [
      "a nested member",
      { autoscalingPolicy: { loadTargets: { nonsense: 1 } } },
      "autoscalingPolicy.loadTargets",
      /unknown target "nonsense"/,
    ],
    ["a combination", { enableAddons: true }, "", /addons cannot be enabled with quantized precisions/],
    [
      "a value",
      { baseModel: "accounts/fireworks/models/qwen3-8b" },
      "deploymentShape",
      /is for base model .*llama-v3p1-8b/,
    ],
    [
      "its words in snake case",
      { directRouteType: "INTERNET" },
      "directRouteType",
      /direct_route_type needs a placement/,
    ],
  ])("%s that it refuses fails the preview, on its property", async (_what, more, property, words) => {
    const { failures } = await previewed(chat(more));
    expect(failures).toEqual([{ property, reason: expect.stringMatching(words) }]);
    expect(failures[0]?.reason).toMatch(
      /^The service would refuse it: .*\. Mend it in the program; nothing was made\..*fireworks:preview no-validation/,
    );
  });

  test("a secret that it repeats is not shown", async () => {
    const key = "planted-direct-route-key";
    refuse(400, grpc(3, `direct_route_api_keys: ${key} is too weak`));
    const { failures } = await previewed(chat({ directRouteApiKeys: [key] }));
    expect(failures).toEqual([{ property: "directRouteApiKeys", reason: expect.not.stringContaining(key) }]);
    gateway().faults.clear();
    refuse(404, grpc(5, `no such key: ${key}`));
    await previewed(chat({ directRouteApiKeys: [key] }));
    expect(said[0]).toMatch(/^warning: .*no such key: (?!planted)/);
  });

  test("each field that it names is a failure of its own", async () => {
    const fieldViolations = [
      { field: "deployment.max_replica_count", description: "must be even" },
      { field: 'autoscaling_policy.scaling_schedules["office"].duration', description: "is too long" },
      { field: "something_new", description: "placement is full" },
    ];
    refuse(
      400,
      grpc(3, "invalid deployment", [{ "@type": "type.googleapis.com/google.rpc.BadRequest", fieldViolations }]),
    );
    const { failures } = await previewed(chat({ maxReplicaCount: 3, placement: { region: "US_IOWA_1" } }));
    expect(failures.map(({ property }) => property)).toEqual([
      "maxReplicaCount",
      'autoscalingPolicy.scalingSchedules["office"].duration',
      "placement",
    ]);
    expect(failures[0]?.reason).toContain("must be even");
  });

  test.each<[string, () => void, Json, RegExp]>([
    [
      "an object of that name",
      () => gateway().put({ name: PINNED, ...chat(), state: "READY" }),
      pinned(),
      /^warning: .*already exists\. `pulumi up` takes up what an interrupted run.*import/,
    ],
    [
      "a model that is not there",
      () => {},
      chat({ baseModel: `${ACCOUNT}/models/later` }),
      /^warning: baseModel: The service would refuse it now: .*not found\. `pulumi up` fails unless it is there by then/,
    ],
    [
      "a model that is not ready",
      () => gateway().put({ name: `${ACCOUNT}/models/slow`, state: "UPLOADING", kind: "HF_BASE_MODEL" }),
      chat({ baseModel: `${ACCOUNT}/models/slow` }),
      /^warning: baseModel: .*is not ready.*unless that has changed by then/,
    ],
    [
      "the quota",
      () => {},
      chat({ maxReplicaCount: 17 }),
      /^warning: .*in use: 0, quota: 16, requesting: 17\. .*ask for more\.$/,
    ],
    [
      "the quota, as 400",
      () => {
        gateway().settings.quotaStatus = 400;
      },
      chat({ maxReplicaCount: 17 }),
      /^warning: .*quota: 16, requesting: 17/,
    ],
  ])("%s may change until then: a warning, no failure", async (_what, prepare, args, words) => {
    prepare();
    expect((await previewed(args)).failures).toEqual([]);
    expect(said[0]).toMatch(words);
  });

  test.each<[string, () => void, RegExp]>([
    [
      "401",
      () => refuse(401, { error: { message: "The API key you provided is invalid.", code: "UNAUTHORIZED" } }),
      /^warning: .*401 .*invalid.*will meet the same/,
    ],
    [
      "403",
      () => refuse(403, grpc(7, "no role")),
      /^warning: New deployments are not validated .*403 PERMISSION_DENIED: no role/,
    ],
    [
      "412",
      () => refuse(412, { error: { message: "Account is suspended", code: "PRECONDITION_FAILED" } }),
      /^warning: .*suspended/,
    ],
    [
      "500",
      () => refuse(500, grpc(13, "oops")),
      /^info: New deployments are not validated by the service in this preview: 500 INTERNAL: oops\.$/,
    ],
    ["501", () => refuse(501, grpc(12, "not here")), /^info: .*501 UNIMPLEMENTED/],
    ["503 of a proxy", () => refuse(503, "<html>busy</html>"), /^info: .*503 UNAVAILABLE/],
    [
      "a broken connection",
      () => gateway().faults.add({ operation: "CreateDeployment", action: { reset: true } }),
      /^info: .*UNREACHABLE/,
    ],
    [
      "no JSON",
      () => gateway().faults.add({ operation: "CreateDeployment", action: { malformed: true } }),
      /^info: .*MALFORMED/,
    ],
    [
      "400 of a proxy",
      () => refuse(400, "<html><h1>Bad Request</h1></html>"),
      /^info: New deployments are not validated .*400 INVALID_ARGUMENT: <html>/,
    ],
    ["404 of a proxy", () => refuse(404, "<html>no such page, nor quota</html>"), /^info: .*404 NOT_FOUND/],
    ["400 of a framework", () => refuse(400, { detail: "Bad Request" }), /^info: .*400 INVALID_ARGUMENT: Bad Request/],
    [
      "400 for the very parameter",
      () => refuse(400, grpc(3, 'unknown query parameter "validateOnly"')),
      /^info: New deployments are not validated .*unknown query parameter/,
    ],
    [
      "400 for the parameter as a field",
      () =>
        refuse(
          400,
          grpc(3, "bad request", [{ fieldViolations: [{ field: "validate_only", description: "unknown" }] }]),
        ),
      /^info: .*bad request/,
    ],
    ["a page", () => refuse(200, "<html>welcome</html>"), /^info: .*MALFORMED/],
  ])("%s says nothing of the deployment: told once, and nobody is asked again", async (_what, prepare, words) => {
    prepare();
    const [first, second] = [
      await previewed(chat(), { settings: `${NOISE},no-cost,no-quotas` }),
      await previewed(chat(), { settings: `${NOISE},no-cost,no-quotas` }, lifeWithin("second")),
    ];
    expect([first.failures, second.failures]).toEqual([[], []]);
    expect([first.asked.length, second.asked.length]).toEqual([1, 0]);
    expect(said).toEqual([expect.stringMatching(words)]);
  });

  test("a gateway that takes no more requests is waited for as long as the preview has time", async () => {
    refuse(429, grpc(8, "slow down"));
    const settings = { settings: `${NOISE},no-cost,no-quotas` };
    const life = lifeAt(gateway(), "Deployment");
    memory.preview.spent = 3000;
    const first = await previewed(chat(), settings, life);
    const second = await previewed(chat(), settings, lifeWithin("second"));
    expect([first.failures, second.failures]).toEqual([[], []]);
    expect(first.asked.length).toBeGreaterThan(1);
    expect(second.asked).toHaveLength(0);
    expect(said).toEqual([expect.stringMatching(/^info: .*429 RESOURCE_EXHAUSTED: slow down/)]);
  });

  test("what it takes in time is validated", async () => {
    refuse(429, grpc(8, "slow down"), 3);
    const { failures, asked } = await previewed(chat(), { settings: `${NOISE},no-cost,no-quotas` });
    expect([failures, asked.length, said]).toEqual([[], 4, []]);
  });

  test("a gateway that does not answer takes what time there is from all together, not from each", async () => {
    gateway().faults.add({ operation: "CreateDeployment", times: 99, action: { delay: 3000 } });
    const life = lifeAt(gateway(), "Deployment");
    memory.preview.spent = 4700;
    const started = performance.now();
    await previewed(chat(), {}, life);
    await previewed(chat(), {}, lifeWithin("second"));
    await previewed(chat(), {}, lifeWithin("third"));
    expect(performance.now() - started).toBeLessThan(2000);
    expect(said.filter((line) => /not validated/.test(line))).toEqual([expect.stringContaining("no answer in time")]);
    expect(said.filter((line) => /costs/.test(line))).toHaveLength(3);
  });

  test("several answers that are each in time share it as well", async () => {
    gateway().faults.add({ operation: "CreateDeployment", times: 99, action: { delay: 80 } });
    const life = lifeAt(gateway(), "Deployment");
    await previewed(chat(), {}, life);
    expect(memory.preview.spent).toBeGreaterThan(79);
    expect(memory.preview.spent).toBeLessThan(4000);
    // With three explicit providers there are four processes, which do not know of each other.
    memory.preview.spent = 1260;
    expect((await previewed(chat(), { processes: 4 }, lifeWithin("second"))).asked).toEqual([]);
    expect((await previewed(chat(), { processes: 3 }, lifeWithin("third"))).asked).toHaveLength(1);
  });
});

test("each process gets the same share, though the program makes its providers one after the other", async () => {
  const before = processes.count;
  const shares = [allProcesses()];
  processes.count++;
  shares.push(allProcesses());
  processes.count++;
  expect(await Promise.all(shares)).toEqual([before + 2, before + 2]);
});

test("what finds out the account takes of the time, too", async () => {
  const life = lifeAt(gateway(), "Deployment");
  const { url, apiKey } = gateway();
  const config: Record<string, string> = { "fireworks:baseUrl": url, "fireworks:apiKey": apiKey };
  await life.handler.configure({ config: { get: (key) => config[key] } });
  gateway().faults.add({ operation: "ListAccounts", action: { delay: 120 } });
  const { asked } = await previewed(chat(), { settings: `${NOISE},no-validation` }, life);
  expect(asked).toHaveLength(1);
  expect(memory.preview.spent).toBeGreaterThan(119);
});

test.each([
  ["too many requests", { status: 429, body: grpc(8, "too many requests") }],
  ["no answer", { delay: 5000 }],
])("an account that is not found out in time (%s) leaves names unknown, and fails nothing", async (_, action) => {
  const life = lifeAt(gateway(), "Deployment");
  await life.up(pinned());
  const { url, apiKey } = gateway();
  const config: Record<string, string> = { "fireworks:baseUrl": url, "fireworks:apiKey": apiKey };
  Object.assign(memory, newMemory());
  await life.handler.configure({ config: { get: (key) => config[key] } });
  gateway().faults.add({ operation: "ListAccounts", times: 99, action });
  said.length = 0;
  const began = performance.now();
  const preview = { settings: NOISE, processes: 20 };
  const known = await life.check(pinned(), life.state?.inputs, { dryRun: true, preview });
  const other = await life.check(chat({ displayName: "new" }), {}, { dryRun: true, preview });
  expect(performance.now() - began).toBeLessThan(2000);
  expect([known.failures, other.failures]).toEqual([[], []]);
  expect([known.inputs.name, other.inputs.name]).toEqual([PINNED, UNKNOWN_VALUE]);
  expect(said.filter((line) => line.includes("Names are not known"))).toEqual([
    expect.stringMatching(/^info: Names are not known in this preview, .* Set fireworks:accountId/),
  ]);
});

describe("a refusal of what refers to an object of one's own account", () => {
  const own = `${ACCOUNT}/models/other-providers`;

  test("is no failure: another may make it by then", async () => {
    refuse(400, grpc(3, `base_model ${own} does not exist`));
    expect((await previewed(chat({ baseModel: own }))).failures).toEqual([]);
    gateway().faults.clear();
    const fieldViolations = [{ field: "deployment.base_model", description: "does not exist" }];
    refuse(400, grpc(3, "invalid", [{ fieldViolations }]));
    expect((await previewed(chat({ baseModel: own }), {}, lifeWithin("second"))).failures).toEqual([]);
    const told = said.filter((line) => /would refuse/.test(line));
    expect(told).toEqual([
      expect.stringMatching(
        /^warning: baseModel: The service would refuse it now: .*does not exist\. `pulumi up` fails unless/,
      ),
      expect.stringMatching(/^warning: baseModel: .*would refuse it now: does not exist\. `pulumi up` fails unless/),
    ]);
  });

  test("is not said to be wrong where another provider of the program may make it", async () => {
    await previewed(chat({ baseModel: own }), { processes: 2 });
    expect(said[0]).toMatch(
      /^info: baseModel: .*not found.*Nothing is wrong if another provider of this program makes it\.$/,
    );
  });

  test("leaves what else is refused a failure, and what the service's own account has", async () => {
    const fieldViolations = [
      { field: "base_model", description: "does not exist" },
      { field: "max_replica_count", description: "must be even" },
    ];
    refuse(400, grpc(3, "invalid", [{ fieldViolations }]));
    const { failures } = await previewed(chat({ baseModel: own, maxReplicaCount: 3 }));
    expect(failures.map(({ property }) => property)).toEqual(["maxReplicaCount"]);
    gateway().faults.clear();
    refuse(400, grpc(3, `base_model ${LLAMA} cannot be deployed`));
    expect((await previewed(chat(), {}, lifeWithin("second"))).failures.map(({ property }) => property)).toEqual([
      "baseModel",
    ]);
  });
});

describe("what refers to an object that is not there yet, or not as it will be, is not validated", () => {
  const shape = {
    deploymentShapeId: "fast",
    baseModel: LLAMA,
    acceleratorType: "NVIDIA_H100_80GB",
    acceleratorCount: 1,
  };
  const on = { baseModel: LLAMA, deploymentShape: `${ACCOUNT}/deploymentShapes/fast` };

  test.each<[string, Json | undefined, number]>([
    ["new", undefined, 0],
    ["changed", { ...shape, acceleratorCount: 2 }, 0],
    ["as it is", shape, 1],
  ])("a shape of the program that is %s", async (_what, olds, requests) => {
    const life = lifeAt(gateway(), "DeploymentShape", "fast");
    const before = olds === undefined ? {} : (await life.check(olds)).inputs;
    life.begin();
    expect((await life.check(shape, before, { dryRun: true })).failures).toEqual([]);
    const pinnedVersion = { ...on, deploymentShape: `${on.deploymentShape}/versions/one` };
    const asked = [
      await previewed(on, {}, lifeWithin("chat")),
      await previewed(pinnedVersion, {}, lifeWithin("other")),
    ];
    expect(asked.map((one) => [one.asked.length, one.failures])).toEqual([
      [requests, []],
      [requests, []],
    ]);
  });

  test("a value that is not known", async () => {
    expect((await previewed(chat({ baseModel: UNKNOWN_VALUE }))).asked).toEqual([]);
    expect((await previewed(chat({ annotations: { of: UNKNOWN_VALUE } }))).asked).toEqual([]);
    expect((await previewed(chat({ maxReplicaCount: UNKNOWN_VALUE }))).failures).toEqual([]);
    expect(said[0]).toBe("info: costs an unknown amount (its acceleratorType is not known)");
  });

  test("an object that is imported", async () => {
    const life = lifeAt(gateway(), "Deployment");
    const hidden = { dryRun: true, import: "by-hand", preview: {} };
    expect((await life.check(chat(), {}, hidden)).failures).toEqual([]);
    expect([said, gateway().journal()]).toEqual([[], []]);
  });
});

test("outside a preview nothing is said or asked", async () => {
  const life = lifeAt(gateway(), "Deployment");
  await life.check(chat({ minReplicaCount: 0, waitFor: "serving" }));
  expect([said, gateway().journal()]).toEqual([[], []]);
});
