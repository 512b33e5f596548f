import { protoDuration } from "../clock";
import { invalid, notFound, precondition } from "../error";
import { accountOf } from "../id";
import type { StoredObject } from "../store/store";
import { readAll, type World } from "../world";
import { latestValidated, quantized } from "./deploymentShape";
import { type AutoscalingPolicy, policyOf } from "./replicas";
import { catalogueAccount, readable } from "./resource";
import { checkSchedule } from "./schedule";

/** Fields of a shape's snapshot that the deployment takes over. */
const shapeFields = [
  "acceleratorType",
  "acceleratorCount",
  "precision",
  "maxContextLength",
  "draftModel",
  "draftTokenCount",
  "ngramSpeculationLength",
];
const conflicting = ["acceleratorType", "precision"];
/** What replicas are scaled by; a comment of the specification knows `default` only. */
const loadTargets = [
  "default",
  "tokens_generated_per_second",
  "prompt_tokens_per_second",
  "requests_per_second",
  "concurrent_requests",
];
const annotation = { "fireworks.ai/image-tag-reason": "default" };

interface ShapeOptions {
  skipShapeValidation: boolean;
  acceptShapelessRisk: boolean;
}

export function baseModelOf(world: World, deployment: StoredObject): StoredObject {
  const name = String(deployment.baseModel ?? "");
  if (!name) throw invalid("base_model is required");
  const model = readable(world, name, accountOf(deployment.name));
  if (!model) throw notFound(`model ${name}`);
  if (model.state !== "READY") throw precondition(`base model ${name} is not ready: its state is ${model.state}`);
  return model;
}

/** With the shape's version in place of its name, and what its snapshot says. */
export function shaped(
  world: World,
  deployment: StoredObject,
  given: Record<string, unknown>,
  options: ShapeOptions,
): StoredObject {
  const model = baseModelOf(world, deployment);
  if (!deployment.deploymentShape) return shapeless(deployment, model, options);
  if (options.acceptShapelessRisk) throw invalid("accept_shapeless_risk cannot be combined with deployment_shape");
  const conflicts = conflicting.filter((field) => given[field] !== undefined);
  if (conflicts.length > 0) throw invalid(`${conflicts.join(", ")} cannot be set together with deployment_shape`);
  const version = shapeVersion(world, deployment, model, options);
  const snapshot = version.snapshot as Record<string, unknown>;
  const taken = shapeFields.filter((field) => given[field] === undefined && snapshot[field] !== undefined);
  const filled: StoredObject = {
    ...deployment,
    ...Object.fromEntries(taken.map((field) => [field, snapshot[field]])),
    deploymentShape: version.name,
  };
  if (filled.enableAddons && quantized(snapshot.precision))
    throw invalid("addons cannot be enabled with quantized precisions");
  return filled;
}

function shapeless(deployment: StoredObject, model: StoredObject, options: ShapeOptions): StoredObject {
  if (!options.acceptShapelessRisk) {
    throw invalid("deployment_shape is required: choose a shape, or pass accept_shapeless_risk to deploy without one");
  }
  if (!deployment.acceleratorType) {
    if (deployment.acceleratorCount) throw invalid("accelerator_count cannot be set without accelerator_type");
    if (model.kind !== "EMBEDDING_MODEL")
      throw invalid("accelerator_type must be specified for non-embeddings engines");
    return deployment;
  }
  if (deployment.enableAddons && quantized(deployment.precision))
    throw invalid("addons cannot be enabled with quantized precisions");
  return { ...deployment, acceleratorCount: deployment.acceleratorCount ?? 1 };
}

function shapeVersion(
  world: World,
  deployment: StoredObject,
  model: StoredObject,
  { skipShapeValidation }: ShapeOptions,
): StoredObject {
  const name = String(deployment.deploymentShape);
  const version =
    name === "default" ? defaultShape(world, deployment, model) : versionOf(world, deployment, skipShapeValidation);
  if (!version) throw notFound(`deployment shape ${name}`);
  if (!version.validated && !skipShapeValidation) {
    throw invalid(`deployment shape version ${version.name} is not validated: pass skip_shape_validation to use it`);
  }
  if (!fits(world, version.snapshot as Record<string, unknown>, model)) {
    const { baseModel } = version.snapshot as Record<string, unknown>;
    throw invalid(`deployment shape ${name} is for base model ${baseModel}, not for ${model.name}`);
  }
  return version;
}

