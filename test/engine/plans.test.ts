import { LLAMA, program, SHAPE, type Site, site } from "./gateway";

let here: Site;

beforeAll(async () => {
  here = await site();
});

afterAll(() => here.dispose());

const declared = (replicas: number, model = LLAMA) =>
  program(
    `const chat = new fireworks.Deployment("chat", { baseModel: "${model}", deploymentShape: "${SHAPE}", maxReplicaCount: ${replicas} });`,
    'const router = new fireworks.Router("support", { deployments: [chat.name] });',
    'const robot = new fireworks.User("robot", { serviceAccount: true, role: "contributor" });',
    // Unknown in preview: the state of what is yet to be made, and names that the server makes.
    'const key = new fireworks.ApiKey("key", { user: robot.name, displayName: chat.state });',
    'new fireworks.Secret("handle", { keyName: "HANDLE", value: key.key });',
    'new fireworks.Router("second", { deployments: [chat.name], displayName: key.keyId });',
  );

test("what was planned is done, unknown values included", async () => {
  const { gateway, stack } = here;
  stack.program(declared(2));
  await stack.preview(["--save-plan", "plan.json"]);
  const writes = gateway.journal().filter(({ method }) => method !== "GET");
  expect(writes.map(({ query }) => query.validateOnly)).toEqual(["true"]);
  await stack.up(["--plan", "plan.json"]);
  expect(gateway.list("deployments")).toHaveLength(1);
  expect(gateway.list("routers")).toHaveLength(2);
  await stack.up(["--expect-no-changes"]);
});

test("a change too, in place and by replacement", async () => {
  const { gateway, stack } = here;
  stack.program(declared(3));
  await stack.preview(["--save-plan", "plan.json"]);
  await stack.up(["--plan", "plan.json"]);
  expect(gateway.list("deployments")).toEqual([expect.objectContaining({ maxReplicaCount: 3 })]);
});

test("what was not planned is refused", async () => {
  const { gateway, stack } = here;
  stack.program(declared(3));
  await stack.preview(["--save-plan", "plan.json"]);
  stack.program(declared(4));
  const { output } = await stack.up(["--plan", "plan.json"], { expectFailure: true });
  expect(output).toMatch(/violates plan/);
  expect(gateway.list("deployments")).toEqual([expect.objectContaining({ maxReplicaCount: 3 })]);
});
