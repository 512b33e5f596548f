import { account, catalogueModel, deployed, fastShape, useEmulator } from "./support";

const used = useEmulator();
const post = (body: object, query = "") => used.api.post(`${account}/deployments?deploymentId=d${query}`, body);
const valid = { baseModel: catalogueModel, deploymentShape: fastShape };

test.each([
  [{ ...valid, foo: 1 }, 'unknown field "foo"'],
  [{ ...valid, autoscalingPolicy: { foo: 1 } }, 'unknown field "foo" in autoscalingPolicy'],
  [{ baseModel: catalogueModel, acceleratorType: "H200" }, 'invalid value for enum field acceleratorType: "H200"'],
  [{ ...valid, maxReplicaCount: "many" }, 'invalid value for int32 field maxReplicaCount: "many"'],
  [{ ...valid, maxReplicaCount: 3_000_000_000 }, "invalid value for int32 field maxReplicaCount: 3000000000"],
  [{ ...valid, displayName: 1 }, "invalid value for string field displayName: 1"],
  [{ ...valid, autoscalingPolicy: { scaleUpWindow: "10m" } }, 'scaleUpWindow: "10m"'],
  [{ ...valid, expireTime: "tomorrow" }, 'invalid value for timestamp field expireTime: "tomorrow"'],
  [{ deploymentShape: fastShape }, "baseModel is required"],
])("%j is refused in the gateway's format", async (body, message) => {
  const answer = await post(body);
  expect(answer.status).toBe(400);
  expect(answer.body).toEqual({ code: 3, message: expect.stringContaining(message), details: [] });
});

test("what protobuf's JSON accepts is accepted: snake_case names, null, numbers as text; and stored in one spelling", async () => {
  const { body } = await post({
    base_model: catalogueModel,
    deploymentShape: fastShape,
    max_replica_count: "2",
    description: null,
    autoscaling_policy: { scale_up_window: "60s" },
  });
  expect(body).toMatchObject({
    baseModel: catalogueModel,
    maxReplicaCount: 2,
    autoscalingPolicy: { scaleUpWindow: "60s" },
    description: "",
  });
});

test("64-bit numbers are accepted as numbers and answered as text", async () => {
  const { body } = await used.api.post(`${account}/datasets`, { datasetId: "d", dataset: { exampleCount: 100 } });
  expect(body.exampleCount).toBe("100");
});

test("output-only fields in a body are ignored", async () => {
  const { body } = await post({ ...valid, name: "accounts/x/deployments/y", state: "READY", replicaCount: 9 });
  expect(body).toMatchObject({ name: `${account}/deployments/d`, state: "CREATING" });
  expect(body.replicaCount).toBe(0);
});

test("query parameters have both spellings; unknown ones and wrong values are refused", async () => {
  expect((await post(valid, "&validate_only=true")).status).toBe(200);
  expect((await post(valid, "&validateonly=true")).body.message).toBe('unknown query parameter "validateonly"');
  expect((await post(valid, "&validateOnly=perhaps")).status).toBe(400);
  expect((await used.api.get(`${account}/deployments?pageSize=x`)).status).toBe(400);
  used.emulator.settings.unknownQuery = "ignore";
  expect((await post(valid, "&validateonly=true")).status).toBe(200);
});

test("unknown fields can be let through", async () => {
  used.emulator.settings.unknownFields = "ignore";
  const { status, body } = await post({ ...valid, foo: 1, autoscalingPolicy: { bar: 1 } });
  expect(status).toBe(200);
  expect(body).not.toHaveProperty("foo");
});

test.each(["Upper", "-a", "a-", "a_b", "a".repeat(64), "ä"])("the id %j is refused", async (id) => {
  const answer = await used.api.post(`${account}/deployments?deploymentId=${encodeURIComponent(id)}`, valid);
  expect([answer.status, answer.body.code]).toEqual([400, 3]);
});

test("an id that is left out is made up", async () => {
  const { body } = await used.api.post(`${account}/deployments`, valid);
  expect(body.name).toMatch(/^accounts\/emulator\/deployments\/[a-z0-9]+$/);
});

test("what is newer than the specification file is known", async () => {
  const { status } = await used.api.post(`${account}/deployments?acceptShapelessRisk=true`, {
    baseModel: catalogueModel,
    acceleratorType: "NVIDIA_H100_80GB",
    placement: { region: "EU_LONDON_1" },
    preemptible: true,
    enableMtp: true,
    forTraining: true,
    hotLoadTransitionType: "IMMEDIATE",
    extraArgs: ["--x"],
    extraValues: { a: { b: 1 } },
  });
  expect(status).toBe(200);
});

test("broken JSON, a list for a body, an unknown path, a wrong method", async () => {
  const headers = { authorization: "Bearer fw_emulator_key" };
  const broken = await fetch(`${used.emulator.url}/v1/${account}/routers`, { method: "POST", headers, body: "{" });
  expect([broken.status, (await broken.json()).code]).toEqual([400, 3]);
  expect((await post([])).status).toBe(400);
  expect((await fetch(`${used.emulator.url}/v1/nope`, { headers })).status).toBe(404);
  const method = await fetch(`${used.emulator.url}/v1/${account}/routers`, { method: "PUT", headers });
  expect([method.status, (await method.json()).message]).toEqual([501, "Method Not Allowed"]);
});

test("zero values are emitted, or left out where the settings say so", async () => {
  await deployed(used);
  const { body } = await used.api.get(`${account}/deployments/d`);
  expect(body).toMatchObject({
    minReplicaCount: 0,
    enableAddons: false,
    displayName: "",
    directRouteApiKeys: [],
    status: { code: "OK", message: "" },
    expireTime: null,
    placement: null,
  });
  used.emulator.settings.zeroValues = "omit";
  const { body: short } = await used.api.get(`${account}/deployments/d`);
  for (const field of [
    "minReplicaCount",
    "enableAddons",
    "displayName",
    "directRouteApiKeys",
    "expireTime",
    "placement",
  ])
    expect(short).not.toHaveProperty(field);
  expect(short).toMatchObject({ name: body.name, status: {}, maxReplicaCount: 1 });
});
