import { LLAMA, program, type Site, site } from "./gateway";

let here: Site;
beforeEach(async () => {
  here = await site();
});
afterEach(() => here.dispose());

const OWN = `const shape = new fireworks.DeploymentShape("own", { deploymentShapeId: "own", baseModel: "${LLAMA}", acceleratorType: "NVIDIA_H100_80GB", acceleratorCount: COUNT });`;
const declare = (count: number, shape: string) =>
  program(
    OWN.replace("COUNT", String(count)),
    `const chat = new fireworks.Deployment("chat", { baseModel: "${LLAMA}", deploymentShape: ${shape} });`,
    "exports.version = shape.version;",
    "exports.stored = chat.deploymentShapeVersion;",
  );
const stored = () => here.gateway.list("deployments")[0]?.deploymentShape;

test("a floating shape stays what it is when a new version comes; a pinned one follows what the program pins", async () => {
  const { stack } = here;
  stack.program(declare(1, "shape.name"));
  await stack.up();
  const first = await stack.outputs();
  expect(first.stored).toBe(first.version);
  stack.program(declare(2, "shape.name"));
  const changed = await stack.up();
  expect(changed.output).toContain("1 updated");
  const second = await stack.outputs();
  expect(second.version).not.toBe(first.version);
  expect(stored()).toBe(first.version);
  await stack.up(["--expect-no-changes"]);
  stack.program(declare(2, "shape.version"));
  await stack.up();
  expect(stored()).toBe(second.version);
  stack.program(declare(4, "shape.version"));
  await stack.up();
  expect(stored()).toBe((await stack.outputs()).version);
  expect(stored()).not.toBe(second.version);
  await stack.up(["--expect-no-changes"]);
  await stack.refresh(["--expect-no-changes"]);
});

test("a pinned shape that somebody moved is drift, and is moved back", async () => {
  const { gateway, stack } = here;
  stack.program(declare(1, "shape.version"));
  await stack.up();
  const pinned = stored();
  gateway.put({
    name: String(gateway.list("deployments")[0]?.name),
    deploymentShape: "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast/versions/other",
  });
  const drift = await stack.preview(["--refresh", "--diff"]);
  expect(drift.output).toMatch(/~ deploymentShape: "accounts\/fireworks.*\/versions\/other" => "accounts\/emulator/);
  await stack.up(["--refresh"]);
  expect(stored()).toBe(pinned);
});

test('the shape "default" is the service\'s choice, and its choice is no drift', async () => {
  const { stack } = here;
  stack.program(declare(1, '"default"'));
  await stack.up();
  expect(stored()).toMatch(/\/versions\//);
  await stack.preview(["--expect-no-changes"]);
  await stack.refresh(["--expect-no-changes"]);
  await stack.up(["--expect-no-changes"]);
});
