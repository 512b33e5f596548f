import { LLAMA, program, SHAPE, type Site, site } from "./gateway";

let here: Site;

beforeAll(async () => {
  here = await site({}, { settings: { defaultQuota: 1000 } });
});

afterAll(() => here.dispose());

const QWEN = "accounts/fireworks/models/qwen3-8b";

/** What depends on a deployment: by its name, and by what only the gateway knows of it. */
const declared = (model: string, more = "") =>
  program(
    `const chat = new fireworks.Deployment("chat", { baseModel: "${model}", acceptShapelessRisk: true, acceleratorType: "NVIDIA_H100_80GB", precision: "BF16", enableAddons: true, ${more} });`,
    "const made = chat.createTime;",
    // Unknown in place of text, number, truth, list, map, object and member.
    "const later = (value) => made.apply(() => value);",
    `new fireworks.Deployment("other", {
      baseModel: later("${LLAMA}"), deploymentShape: later("${SHAPE}"), description: made, maxReplicaCount: later(2),
      annotations: later({ made: "x" }), disableAutoDeploy: later(true),
      autoscalingPolicy: { scaleUpWindow: later("60s"), scalingSchedules: later({ office: { schedule: "0 8 * * *", duration: "600s", timezone: "UTC", minReplicaCount: 1 } }) },
    });`,
    `new fireworks.DeploymentShape("shape", { baseModel: later("${LLAMA}"), acceleratorType: later("NVIDIA_H100_80GB"), acceleratorCount: later(1), description: made });`,
    'new fireworks.Router("support", { deployments: later([chat.name]), displayName: made, evenLoad: later({}) });',
    'new fireworks.Router("pinned", { routerId: later("pinned"), deployments: [chat.name] });',
    'new fireworks.Secret("handle", { keyName: later("HANDLE"), value: made });',
    'const robot = new fireworks.User("robot", { serviceAccount: later(true), role: later("contributor") });',
    'new fireworks.ApiKey("key", { user: robot.name, displayName: later("robot") });',
    'new fireworks.Dataset("rows", { source: later({ rows: [{ prompt: "x", completion: "y" }] }), format: later("COMPLETION") });',
  );

const ids = () =>
  ["deployments", "deploymentShapes", "routers", "secrets", "users", "datasets"]
    .flatMap((collection) => here.gateway.list(collection))
    .filter(({ state }) => !/DELET/.test(String(state)))
    .map(({ name }) => String(name))
    .sort();

test("a fresh preview, in which nothing is known", async () => {
  const { gateway, stack } = here;
  stack.program(declared(LLAMA));
  const { output } = await stack.preview();
  expect(output).toContain("+ 10 to create");
  expect(output).not.toMatch(/error|04da6b54/);
  const writes = gateway.journal().filter(({ method }) => method !== "GET");
  expect(writes.map(({ query }) => query.validateOnly)).toEqual(["true"]);
  await stack.up();
  await stack.up(["--expect-no-changes"]);
  await stack.refresh(["--expect-no-changes"]);
});

test("what depends on something that changes in place is not replaced", async () => {
  const { stack } = here;
  const before = ids();
  stack.program(declared(LLAMA, 'description: "changed"'));
  expect((await stack.preview()).output).not.toMatch(/replace|error/);
  await stack.up();
  expect(ids()).toEqual(before);
  await stack.up(["--expect-no-changes"]);
});

test("what depends on something that is replaced is not replaced with it", async () => {
  const { stack } = here;
  const before = ids();
  stack.program(declared(QWEN, 'description: "changed"'));
  const { output } = await stack.preview();
  expect(output).toContain("+-1 to replace");
  expect(output).not.toContain("error");
  await stack.up();
  const after = ids();
  // Only the deployment is another one; its dependents have followed it.
  expect(after.filter((id) => !before.includes(id))).toEqual([expect.stringMatching(/deployments\/chat-/)]);
  expect(before.filter((id) => !after.includes(id))).toEqual([expect.stringMatching(/deployments\/chat-/)]);
  await stack.up(["--expect-no-changes"]);
  await stack.refresh(["--expect-no-changes"]);
});