function versionOf(world: World, deployment: StoredObject, unvalidated: boolean): StoredObject | undefined {
  const name = String(deployment.deploymentShape);
  const found = readable(world, name, accountOf(deployment.name));
  if (!found || name.includes("/versions/")) return found;
  const latest = latestValidated(world, name);
  if (latest || unvalidated) return latest ?? readAll(world, `${name}/versions`).at(-1);
  throw invalid(`deployment shape ${name} has no validated version: pass skip_shape_validation to use it`);
}

const defaultShape = (world: World, { enableAddons }: StoredObject, model: StoredObject): StoredObject | undefined =>
  readAll(world, `accounts/${catalogueAccount}/deploymentShapes/-/versions`).find(
    ({ latestValidated: latest, snapshot }) => {
      const shape = snapshot as Record<string, unknown>;
      return latest && fits(world, shape, model) && !(enableAddons && quantized(shape.precision));
    },
  );

export function fits(world: World, snapshot: Record<string, unknown>, model: StoredObject): boolean {
  const { shapeMatch } = world.settings;
  const base = (model.peftDetails as { baseModel?: string } | undefined)?.baseModel;
  if (shapeMatch === "off" || snapshot.baseModel === model.name || snapshot.baseModel === base) return true;
  return shapeMatch === "catalogue" && accountOf(model.name) !== catalogueAccount && base === undefined;
}

/** The defaults that the server fills in, after the bounds have been checked. */
export function completed(world: World, deployment: StoredObject): StoredObject {
  const minReplicaCount = Number(deployment.minReplicaCount ?? 0);
  const maxReplicaCount = Number(deployment.maxReplicaCount ?? Math.max(minReplicaCount, 1));
  if (minReplicaCount < 0) throw invalid("min_replica_count must not be negative");
  if (maxReplicaCount < minReplicaCount) {
    throw invalid(`max_replica_count (${maxReplicaCount}) must be at least min_replica_count (${minReplicaCount})`);
  }
  const placement = deployment.placement as { region?: string; regions?: string[]; multiRegion?: string } | undefined;
  if (deployment.directRouteType && !placement?.region)
    throw invalid("direct_route_type needs a placement with a region");
  return {
    ...deployment,
    minReplicaCount,
    maxReplicaCount,
    autoscalingPolicy: completedPolicy(world, policyOf(deployment)),
    annotations: { ...annotation, ...(deployment.annotations as object | undefined) },
    region: placement?.region ?? placement?.regions?.[0] ?? world.settings.defaultRegion,
  };
}

function completedPolicy({ settings }: World, policy: AutoscalingPolicy): AutoscalingPolicy {
  const whole = { scaleUpWindow: "30s", scaleDownWindow: "600s", scaleToZeroWindow: "3600s", ...policy };
  const hour = 3_600_000;
  for (const [field, window] of [
    ["scale_up_window", whole.scaleUpWindow],
    ["scale_down_window", whole.scaleDownWindow],
  ]) {
    const length = protoDuration(window) ?? 0;
    if (length < 0 || length > hour) throw invalid(`autoscaling_policy.${field} must be at most 1h`);
  }
  if ((protoDuration(whole.scaleToZeroWindow) ?? 0) < 300_000)
    throw invalid("autoscaling_policy.scale_to_zero_window must be at least 5m");
  const known = settings.loadTargets === "all" ? loadTargets : ["default"];
  for (const [target, value] of Object.entries(whole.loadTargets ?? {})) {
    if (!known.includes(target))
      throw invalid(`autoscaling_policy.load_targets: unknown target "${target}": must be one of ${known.join(", ")}`);
    if (value <= 0) throw invalid(`autoscaling_policy.load_targets["${target}"] must be positive`);
  }
  for (const [name, schedule] of Object.entries(whole.scalingSchedules ?? {})) checkSchedule(name, schedule);
  return whole;
}

export function checkTexts({ displayName, description }: Record<string, unknown>): void {
  if (String(displayName ?? "").length >= 64) throw invalid("display_name must be fewer than 64 characters");
  if (String(description ?? "").length >= 1000) throw invalid("description must be fewer than 1000 characters");
}
