import type { Emulator } from "../../emulator/src";
import type { Json } from "../../src/lifecycle/kind";
import { chat, LLAMA, lifeAt, ownGateway, SHAPE } from "./gateway";

/** Ways to lose or harm something that a review found: each ended badly once. */

const said: string[] = [];
jest.mock("../../src/engine/progress", () => ({
  attend: () => {},
  flushed: async () => {},
  log: (_severity: string, _urn: unknown, message: string) => void said.push(message),
}));
// The engine answers that this stack's state holds nothing of the name.
jest.mock("../../src/engine/monitor", () => ({ recorded: async () => [] }));

const USER = "accounts/emulator/users/emulator";

const own = ownGateway();
let gateway: Emulator;
beforeEach(() => {
  gateway = own();
  said.length = 0;
});

const life = (type: string, name = "chat") => lifeAt(gateway, type, name);

async function byHand(path: string, body: Json): Promise<void> {
  const headers = { authorization: `Bearer ${gateway.apiKey}`, "content-type": "application/json" };
  const answer = await fetch(`${gateway.url}/v1/accounts/emulator/${path}`, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

const writes = () =>
  gateway
    .journal()
    .filter((entry) => entry.method !== "GET")
    .map((entry) => `${entry.method} ${entry.status}`);
const unseen = { status: 404, body: { code: 5, message: "not found", details: [] } };

test("what is taken but cannot be seen is not touched", async () => {
  await byHand("deployments?deploymentId=prod", chat({ displayName: "theirs" }));
  gateway.clearJournal();
  gateway.faults.add({ method: "GET", path: "deployments/prod", times: 99, action: unseen });
  await expect(life("Deployment").up(chat({ deploymentId: "prod" }))).rejects.toThrow(
    /prod exists, but cannot be seen with this key/,
  );
  expect(writes()).toEqual(["POST 409", "POST 409"]);
  expect(gateway.get("accounts/emulator/deployments/prod")).toMatchObject({ displayName: "theirs" });
});

test("stale answers of an update do not make the object anew", async () => {
  const one = life("Deployment");
  const { id } = await one.up(chat());
  const made = gateway.get(id)?.createTime;
  gateway.faults.add({ method: "GET", path: "deployments/chat", times: 2, action: unseen });
  await one.up(chat({ displayName: "changed" }));
  expect(gateway.get(id)).toMatchObject({ createTime: made, displayName: "changed" });
});

test("the key of another backend's stack of the same name is not revoked", async () => {
  const { id } = await life("ApiKey", "ci").up({ user: USER });
  gateway.clock.advance("1d");
  await life("ApiKey", "ci").up({ user: USER });
  expect(gateway.list("users/apiKeys").map((key) => `${USER}/apiKeys/${String(key.keyId)}`)).toContain(id);
  expect(writes()).toEqual(["POST 200", "POST 200"]);
});

test("a key whose creation lost its answer is revoked by the very run that made it", async () => {
  gateway.faults.add({ operation: "CreateApiKey", when: "after", times: 1, action: { reset: true } });
  await life("ApiKey", "ci").up({ user: USER });
  expect(gateway.list("users/apiKeys")).toHaveLength(1);
  expect(said.join()).toMatch(/Revoking .*whose value is lost/);
});

test("an import option that stayed in the program refuses a replacement", async () => {
  await byHand("deployments?deploymentId=old", chat());
  const one = life("Deployment");
  await one.up(chat(), { import: "old" });
  gateway.clearJournal();
  await expect(one.up(chat({ preemptible: true }), { import: "old" })).rejects.toThrow(
    /import: would have to be taken out first: a change of preemptible/,
  );
  expect(writes()).toEqual([]);
  const { failures } = await life("Router").check(
    { deployments: ["accounts/emulator/deployments/old"] },
    {},
    { import: "accounts/emulator/routers/../deployments/old" },
  );
  expect(failures).toMatchObject([{ property: "import" }]);
});

test("a leftover that differs in what cannot be changed is not taken over", async () => {
  gateway.settings.outcome.push({ match: "pinned", outcome: "SLOW" });
  await life("Deployment").up(chat({ deploymentId: "pinned", waitFor: "none" }));
  gateway.put({ name: "accounts/emulator/models/mine", state: "READY", kind: "HF_BASE_MODEL" });
  const other = chat({ deploymentId: "pinned", baseModel: "accounts/emulator/models/mine", waitFor: "none" });
  await expect(life("Deployment").up(other)).rejects.toThrow(/cannot be taken over: .*baseModel/s);
  expect(gateway.get("accounts/emulator/deployments/pinned")).toMatchObject({ baseModel: LLAMA });
});

test("a secret whose first PATCH failed is written by the next run", async () => {
  await byHand("secrets", {
    name: "accounts/emulator/secrets/openai-key",
    keyName: "OPENAI_KEY",
    value: "planted-old",
  });
  const one = life("Secret", "openai");
  const args = { keyName: "OPENAI_KEY", value: "planted-new" };
  gateway.faults.add({
    method: "PATCH",
    times: 1,
    action: { status: 403, body: { code: 7, message: "planted-new is denied", details: [] } },
  });
  const failed = await one.up(args, { import: "openai-key" }).catch((error: Error) => error.message);
  expect(failed).toContain("[secret] is denied");
  expect(failed).not.toContain("planted-new");
  gateway.faults.clear();
  await one.up(args, { import: "openai-key" });
  expect(gateway.get("accounts/emulator/secrets/openai-key")).toMatchObject({ value: "planted-new" });
});

test("writing down an immutable field's zero, or no longer doing so, replaces nothing", async () => {
  const one = life("Deployment");
  await one.up(chat());
  expect(await one.replaces(chat({ preemptible: false, enableHotLoad: false }))).toEqual([]);
  await one.up(chat({ preemptible: false }));
  expect(one.did).toBe("updated");
  expect(await one.replaces(chat())).toEqual([]);
  expect(await one.replaces(chat({ preemptible: true }))).toEqual(["preemptible"]);
  const jane = life("User", "jane");
  await jane.up({ email: "jane@example.com", role: "user" });
  expect((await jane.check({ email: "jane@example.com", role: "user", serviceAccount: false })).failures).toEqual([]);
});

test("an object whose id the service makes is not made anew under the old id", async () => {
  const deployment = await life("Deployment").up(chat({ disableAutoDeploy: true }));
  const loaded = life("DeployedModel", "loaded");
  const { id } = await loaded.up({ model: LLAMA, deployment: deployment.id });
  gateway.remove(id);
  gateway.clearJournal();
  await expect(loaded.up({ model: LLAMA, deployment: deployment.id, displayName: "x" })).rejects.toThrow(
    /is no more. Run `pulumi refresh`/,
  );
  expect(writes()).toEqual([]);
});

test("a refused import says why at once", async () => {
  gateway.faults.add({
    path: ":import",
    times: 99,
    action: { status: 400, body: { code: 9, message: "secret aws does not exist", details: [] } },
  });
  const source = { awsS3Source: { s3Bucket: "b" } };
  await expect(life("Model", "m").up({ kind: "HF_BASE_MODEL", source })).rejects.toThrow(/secret aws does not exist/);
});

test("a deployment without capacity takes a change without waiting for capacity", async () => {
  gateway.settings.outcome.push({ match: "chat", outcome: "RESOURCE_EXHAUSTED" });
  const one = life("Deployment");
  await expect(one.up(chat({ maxReplicaCount: 4 }), { timeouts: { create: 20 } })).rejects.toThrow(
    /RESOURCE_EXHAUSTED/,
  );
  gateway.settings.outcome.length = 0;
  gateway.settings.outcome.push({ match: "nothing", outcome: "SLOW" });
  await one.up(chat({ maxReplicaCount: 1 }), { timeouts: { update: 200 } });
  expect(gateway.list("deployments")).toMatchObject([{ maxReplicaCount: 1, state: "READY" }]);
});

test("create options that are needed later are heard", async () => {
  const one = life("Deployment");
  await one.up(chat());
  const shapeless = {
    baseModel: LLAMA,
    acceptShapelessRisk: true,
    acceleratorType: "NVIDIA_H100_80GB",
    acceleratorCount: 1,
  };
  expect((await one.check(shapeless)).failures).toEqual([]);
  expect((await one.check(chat({ skipShapeValidation: true }))).inputs).toMatchObject({ skipShapeValidation: true });
});

test("leaving out a map or a message leaves what others put there", async () => {
  await byHand("deployments?deploymentId=old", chat({ annotations: { theirs: "1" } }));
  const name = "accounts/emulator/deployments/old";
  const one = life("Deployment");
  const schedule = { minReplicaCount: 1, schedule: "0 8 * * *", duration: "60s", timezone: "UTC" };
  await one.up(
    chat({
      annotations: { mine: "1" },
      autoscalingPolicy: { scaleUpWindow: "60s", scalingSchedules: { mine: schedule } },
    }),
    { import: "old" },
  );
  const policy = gateway.get(name)?.autoscalingPolicy as Json;
  gateway.put({ name, autoscalingPolicy: { ...policy, scalingSchedules: { mine: schedule, theirs: schedule } } });
  await one.up(chat());
  expect(gateway.get(name)?.annotations).toMatchObject({ theirs: "1" });
  expect(gateway.get(name)?.annotations).not.toHaveProperty("mine");
  expect(gateway.get(name)?.autoscalingPolicy).toMatchObject({
    scaleUpWindow: "30s",
    scalingSchedules: { theirs: schedule },
  });
  expect(gateway.get(name)).not.toHaveProperty("autoscalingPolicy.scalingSchedules.mine");
});

test("an unfinished wait is not declared done by a change that counts at deletion", async () => {
  const body = {
    name: "accounts/emulator/deployments/chat",
    baseModel: LLAMA,
    deploymentShape: `${SHAPE}/versions/1`,
    state: "READY",
    minReplicaCount: 2,
    maxReplicaCount: 2,
    desiredReplicaCount: 2,
  };
  gateway.faults.add({ method: "GET", path: "deployments/chat", times: 999, action: { status: 200, body } });
  const one = life("Deployment");
  const args = chat({ deploymentId: "chat", minReplicaCount: 2, maxReplicaCount: 2, waitFor: "serving" });
  await expect(one.up(args, { timeouts: { create: 20 } })).rejects.toThrow(/0 of 2 serving/);
  await expect(one.up({ ...args, ignoreChecks: true }, { timeouts: { create: 20, update: 20 } })).rejects.toThrow(
    /0 of 2 serving/,
  );
});

test("serving is not claimed of a new deployment without a replica", async () => {
  const body = {
    name: "accounts/emulator/deployments/chat",
    baseModel: LLAMA,
    deploymentShape: `${SHAPE}/versions/1`,
    state: "READY",
    maxReplicaCount: 1,
  };
  gateway.faults.add({ method: "GET", path: "deployments/chat", times: 999, action: { status: 200, body } });
  const one = life("Deployment");
  const args = chat({ deploymentId: "chat", waitFor: "serving" });
  const soon = { timeouts: { create: 20, update: 20 } };
  await expect(one.up(args, soon)).rejects.toThrow(/0 of 1 serving/);
  // Nor by the run that waits on.
  await expect(one.up(args, soon)).rejects.toThrow(/0 of 1 serving/);
});

test("a passing failure of a secret's GET or DELETE is repeated", async () => {
  const one = life("Secret", "s");
  await one.up({ keyName: "MY_KEY", value: "planted" });
  gateway.faults.add({ method: "GET", path: "secrets/", times: 1, action: { status: 503 } });
  await one.refresh();
  gateway.faults.add({ method: "DELETE", path: "secrets/", times: 1, action: { status: 503 } });
  await one.destroy();
  expect(gateway.list("secrets")).toEqual([]);
});

test("a field taken out of extra is cleared, and an id that would be empty is asked for", async () => {
  const one = life("Deployment");
  await one.up(chat({ extra: { body: { description: "extra" } } }));
  await one.up(chat());
  expect(gateway.list("deployments")[0]).not.toHaveProperty("description");
  const { failures } = await life("User", "管理者").check({ serviceAccount: true, role: "user" });
  expect(failures).toMatchObject([{ property: "userId", reason: expect.stringContaining("no id can be made") }]);
});
