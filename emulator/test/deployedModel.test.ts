import { account, catalogueModel, deployed, ids, minimalShape, useEmulator } from "./support";

const used = useEmulator();
const lora = `${account}/models/lora`;
const deployment = `${account}/deployments/d`;
const create = (body: object = {}, query = "") =>
  used.api.post(`${account}/deployedModels${query}`, { model: lora, deployment, ...body });

beforeEach(async () => {
  used.emulator.put({
    name: lora,
    kind: "HF_PEFT_ADDON",
    state: "READY",
    peftDetails: { baseModel: catalogueModel, r: 8, targetModules: ["q"] },
  });
  await deployed(used, "d", { deploymentShape: minimalShape, enableAddons: true });
});

test("the service deploys the base model by itself, unless told not to", async () => {
  await used.api.get(deployment);
  used.emulator.clock.advance("20s");
  const { body } = await used.api.get(`${account}/deployedModels`);
  expect(body.deployedModels).toEqual([
    expect.objectContaining({ model: catalogueModel, deployment, default: true, state: "DEPLOYED" }),
  ]);
  await used.api.post(`${account}/deployments?deploymentId=e&disableAutoDeploy=true`, {
    baseModel: catalogueModel,
    deploymentShape: minimalShape,
  });
  expect((await used.api.get(`${account}/deployedModels`)).body.totalSize).toBe(1);
});

test("has a name from the service, is DEPLOYING, then DEPLOYED; once", async () => {
  const { body } = await create({ displayName: "x" });
  expect(body).toMatchObject({ state: "DEPLOYING", displayName: "x" });
  expect(body.name).toMatch(/^accounts\/emulator\/deployedModels\/lora-[a-z0-9]+$/);
  used.emulator.clock.advance("20s");
  expect((await used.api.get(body.name)).body.state).toBe("DEPLOYED");
  expect((await create()).status).toBe(409);
});

test("waits for its deployment", async () => {
  await used.api.post(`${account}/deployments?deploymentId=slow`, {
    baseModel: catalogueModel,
    deploymentShape: minimalShape,
    enableAddons: true,
  });
  const { body } = await create({ deployment: `${account}/deployments/slow` });
  used.emulator.clock.advance("60s");
  expect((await used.api.get(body.name)).body.state).toBe("DEPLOYING");
  used.emulator.clock.advance("60s");
  expect((await used.api.get(body.name)).body.state).toBe("DEPLOYED");
});

test("fails as the settings have it", async () => {
  used.emulator.settings.outcome = [
    { match: "^lora", outcome: "FAILED", collection: "deployedModels", message: "rank too high" },
  ];
  const { body } = await create();
  used.emulator.clock.advance("20s");
  const failed = (await used.api.get(body.name)).body;
  expect(failed.state).toBe("STATE_UNSPECIFIED");
  expect(failed.status).toEqual({ code: "INTERNAL", message: "rank too high" });
});

test("needs a model and a deployment that takes addons", async () => {
  expect((await create({ model: `${account}/models/none` })).status).toBe(404);
  expect((await create({ deployment: `${account}/deployments/none` })).status).toBe(404);
  expect((await create({ model: "accounts/fireworks/models/qwen3-8b" })).status).toBe(400);
  await deployed(used, "plain", { deploymentShape: minimalShape });
  expect((await create({ deployment: `${account}/deployments/plain` })).body.code).toBe(9);
});

test("a merged addon is replaced only when told to", async () => {
  await deployed(used, "hot", { deploymentShape: minimalShape, enableHotReloadLatestAddon: true });
  const other = { name: `${account}/models/lora2`, kind: "HF_PEFT_ADDON", state: "READY" };
  used.emulator.put(other);
  const hot = { deployment: `${account}/deployments/hot` };
  await create(hot);
  expect((await create({ ...hot, model: other.name })).body.code).toBe(9);
  expect((await create({ ...hot, model: other.name }, "?replaceMergedAddon=true")).status).toBe(200);
  const { body } = await used.api.get(`${account}/deployedModels?filter=${encodeURIComponent(`model="${lora}"`)}`);
  expect(body.totalSize).toBe(0);
});

test("texts change in place, model and deployment do not", async () => {
  const { body } = await create();
  const changed = await used.api.patch(`${body.name}?updateMask=display_name,description,public`, {
    displayName: "x",
    description: "y",
    public: true,
  });
  expect(changed.body).toMatchObject({ displayName: "x", description: "y", public: true });
  expect((await used.api.patch(`${body.name}?updateMask=model`, { model: catalogueModel })).status).toBe(400);
});

test("is unloaded by DELETE, and goes with its deployment", async () => {
  const { body } = await create();
  await used.api.del(body.name);
  expect((await used.api.get(body.name)).body.state).toBe("UNDEPLOYING");
  used.emulator.clock.advance("5s");
  expect((await used.api.get(body.name)).status).toBe(404);
  await create();
  await used.api.del(`${deployment}?hard=true`);
  used.emulator.clock.advance("10s");
  expect(ids(await used.api.get(`${account}/deployedModels`), "deployedModels")).toEqual([]);
});
