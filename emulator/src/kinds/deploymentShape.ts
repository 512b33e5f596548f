import { timestamp } from "../clock";
import { GatewayError, invalid, notFound } from "../error";
import { accountOf, checkedId, randomId } from "../id";
import { present } from "../query/present";
import { put, remove, type StoredObject, within } from "../store/store";
import { type Handler, type Kind, readAll, time, type World } from "../world";
import { catalogueAccount, changed, changesOf, created, existing, getOf, listOf, readable, vacant } from "./resource";

export const deploymentShape: Kind = { type: "deploymentShapes", schema: "gatewayDeploymentShape" };

export const deploymentShapeVersion: Kind = {
  type: "deploymentShapes/versions",
  schema: "gatewayDeploymentShapeVersion",
  hidden: ["updateTime"],
};

/** Every write of a shape leaves an immutable version behind. */
function addVersion(world: World, shape: StoredObject, validated: boolean, id = randomId(8)): StoredObject {
  const { internal: _, ...snapshot } = shape;
  const name = `${shape.name}/versions/${id}`;
  const version: StoredObject = {
    name,
    createTime: timestamp(time(world)),
    snapshot,
    validated,
    public: accountOf(name) === catalogueAccount,
    latestValidated: false,
  };
  put(world.store, version);
  moveLatestValidated(world, shape.name);
  return version;
}

/** Of the validated versions the newest is the latest one. */
function moveLatestValidated(world: World, shape: string): void {
  const versions = within(world.store, `${shape}/versions`);
  const latest = versions.findLast((version) => version.validated)?.name;
  for (const version of versions) {
    const is = version.name === latest;
    if (version.latestValidated !== is) put(world.store, { ...version, latestValidated: is });
  }
}

export const latestValidated = (world: World, shape: string): StoredObject | undefined =>
  readAll(world, `${shape}/versions`).find((version) => version.latestValidated);

const create: Handler = (world, { body, query, name: parent }) => {
  const name = `${parent}/${checkedId(query.deploymentShapeId, "deployment_shape_id")}`;
  vacant(world, name);
  if (world.settings.shapeCreation === "deny")
    throw new GatewayError(
      "PERMISSION_DENIED",
      "permission denied: deployment shapes cannot be created by this account",
    );
  checkBaseModel(world, body.baseModel, accountOf(name));
  const shape = created(world, { ...body, name });
  addVersion(world, shape, world.settings.shapesValidated);
  return present(world, shape);
};

function checkBaseModel(world: World, name: unknown, account: string): void {
  if (!name) throw invalid("base_model is required");
  if (!readable(world, String(name), account)) throw notFound(`model ${name}`);
}

const update: Handler = (world, call) => {
  const shape = existing(world, call.name);
  const base = call.query.fromLatestValidated === "true" ? latestValidated(world, call.name)?.snapshot : undefined;
  const from = { ...shape, ...(base as StoredObject | undefined) };
  const changes = changesOf(world, call, from, deploymentShape, ["baseModel"]);
  if (Object.keys(changes).length === 0 && !base) return present(world, shape);
  const next = changed(world, from, changes);
  put(world.store, next);
  addVersion(world, next, world.settings.shapesValidated);
  return present(world, next);
};

const destroy: Handler = (world, call) => {
  existing(world, call.name);
  for (const version of within(world.store, `${call.name}/versions`)) remove(world.store, version.name);
  remove(world.store, call.name);
  return {};
};

const updateVersion: Handler = (world, call) => {
  const version = existing(world, call.name);
  const changes = changesOf(world, call, version, deploymentShapeVersion, ["snapshot"]);
  put(world.store, changed(world, version, changes));
  moveLatestValidated(world, call.name.slice(0, call.name.lastIndexOf("/versions/")));
  return present(world, existing(world, call.name));
};

export const quantized = (precision: unknown): boolean => /^(FP8|FP4|NF4)/.test(String(precision ?? ""));

export const deploymentShapeOperations: Record<string, Handler> = {
  Gateway_CreateDeploymentShape: create,
  Gateway_ListDeploymentShapes: listOf(deploymentShape, "deploymentShapes", ({ query: { targetModel } }) =>
    targetModel ? { visible: ({ baseModel }) => baseModel === targetModel } : {},
  ),
  Gateway_GetDeploymentShape: getOf(deploymentShape),
  Gateway_UpdateDeploymentShape: update,
  Gateway_DeleteDeploymentShape: destroy,
  Gateway_ListDeploymentShapeVersions: listOf(deploymentShapeVersion, "deploymentShapeVersions"),
  Gateway_GetDeploymentShapeVersion: getOf(deploymentShapeVersion),
  Gateway_UpdateDeploymentShapeVersion: updateVersion,
};
