import { alreadyExists, invalid, notFound, precondition } from "../error";
import { accountOf, lastSegment, randomId } from "../id";
import { present } from "../query/present";
import { get, put, remove, type StoredObject } from "../store/store";
import { type Handler, internal, type Kind, read, readReferring, time, type World, withInternal } from "../world";
import { checkTexts } from "./deploymentRules";
import { outcomeOf } from "./outcome";
import { changed, changesOf, created, existing, getOf, listOf, ok, readable, underWay } from "./resource";

export const deployedModel: Kind = {
  type: "deployedModels",
  schema: "gatewayDeployedModel",
  step,
  due,
  refersTo: ({ deployment, model }) => [String(deployment), String(model)],
};

const addons = ["HF_PEFT_ADDON", "HF_TEFT_ADDON", "FLUMINA_ADDON"];

function step(world: World, object: StoredObject): StoredObject | undefined {
  const deployment = read(world, String(object.deployment));
  // The deployment has taken it along.
  if (!get(world.store, object.name) || !deployment || deployment.state === "DELETED") return undefined;
  const { until } = internal(object) as { until?: number };
  const due = until !== undefined && time(world) >= until;
  if (object.state === "UNDEPLOYING") return due ? undefined : object;
  if (object.state !== "DEPLOYING" || !due || !["READY", "UPDATING"].includes(String(deployment.state))) return object;
  const rule =
    outcomeOf(world, object, "deployedModels") ?? outcomeOf(world, { name: String(object.model) }, "deployedModels");
  if (rule?.outcome === "SLOW" || rule?.outcome === "RESOURCE_EXHAUSTED") return object;
  if (!rule) return withInternal({ ...object, state: "DEPLOYED" }, { until: undefined });
  const status = { code: "INTERNAL", message: rule.message ?? "Internal error occurred, please contact support" };
  return withInternal({ ...object, state: "STATE_UNSPECIFIED", status }, { until: undefined });
}

/** Only its end matters to others. */
function due(world: World, object: StoredObject): number {
  const deployment = get(world.store, String(object.deployment));
  if (!deployment || deployment.state === "DELETED") return Number.NEGATIVE_INFINITY;
  const { until } = internal(object) as { until?: number };
  return object.state === "UNDEPLOYING" && until !== undefined ? until : Number.POSITIVE_INFINITY;
}

const deploying = (world: World, object: StoredObject): StoredObject =>
  underWay(world, { ...object, status: ok }, "DEPLOYING", world.settings.timing.deployedModelSeconds);

const newName = (deployment: string, model: string): string =>
  `accounts/${accountOf(deployment)}/deployedModels/${lastSegment(model).slice(0, 50)}-${randomId(8)}`;

/** A deployment's own base model is deployed by the service. */
export function autoDeploy(world: World, deployment: StoredObject): void {
  const model = String(deployment.baseModel);
  const name = newName(deployment.name, model);
  created(world, deploying(world, { name, model, deployment: deployment.name, default: true }));
}

const siblings = (world: World, object: StoredObject): StoredObject[] =>
  readReferring(world, `accounts/${accountOf(object.name)}/deployedModels`, String(object.deployment));

const create: Handler = (world, call) => {
  const { body } = call;
  const [modelName, deploymentName] = [String(body.model ?? ""), String(body.deployment ?? "")];
  if (!modelName) throw invalid("model is required");
  if (!deploymentName) throw invalid("deployment is required");
  checkTexts(body);
  const model = readable(world, modelName, accountOf(call.name));
  if (!model) throw notFound(`model ${modelName}`);
  const deployment = call.caller.accounts.includes(accountOf(deploymentName)) ? read(world, deploymentName) : undefined;
  if (!deployment) throw notFound(`deployment ${deploymentName}`);
  checkDeployable(model, deployment);
  const object: StoredObject = { ...body, name: newName(deploymentName, modelName) };
  const others = siblings(world, object);
  const twin = others.find((one) => one.model === modelName);
  if (twin) throw alreadyExists(`deployed model ${twin.name} (of model ${modelName} on deployment ${deploymentName})`);
  if (deployment.enableHotReloadLatestAddon)
    replaceMerged(world, others, call.query.replaceMergedAddon === "true", model);
  return present(world, created(world, deploying(world, object)));
};

function checkDeployable(model: StoredObject, deployment: StoredObject): void {
  if (model.state !== "READY") throw precondition(`model ${model.name} is not ready: its state is ${model.state}`);
  if (["DELETING", "DELETED", "FAILED"].includes(String(deployment.state))) {
    throw precondition(`deployment ${deployment.name} cannot serve models: its state is ${deployment.state}`);
  }
  const addon = addons.includes(String(model.kind));
  if (!addon && deployment.baseModel !== model.name)
    throw invalid(`model ${model.name} is no addon and not the base model of ${deployment.name}`);
  const merged = deployment.enableHotReloadLatestAddon === true || deployment.baseModel === model.name;
  if (addon && !deployment.enableAddons && !merged)
    throw precondition(`addons are not enabled on deployment ${deployment.name}`);
}

/** A deployment that hot-reloads has one merged addon, which a new one replaces only when told to. */
function replaceMerged(world: World, others: StoredObject[], replace: boolean, model: StoredObject): void {
  const merged = others.filter((one) => addons.includes(String(read(world, String(one.model))?.kind)));
  if (merged.length === 0 || !addons.includes(String(model.kind))) return;
  if (!replace)
    throw precondition("the deployment has a merged addon already: pass replace_merged_addon to replace it");
  for (const one of merged) remove(world.store, one.name);
}

const update: Handler = (world, call) => {
  const object = existing(world, call.name);
  const changes = changesOf(world, call, object, deployedModel, ["model", "deployment", "serverless"]);
  checkTexts(changes);
  const next = changed(world, object, changes);
  put(world.store, next);
  return present(world, next);
};

const destroy: Handler = (world, call) => {
  const object = existing(world, call.name);
  if (object.state !== "UNDEPLOYING") {
    put(world.store, underWay(world, object, "UNDEPLOYING", world.settings.timing.undeploySeconds));
  }
  return {};
};

export const deployedModelOperations: Record<string, Handler> = {
  Gateway_CreateDeployedModel: create,
  Gateway_ListDeployedModels: listOf(deployedModel, "deployedModels"),
  Gateway_GetDeployedModel: getOf(deployedModel),
  Gateway_UpdateDeployedModel: update,
  Gateway_DeleteDeployedModel: destroy,
};
