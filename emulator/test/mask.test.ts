import { account, catalogueModel, deployed, useEmulator } from "./support";

const used = useEmulator();
const name = `${account}/deployments/d`;
const patch = (query: string, body: object) => used.api.patch(`${name}${query}`, body);

beforeEach(async () => {
  await deployed(used, "d", {
    displayName: "old",
    description: "text",
    maxReplicaCount: 3,
    annotations: { a: "1", b: "2" },
  });
});

test("only masked fields change, by their snake_case names", async () => {
  const { body } = await patch("?updateMask=display_name", {
    baseModel: catalogueModel,
    displayName: "new",
    description: "no",
  });
  expect(body).toMatchObject({ displayName: "new", description: "text" });
});

test("a masked field that the body lacks is cleared to its default", async () => {
  const { body } = await patch("?update_mask=display_name,max_replica_count", { baseModel: catalogueModel });
  expect(body).toMatchObject({ displayName: "", maxReplicaCount: 1, description: "text" });
});

test("without a mask it is derived from the body, and nothing can be cleared", async () => {
  const { body } = await patch("", { baseModel: catalogueModel, description: "more" });
  expect(body).toMatchObject({ displayName: "old", description: "more" });
});

test("maps and messages are replaced whole, nested paths are not", async () => {
  const whole = await patch("?updateMask=annotations", { baseModel: catalogueModel, annotations: { c: "3" } });
  expect(whole.body.annotations).toEqual({ c: "3", "fireworks.ai/image-tag-reason": "default" });
  const policy = { scaleUpWindow: "60s", scaleDownWindow: "300s" };
  await patch("?updateMask=autoscaling_policy", { baseModel: catalogueModel, autoscalingPolicy: policy });
  used.emulator.clock.advance("30s");
  const nested = await patch("?updateMask=autoscaling_policy.scale_up_window", {
    baseModel: catalogueModel,
    autoscalingPolicy: { scaleUpWindow: "90s" },
  });
  expect(nested.body.autoscalingPolicy).toEqual({
    scaleUpWindow: "90s",
    scaleDownWindow: "300s",
    scaleToZeroWindow: "3600s",
    loadTargets: {},
    scalingSchedules: {},
  });
});

test.each([
  ["nope", "unknown field"],
  ["state", "output only"],
])("the mask path %s is refused", async (path, message) => {
  const answer = await patch(`?updateMask=${path}`, { baseModel: catalogueModel });
  expect([answer.status, answer.body.message]).toEqual([400, expect.stringContaining(message)]);
});

test.each(["display_name.x", "annotations.a", "autoscaling_policy.nope", "constructor", "__proto__", ""])(
  "the mask path %j leads to no field of a message and is refused",
  async (path) => {
    const { status, body } = await patch(`?updateMask=description,${path}`, { baseModel: catalogueModel });
    expect([status, body.message]).toEqual([400, `invalid update mask: unknown field "${path}"`]);
  },
);

test("an entry of a map at its zero value is there all the same", async () => {
  const { body } = await patch("?updateMask=annotations", {
    baseModel: catalogueModel,
    annotations: { a: "", b: "2" },
  });
  expect(body.annotations).toMatchObject({ a: "", b: "2" });
});

test("camelCase paths are ignored, accepted or refused", async () => {
  const send = () => patch("?updateMask=displayName", { baseModel: catalogueModel, displayName: "new" });
  expect((await send()).body.displayName).toBe("old");
  used.emulator.settings.camelCaseMask = "reject";
  expect((await send()).status).toBe(400);
  used.emulator.settings.camelCaseMask = "accept";
  expect((await send()).body.displayName).toBe("new");
});

test("a deployment's baseModel may be missing; by the settings it is required, or the old bounds stay in effect", async () => {
  const send = () => patch("?updateMask=max_replica_count,display_name", { maxReplicaCount: 2, displayName: "new" });
  used.emulator.settings.patchWithoutBaseModel = "reject";
  expect((await send()).body).toMatchObject({ code: 3, message: "baseModel is required" });
  used.emulator.settings.patchWithoutBaseModel = "keepOldBounds";
  expect((await send()).body).toMatchObject({ maxReplicaCount: 3, displayName: "new" });
  used.emulator.settings.patchWithoutBaseModel = "accept";
  expect((await send()).body).toMatchObject({ maxReplicaCount: 2 });
});

test("zero replicas need neither a mask nor a baseModel", async () => {
  expect((await patch("", { minReplicaCount: 0, maxReplicaCount: 0 })).body).toMatchObject({ state: "UPDATING" });
  used.emulator.clock.advance("30s");
  expect(used.emulator.get(name)).toMatchObject({ maxReplicaCount: 0, replicaCount: 0, baseModel: catalogueModel });
});

test("what other kinds require is required in a PATCH too, unless the settings say otherwise", async () => {
  const send = () => used.api.patch(`${account}/users/emulator?updateMask=display_name`, { displayName: "new" });
  expect((await send()).body).toMatchObject({ code: 3, message: "role is required" });
  used.emulator.settings.patchRequired = "ignore";
  expect((await send()).body).toMatchObject({ displayName: "new", role: "admin" });
});

test("the other readings of masks: ignored altogether, or everything replaced without one", async () => {
  used.emulator.settings.mask = "fromBody";
  const derived = await patch("?updateMask=display_name", { baseModel: catalogueModel, description: "more" });
  expect(derived.body).toMatchObject({ displayName: "old", description: "more" });
  Object.assign(used.emulator.settings, {
    mask: "replaceWithoutMask",
    placementInPlace: true,
    acceleratorTypeInPlace: true,
  });
  const { acceleratorType, deploymentShape } = derived.body;
  const replaced = await patch("", {
    baseModel: catalogueModel,
    acceleratorType,
    deploymentShape,
    description: "more",
  });
  expect(replaced.body).toMatchObject({ displayName: "", description: "more" });
});

const shapeless = { baseModel: catalogueModel, acceleratorType: "NVIDIA_H200_141GB", displayName: "old" };

test.each([
  ["shaped", name],
  ["shapeless", `${account}/deployments/bare`],
])("replacing everything leaves the immutable fields of a %s deployment that the body lacks", async (_which, which) => {
  await used.api.post(`${account}/deployments?deploymentId=bare&acceptShapelessRisk=true`, shapeless);
  used.emulator.clock.advance("1h");
  used.emulator.settings.mask = "replaceWithoutMask";
  const { acceleratorType } = used.emulator.get(which) ?? {};
  const renamed = await used.api.patch(which, { baseModel: catalogueModel, displayName: "D3" });
  expect(renamed).toMatchObject({ status: 200, body: { displayName: "D3", acceleratorType } });
  used.emulator.clock.advance("1h");
  expect((await used.api.patch(which, { minReplicaCount: 0, maxReplicaCount: 0 })).status).toBe(200);
  expect(used.emulator.get(which)).toMatchObject({ baseModel: catalogueModel, acceleratorType, maxReplicaCount: 0 });
  expect(used.emulator.get(which)).not.toHaveProperty("displayName");
});
