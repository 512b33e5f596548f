import { LLAMA, program, SHAPE, type Site, site } from "./gateway";

const chat = (more = "", options = "") =>
  program(
    `const chat = new fireworks.Deployment("chat", { baseModel: "${LLAMA}", deploymentShape: "${SHAPE}", ${more} }, {${options}});`,
    "exports.ready = chat.readyReplicaCount;",
  );

let here: Site;
beforeEach(async () => {
  here = await site({}, { speed: 500 });
});
afterEach(() => here.dispose());

const living = () => here.gateway.list("deployments").filter((deployment) => deployment.state !== "DELETED");
const inState = async () => (await here.stack.resources()).find((resource) => resource.type.endsWith(":Deployment"));

test("a deployment that FAILED stays in state with the server's reason, and the next up makes it anew", async () => {
  const { gateway, stack } = here;
  gateway.settings.outcome.push({
    match: "chat",
    outcome: "FAILED",
    message: "image pull failed",
    terminationMessage: "CUDA out of memory",
  });
  stack.program(chat());
  const failed = await stack.up([], { expectFailure: true });
  expect(failed.output).toMatch(/accounts\/emulator\/deployments\/chat-\w+ is FAILED: .*image pull failed/);
  expect(failed.output).toContain("Last words of its pods: CUDA out of memory");
  expect(failed.output).not.toMatch(/^\s+at /m);
  expect((await inState())?.id).toBe(living()[0]?.name);
  gateway.settings.outcome.length = 0;
  const next = await stack.up();
  expect(next.output).toContain("it is deleted and made anew");
  expect(living().map((deployment) => [deployment.name, deployment.state])).toEqual([[(await inState())?.id, "READY"]]);
  await stack.up(["--expect-no-changes"]);
});

test("out of capacity is shown while it lasts, fails at the limit with the quota's figures, and the next up waits on", async () => {
  const { gateway, stack } = here;
  gateway.settings.outcome.push({ match: "chat", outcome: "RESOURCE_EXHAUSTED" });
  stack.program(chat("maxReplicaCount: 2", 'customTimeouts: { create: "4s", update: "30s" }'));
  const failed = await stack.up([], { expectFailure: true });
  expect(failed.output).toMatch(/0 of 1 serving, 1 waiting for GPUs, CREATING \(\d+s of 4s\): RESOURCE_EXHAUSTED/);
  expect(failed.output).toMatch(/is not ready after 4 s: .*RESOURCE_EXHAUSTED/);
  expect(failed.output).toMatch(/Quotas in use: global--h200-count 2 of 16/);
  expect(failed.output).toContain('customTimeouts: { create: "…" }');
  const [made] = living();
  gateway.settings.outcome.length = 0;
  await stack.up();
  expect(living()).toHaveLength(1);
  expect(living()[0]).toMatchObject({ name: made?.name, createTime: made?.createTime, state: "READY" });
  await stack.up(["--expect-no-changes"]);
});

test("too slow: the wait ends at customTimeouts, the object is kept, and destroy removes it", async () => {
  const { gateway, stack } = here;
  gateway.settings.outcome.push({ match: "chat", outcome: "SLOW" });
  gateway.settings.timing.deploymentCreateSeconds = 1200;
  stack.program(chat("", 'customTimeouts: { create: "3s" }'));
  const failed = await stack.up([], { expectFailure: true });
  expect(failed.output).toMatch(/is not ready after 3 s: .*CREATING/);
  expect((await inState())?.id).toBe(living()[0]?.name);
  await stack.destroy();
  expect(living()).toEqual([]);
});

test("READY with zero replicas is a success", async () => {
  const { stack } = here;
  stack.program(chat("maxReplicaCount: 0, waitFor: 'serving'"));
  await stack.up();
  expect((await inState())?.outputs).toMatchObject({ state: "READY" });
  await stack.up(["--expect-no-changes"]);
});

test("serving waits until minReplicaCount replicas are ready, ready and none do not", async () => {
  const { gateway, stack } = here;
  stack.program(chat("minReplicaCount: 3, maxReplicaCount: 3, waitFor: 'serving'"));
  await stack.up();
  expect((await stack.outputs()).ready).toBe(3);
  gateway.settings.outcome.push({ match: "second", outcome: "RESOURCE_EXHAUSTED" });
  stack.program(
    program(
      `new fireworks.Deployment("second", { baseModel: "${LLAMA}", deploymentShape: "${SHAPE}", waitFor: "none" });`,
    ),
  );
  await stack.up();
  expect((await inState())?.outputs).toMatchObject({ state: "CREATING" });
});

test("a deployment with traffic is protected, and the error names what lifts it", async () => {
  const { gateway, stack } = here;
  stack.program(chat());
  await stack.up();
  gateway.put({ name: String(living()[0]?.name), lastTrafficTime: gateway.clock.now().toISOString() });
  gateway.clock.setSpeed(1);
  const refused = await stack.destroy([], { expectFailure: true });
  expect(refused.output).toContain("ignoreChecks: true");
  expect(refused.output).toContain("FIREWORKS_IGNORE_CHECKS=true");
  expect(refused.output).not.toMatch(/^\s+at /m);
  expect(living()).toHaveLength(1);
  gateway.clock.setSpeed(500);
  gateway.put({ name: String(living()[0]?.name), lastTrafficTime: gateway.clock.now().toISOString() });
  await stack.destroy([], { env: { FIREWORKS_IGNORE_CHECKS: "true" } });
  expect(living()).toEqual([]);
});

test("soft deletion leaves a tombstone, which a new deployment of the same id clears; retain leaves all", async () => {
  const { gateway, stack } = here;
  const pinned = (more: string) =>
    program(
      `new fireworks.Deployment("chat", { deploymentId: "chat", baseModel: "${LLAMA}", deploymentShape: "${SHAPE}", ${more} });`,
    );
  stack.program(pinned("deletionPolicy: 'soft'"));
  await stack.up();
  await stack.destroy();
  expect(gateway.list("deployments")).toMatchObject([{ state: "DELETED" }]);
  stack.program(pinned("deletionPolicy: 'retain'"));
  await stack.up();
  expect(living()).toMatchObject([{ state: "READY" }]);
  const kept = await stack.destroy();
  expect(kept.output).toContain("is left as it is (deletionPolicy: retain)");
  expect(living()).toMatchObject([{ state: "READY" }]);
});

test("changing an option of the deletion is an update that sends nothing", async () => {
  const { gateway, stack } = here;
  stack.program(chat());
  await stack.up();
  gateway.clearJournal();
  stack.program(chat("deletionPolicy: 'soft', ignoreChecks: true"));
  const changed = await stack.up();
  expect(changed.output).toContain("1 updated");
  expect(gateway.journal()).toEqual([]);
  await stack.destroy();
  expect(gateway.list("deployments")).toMatchObject([{ state: "DELETED" }]);
});
