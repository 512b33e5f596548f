import { schemaNamed } from "../api/spec";
import { timestamp } from "../clock";
import { alreadyExists, invalid, precondition } from "../error";
import { accountOf, checkedId } from "../id";
import { same } from "../query/mask";
import { present } from "../query/present";
import { put, remove, type StoredObject } from "../store/store";
import {
  type Call,
  type Handler,
  internal,
  type Kind,
  read,
  readReferring,
  time,
  type World,
  withInternal,
} from "../world";
import { autoDeploy } from "./deployedModel";
import { baseModelOf, checkTexts, completed, shaped } from "./deploymentRules";
import { deletion, deploymentDue, rolling, stepDeployment } from "./deploymentState";
import { charge, checkQuota } from "./quota";
import { lastTraffic, targetReplicas, withReplicas } from "./replicas";
import { changed, changesOf, created, existing, getOf, listOf, ok } from "./resource";
import { autoRoute } from "./router";

export const deployment: Kind = {
  type: "deployments",
  schema: "gatewayDeployment",
  hidden: ["lastTrafficTime"],
  step: stepDeployment,
  due: deploymentDue,
  followers: "deployedModels",
  refersTo: ({ baseModel }) => [String(baseModel)],
  charge,
};

const immutable = [
  "baseModel",
  "deploymentTemplate",
  "enableHotLoad",
  "hotLoadBucketType",
  "hotLoadBucketUrl",
  "preemptible",
  "forTraining",
];
/** Fields that no replica has to know of. */
const metadata = ["displayName", "description", "annotations", "pricingPlanId", "expireTime"];
/** Fields that change the number of replicas, not the replicas. */
const bounds = ["minReplicaCount", "maxReplicaCount", "maxWithRevocableReplicaCount", "autoscalingPolicy"];

const isTrue = (call: Call, parameter: string): boolean => call.query[parameter] === "true";

const create: Handler = (world, call) => {
  const { body, name: parent } = call;
  const name = `${parent}/${checkedId(call.query.deploymentId, "deployment_id")}`;
  if (read(world, name)) throw alreadyExists(`deployment ${name}`);
  checkTexts(body);
  const options = {
    skipShapeValidation: isTrue(call, "skipShapeValidation"),
    acceptShapelessRisk: isTrue(call, "acceptShapelessRisk"),
  };
  const whole = completed(world, speculative(world, call, shaped(world, { ...body, name }, body, options)));
  checkQuota(world, whole);
  const starting = begun(world, whole);
  const { validateOnly } = world.settings;
  if (isTrue(call, "validateOnly") && validateOnly !== "ignored") {
    const at = timestamp(time(world));
    const { state: _state, status: _status, ...checked } = starting;
    return present(
      world,
      validateOnly === "filled" ? { ...starting, createTime: at, updateTime: at } : (checked as StoredObject),
    );
  }
  const autoDeployed = !isTrue(call, "disableAutoDeploy");
  created(world, withInternal(starting, { autoDeployed }));
  if (autoDeployed) autoDeploy(world, starting);
  autoRoute(world, starting);
  return present(world, read(world, name) as StoredObject);
};

/** The model's default draft is taken over where nothing else is set; without speculation not even the shape's. */
function speculative(world: World, call: Call, object: StoredObject): StoredObject {
  if (!isTrue(call, "disableSpeculativeDecoding")) return drafted(world, object);
  const { draftModel: _model, draftTokenCount: _count, ngramSpeculationLength: _length, ...rest } = object;
  return rest as StoredObject;
}

function drafted(world: World, object: StoredObject): StoredObject {
  const { defaultDraftModel, defaultDraftTokenCount } = baseModelOf(world, object);
  if (!defaultDraftModel || object.draftModel || object.ngramSpeculationLength) return object;
  return {
    ...object,
    draftModel: defaultDraftModel,
    draftTokenCount: object.draftTokenCount ?? defaultDraftTokenCount,
  };
}

function begun(world: World, object: StoredObject): StoredObject {
  const since = time(world);
  const until = since + world.settings.timing.deploymentCreateSeconds * 1000;
  return { ...object, state: "CREATING", status: ok, internal: { since, until } };
}

function changeable(world: World, name: string): StoredObject {
  const object = existing(world, name);
  const busy = object.state !== "READY" && object.state !== "FAILED";
  const hopeless = object.state === "DELETED" || object.state === "DELETING";
  if (busy && (hopeless || world.settings.patchWhileUpdating === "reject")) {
    throw precondition(`deployment ${name} cannot be updated while its state is ${object.state}`);
  }
  return object;
}

