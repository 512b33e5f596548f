import { account, catalogueModel, fastShape, useEmulator } from "./support";

const used = useEmulator();
const name = `${account}/deploymentShapes/s`;
const shape = {
  baseModel: catalogueModel,
  acceleratorType: "NVIDIA_H100_80GB",
  acceleratorCount: 1,
  precision: "BF16",
};
const versions = async () => (await used.api.get(`${name}/versions`)).body.deploymentShapeVersions;

beforeEach(() => used.api.post(`${account}/deploymentShapes?deploymentShapeId=s`, shape));

test("every change makes a new version, newest first, and moves latestValidated", async () => {
  await used.api.patch(`${name}?updateMask=accelerator_count`, { baseModel: catalogueModel, acceleratorCount: 2 });
  const [newer, older] = await versions();
  expect(newer).toMatchObject({ validated: true, latestValidated: true, snapshot: { acceleratorCount: 2 } });
  expect(older).toMatchObject({ validated: true, snapshot: { acceleratorCount: 1 } });
  expect(older.latestValidated).toBe(false);
  expect((await used.api.get(name)).body.acceleratorCount).toBe(2);
});

test("versions are immutable but for validated and public", async () => {
  const [version] = await versions();
  const refused = await used.api.patch(`${version.name}?updateMask=snapshot`, {
    snapshot: { baseModel: catalogueModel, acceleratorCount: 8 },
  });
  expect(refused.body.message).toContain("output only");
  const { body } = await used.api.patch(`${version.name}?updateMask=validated,public`, { public: true });
  expect(body).toMatchObject({ public: true });
  expect(body.validated).toBe(false);
});

test("a deployment follows the shape's newest validated version, and keeps the one it has", async () => {
  const create = (id: string) =>
    used.api.post(`${account}/deployments?deploymentId=${id}`, { baseModel: catalogueModel, deploymentShape: name });
  const before = (await create("a")).body.deploymentShape;
  await used.api.patch(`${name}?updateMask=display_name`, { baseModel: catalogueModel, displayName: "x" });
  const after = (await create("b")).body.deploymentShape;
  expect(after).not.toBe(before);
  expect((await used.api.get(`${account}/deployments/a`)).body.deploymentShape).toBe(before);
});

test("where own shapes are not validated, a deployment needs skipShapeValidation", async () => {
  used.emulator.settings.shapesValidated = false;
  await used.api.post(`${account}/deploymentShapes?deploymentShapeId=t`, shape);
  const body = { baseModel: catalogueModel, deploymentShape: `${account}/deploymentShapes/t` };
  expect((await used.api.post(`${account}/deployments`, body)).status).toBe(400);
  expect((await used.api.post(`${account}/deployments?skipShapeValidation=true`, body)).status).toBe(200);
});

test("whether an account may create shapes is a setting", async () => {
  used.emulator.settings.shapeCreation = "deny";
  const { status, body } = await used.api.post(`${account}/deploymentShapes`, shape);
  expect([status, body.code]).toEqual([403, 7]);
});

test("match answers the validated versions that fit", async () => {
  const match = async (deployment: object) => {
    const { body } = await used.api.post(`${account}/deploymentShapeVersions:match`, {
      createDeploymentRequest: { deployment },
    });
    return body.deploymentShapeVersions.map((one: { name: string }) => one.name.split("/")[3]).sort();
  };
  const all = [
    "llama-v3p1-8b-instruct-fast",
    "llama-v3p1-8b-instruct-minimal",
    "llama-v3p1-8b-instruct-throughput",
    "s",
  ];
  expect(await match({ baseModel: catalogueModel })).toEqual(all);
  expect(await match({ baseModel: catalogueModel, enableAddons: true })).toEqual([
    "llama-v3p1-8b-instruct-minimal",
    "s",
  ]);
});

test("match takes what creation takes: an addon by its base model, a custom model by any shape, and no missing one", async () => {
  const match = (baseModel: string) =>
    used.api.post(`${account}/deploymentShapeVersions:match`, {
      createDeploymentRequest: { parent: account, deployment: { baseModel } },
    });
  const base = (await match(catalogueModel)).body;
  const addon = { kind: "HF_PEFT_ADDON", state: "READY", peftDetails: { baseModel: catalogueModel, r: 8 } };
  used.emulator.put({ name: `${account}/models/addon`, ...addon });
  expect((await match(`${account}/models/addon`)).body).toEqual(base);
  used.emulator.put({ name: `${account}/models/own`, kind: "HF_BASE_MODEL", state: "READY" });
  expect((await match(`${account}/models/own`)).body.totalSize).toBeGreaterThan(base.totalSize);
  expect((await match(`${account}/models/nothing`)).status).toBe(404);
});

test("baseModel cannot change, deletion takes the versions along", async () => {
  const refused = await used.api.patch(`${name}?updateMask=base_model`, {
    baseModel: "accounts/fireworks/models/qwen3-8b",
  });
  expect(refused.body.message).toContain("baseModel");
  expect((await used.api.del(name)).status).toBe(200);
  expect(used.emulator.list("deploymentShapes/versions")).toEqual([]);
});

test("which base models a shape accepts is a setting", async () => {
  used.emulator.put({ name: `${account}/models/mine`, kind: "HF_BASE_MODEL", state: "READY" });
  const create = () =>
    used.api.post(`${account}/deployments`, { baseModel: `${account}/models/mine`, deploymentShape: fastShape });
  expect((await create()).status).toBe(200);
  used.emulator.settings.shapeMatch = "exact";
  expect((await create()).status).toBe(400);
});
