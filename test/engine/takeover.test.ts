import { LLAMA, program, SHAPE, type Site, site } from "./gateway";
import { family, kill } from "./processes.mts";
import { finish } from "./run.mts";

let here: Site;
beforeEach(async () => {
  // An hour, within which a leftover is taken up, must be long enough for a slow machine to run again.
  here = await site({}, { speed: 60 });
});
afterEach(() => here.dispose());

const living = (collection: string) =>
  here.gateway.list(collection).filter((entry) => !/DELET/.test(String(entry.state)));
const names = (collection: string) => living(collection).map((entry) => entry.name);
const idOf = async (name: string) =>
  (await here.stack.resources()).find((entry) => entry.urn.endsWith(`::${name}`) && !entry.delete)?.id;

/** The two kinds of identity, and with and without room for a mark (annotations). */
const CASES = [
  {
    title: "a derived id, with annotations",
    collection: "deployments",
    declare: (o = "") =>
      `new fireworks.Deployment("x", { baseModel: "${LLAMA}", deploymentShape: "${SHAPE}" }, {${o}});`,
  },
  {
    title: "a pinned id, with annotations",
    collection: "deployments",
    declare: (o = "") =>
      `new fireworks.Deployment("x", { deploymentId: "pinned", baseModel: "${LLAMA}", deploymentShape: "${SHAPE}" }, {${o}});`,
  },
  {
    title: "a derived id, without annotations",
    collection: "deploymentShapes",
    declare: (o = "") =>
      `new fireworks.DeploymentShape("x", { baseModel: "${LLAMA}", acceleratorType: "NVIDIA_H100_80GB" }, {${o}});`,
  },
  {
    title: "a pinned id, without annotations",
    collection: "deploymentShapes",
    declare: (o = "") =>
      `new fireworks.DeploymentShape("x", { deploymentShapeId: "pinned", baseModel: "${LLAMA}", acceleratorType: "NVIDIA_H100_80GB" }, {${o}});`,
  },
] as const;

// Taint, of every kind: npm run torture -- --part identities.
test.each(CASES)(
  "--target-replace of $title ends with a newly made object, or an error that names deleteBeforeReplace",
  async ({ title, collection, declare }) => {
    const pinned = title.startsWith("a pinned");
    const { gateway, stack } = here;
    stack.program(program(declare()));
    await stack.up();
    const [before] = living(collection);
    gateway.clock.advance("1m");
    const urn = await stack.urn("x");
    const first = await stack.up(["--target-replace", urn], { expectFailure: !pinned });
    if (!pinned) {
      expect(first.output).toContain("deleteBeforeReplace: true");
      expect(first.output).toContain("Nothing was changed");
      expect(living(collection)).toMatchObject([{ name: before?.name, createTime: before?.createTime }]);
      stack.program(program(declare("deleteBeforeReplace: true")));
      await stack.up(["--target-replace", urn]);
    }
    const [after, ...more] = living(collection);
    expect(more).toEqual([]);
    expect(after?.createTime).not.toBe(before?.createTime);
    expect(await idOf("x")).toBe(after?.name);
    await stack.up(["--expect-no-changes"]);
  },
);

test("replacement with a derived id has the new object ready before the old one goes, and dependents follow", async () => {
  const { gateway, stack } = here;
  const both = (region: string) =>
    program(
      `const chat = new fireworks.Deployment("chat", { baseModel: "${LLAMA}", deploymentShape: "${SHAPE}", placement: { region: "${region}" } });`,
      'new fireworks.Router("router", { deployments: [chat.name] });',
    );
  stack.program(both("US_IOWA_1"));
  await stack.up();
  const before = await idOf("chat");
  gateway.clearJournal();
  stack.program(both("EU_FRANKFURT_1"));
  await stack.up();
  const order = gateway
    .journal()
    .filter((entry) => entry.method !== "GET")
    .map((entry) => `${entry.method} ${entry.path.split("/")[4]}`);
  expect(order).toEqual(["POST deployments", "PATCH routers", "DELETE deployments"]);
  expect(names("deployments")).toEqual([await idOf("chat")]);
  expect(await idOf("chat")).not.toBe(before);
  await stack.up(["--expect-no-changes"]);
});

test("an object that bears our name but is not ours is neither taken over nor changed", async () => {
  const { gateway, stack } = here;
  const foreign = {
    name: "accounts/emulator/deployments/chat",
    state: "READY",
    baseModel: LLAMA,
    createTime: gateway.clock.now().toISOString(),
  };
  gateway.put(foreign);
  stack.program(
    program(
      `new fireworks.Deployment("x", { deploymentId: "chat", baseModel: "${LLAMA}", deploymentShape: "${SHAPE}" });`,
    ),
  );
  const refused = await stack.up([], { expectFailure: true });
  expect(refused.output).toContain("accounts/emulator/deployments/chat exists already and was not made by Pulumi");
  expect(refused.output).toContain('import: "accounts/emulator/deployments/chat"');
  expect(gateway.get(foreign.name)).toMatchObject(foreign);
  await stack.destroy();
  expect(names("deployments")).toEqual([foreign.name]);
});

test("an old leftover is named, not taken over", async () => {
  const { gateway, stack } = here;
  stack.program(
    program(`new fireworks.DeploymentShape("x", { baseModel: "${LLAMA}", acceleratorType: "NVIDIA_H100_80GB" });`),
  );
  await stack.up();
  const left = await stack.export();
  left.deployment.resources = [];
  await stack.import(left);
  gateway.clock.advance("2h");
  const refused = await stack.up([], { expectFailure: true });
  expect(refused.output).toContain("exists already");
  expect(refused.output).toContain("import:");
  expect(names("deploymentShapes")).toHaveLength(1);
});

test("two resources of one program with one id are a failure in preview", async () => {
  const { stack } = here;
  const shape = (name: string) =>
    `new fireworks.DeploymentShape("${name}", { deploymentShapeId: "same", baseModel: "${LLAMA}", acceleratorType: "NVIDIA_H100_80GB" });`;
  stack.program(program(shape("one"), shape("two")));
  const preview = await stack.preview([], { expectFailure: true });
  expect(preview.output).toMatch(/deploymentShapeId.*is the id of (one|two) too/s);
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("a key whose value was lost with a killed run is revoked, and another is made", async () => {
  const { gateway, stack } = here;
  const keys = () => gateway.list("users/apiKeys").map((key) => key.keyId);
  stack.program(program('new fireworks.ApiKey("pipeline", { user: "accounts/emulator/users/emulator" });'));
  gateway.clock.setSpeed(0);
  gateway.faults.add({ operation: "CreateApiKey", when: "after", times: 1, action: { delay: 5000 } });
  const run = stack.spawn(["up", "--yes", "--skip-preview", "--non-interactive"]);
  const ended = finish(run);
  for (let look = 0; look < 3000 && keys().length === 0; look++) await pause(20);
  const lost = keys();
  expect(lost).toHaveLength(1);
  kill(await family(run.pid as number));
  await ended;
  await stack.pulumi(["cancel", "--yes"]);
  const again = await stack.up();
  expect(again.output).toMatch(/Revoking .*whose value is lost/);
  expect(keys()).toHaveLength(1);
  expect(keys()).not.toEqual(lost);
});