const update: Handler = (world, call) => {
  const object = changeable(world, call.name);
  const { acceleratorTypeInPlace, placementInPlace } = world.settings;
  const fixed = [
    ...immutable,
    ...(acceleratorTypeInPlace ? [] : ["acceleratorType"]),
    ...(placementInPlace ? [] : ["placement"]),
  ];
  const changes = changesOf(world, call, object, deployment, fixed);
  if (Object.keys(changes).length === 0) return present(world, object);
  checkTexts(changes);
  const next = completed(world, reshaped(world, call, changed(world, object, changes), changes));
  checkQuota(world, next);
  const engine = differing(object, next).filter((field) => !metadata.includes(field));
  const anew = engine.some((field) => !bounds.includes(field));
  const moved = engine.length === 0 || object.state === "CREATING" ? next : rolling(world, next, anew);
  put(world.store, moved);
  return present(world, read(world, call.name) as StoredObject);
};

const { properties: fields = {} } = schemaNamed(deployment.schema);

const differing = (before: StoredObject, after: StoredObject): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (field) => field !== "updateTime" && !same(before[field], after[field], fields[field] ?? {}),
  );

/** The rules of shapes again, where the change touches them. */
function reshaped(world: World, call: Call, next: StoredObject, changes: Record<string, unknown>): StoredObject {
  const touched = ["deploymentShape", "acceleratorType", "precision", "enableAddons"].some((field) => field in changes);
  if (!touched) return next;
  const options = {
    skipShapeValidation: isTrue(call, "skipShapeValidation"),
    acceptShapelessRisk: !next.deploymentShape,
  };
  const checked = shaped(world, next, changes, options);
  return next.deploymentShape && !("deploymentShape" in changes) ? next : checked;
}

const scale: Handler = (world, call) => {
  const object = changeable(world, call.name);
  const scaledTo = Number(call.body.replicaCount ?? 0);
  if (scaledTo < 0) throw invalid("replica_count must not be negative");
  const next = withInternal(object, { scaledTo });
  put(world.store, withReplicas(next, { ready: targetReplicas(next, time(world)) }));
  return {};
};

const destroy: Handler = (world, call) => {
  const object = existing(world, call.name);
  const hard = isTrue(call, "hard");
  if (object.state === "DELETED") {
    if (hard && world.settings.hardDeleteOfDeleted === "free") remove(world.store, object.name);
    return {};
  }
  if (object.state === "DELETING") {
    if (hard) put(world.store, withInternal(object, { hard }));
    return {};
  }
  checkReferences(world, object);
  if (!isTrue(call, "ignoreChecks")) checkTraffic(world, object);
  put(world.store, deletion(world, object, { hard, at: time(world) }));
  return {};
};

function checkTraffic(world: World, object: StoredObject): void {
  if (time(world) - lastTraffic(object) >= 3_600_000) return;
  throw precondition(
    "deployment has received inference requests in the last hour, pass ignore_checks to skip this check",
  );
}

function checkReferences(world: World, object: StoredObject): void {
  if (world.settings.deletionOfReferred === "accept") return;
  const routers = readReferring(world, `accounts/${accountOf(object.name)}/routers`, object.name);
  const referring = routers.find(({ autoGenerated }) => !autoGenerated);
  if (referring) throw precondition(`deployment ${object.name} is used by router ${referring.name}`);
}

const undelete: Handler = (world, call) => {
  const object = existing(world, call.name);
  if (object.state !== "DELETED" && object.state !== "FAILED") {
    throw precondition(`deployment ${call.name} is not deleted: its state is ${object.state}`);
  }
  const { deleteTime: _delete, purgeTime: _purge, ...rest } = object;
  const next = begun(world, rest as StoredObject);
  checkQuota(world, next);
  const { autoDeployed } = internal(object);
  put(world.store, withInternal(next, { autoDeployed }));
  if (autoDeployed && object.state === "DELETED") autoDeploy(world, next);
  if (object.state === "DELETED") autoRoute(world, next);
  return present(world, read(world, call.name) as StoredObject);
};

export const deploymentOperations: Record<string, Handler> = {
  Gateway_CreateDeployment: create,
  Gateway_ListDeployments: listOf(deployment, "deployments", (call) => ({ living: !isTrue(call, "showDeleted") })),
  Gateway_GetDeployment: getOf(deployment),
  Gateway_UpdateDeployment: update,
  Gateway_ScaleDeployment: scale,
  Gateway_DeleteDeployment: destroy,
  Gateway_UndeleteDeployment: undelete,
  Gateway_GetTerminationMessage: (world, call) => {
    const { terminationMessage } = internal(existing(world, call.name.replace(/\/terminationMessage$/, "")));
    return terminationMessage ? { message: terminationMessage } : {};
  },
};
