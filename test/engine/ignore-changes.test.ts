import { LLAMA, program, SHAPE, type Site, site } from "./gateway";

let here: Site;
beforeEach(async () => {
  here = await site();
});
afterEach(() => here.dispose());

const declare = (max: number, ignored: string) =>
  program(
    `new fireworks.Deployment("chat", { baseModel: "${LLAMA}", deploymentShape: "${SHAPE}", displayName: "m${max}", maxReplicaCount: ${max} }, { ignoreChanges: ${ignored}, customTimeouts: { delete: "5m" } });`,
    `new fireworks.Dataset("rows", { source: { rows: [{ max: ${max} }] } }, { ignoreChanges: ${ignored} });`,
    `new fireworks.ApiKey("key", { user: "accounts/emulator/users/emulator", displayName: "m${max}" }, { ignoreChanges: ${ignored} });`,
  );

test('ignoreChanges: ["*"] leaves everything as it is, whatever the program says', async () => {
  const { gateway, stack } = here;
  stack.program(declare(2, '["*"]'));
  await stack.up();
  stack.program(declare(3, '["*"]'));
  gateway.clearJournal();
  await stack.up(["--expect-no-changes"]);
  await stack.refresh(["--expect-no-changes"]);
  expect(gateway.journal().filter((entry) => entry.method !== "GET")).toEqual([]);
  await stack.destroy();
  expect([...gateway.list("deployments"), ...gateway.list("datasets")]).toEqual([]);
});

test("ignoreChanges of one property changes the others", async () => {
  const { gateway, stack } = here;
  stack.program(declare(2, '["maxReplicaCount"]'));
  await stack.up();
  stack.program(declare(3, '["maxReplicaCount"]'));
  await stack.up();
  expect(gateway.list("deployments")).toMatchObject([{ displayName: "m3", maxReplicaCount: 2 }]);
  await stack.up(["--expect-no-changes"]);
});
