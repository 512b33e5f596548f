import { timestamp } from "../clock";
import { accountOf } from "../id";
import type { OutcomeRule } from "../settings";
import { get, put, referring, remove, type StoredObject } from "../store/store";
import { internal, time, type World, withInternal } from "../world";
import { outcomeOf } from "./outcome";
import { type Replicas, readyReplicas, targetReplicas, unusedSince, withReplicas } from "./replicas";
import { ok } from "./resource";

const day = 86_400_000;
const slowness = 10;

export function stepDeployment(world: World, deployment: StoredObject): StoredObject | undefined {
  switch (deployment.state) {
    case "CREATING":
      return creating(world, deployment);
    case "UPDATING":
      return updating(world, deployment);
    case "READY":
      return running(world, deployment);
    case "DELETING":
      return deleting(world, deployment);
    case "DELETED":
      return purged(world, deployment);
    default:
      return deployment;
  }
}

/** When the state changes next, as the steps below have it. */
export function deploymentDue(world: World, deployment: StoredObject): number {
  const { since, until, settledAt } = internal(deployment) as { since?: number; until?: number; settledAt?: number };
  const never = Number.POSITIVE_INFINITY;
  switch (deployment.state) {
    case "CREATING": {
      const outcome = outcomeOf(world, deployment, "deployments")?.outcome;
      if (since === undefined || until === undefined || outcome === "RESOURCE_EXHAUSTED") return never;
      return outcome === "SLOW" ? since + (until - since) * slowness : until;
    }
    case "READY":
      return settledAt === undefined || !disposable(world, deployment) ? never : abandonedAt(world, deployment);
    case "UPDATING":
      return (internal(deployment).starved ? undefined : until) ?? never;
    case "DELETING":
      return until ?? never;
    case "DELETED":
      return Date.parse(String(deployment.purgeTime)) || never;
    default:
      return never;
  }
}

const disposable = (world: World, { minReplicaCount }: StoredObject): boolean =>
  world.settings.idleDays > 0 && !minReplicaCount;

const abandonedAt = (world: World, deployment: StoredObject): number =>
  unusedSince(deployment) + world.settings.idleDays * day;

function due(world: World, deployment: StoredObject): number | undefined {
  const { until } = internal(deployment);
  return typeof until === "number" && time(world) >= until ? until : undefined;
}

function creating(world: World, deployment: StoredObject): StoredObject {
  const { since, until } = internal(deployment) as { since?: number; until?: number };
  // An object that was written behind everyone's back has no timetable: it stays as it is.
  if (since === undefined || until === undefined) return deployment;
  const rule = outcomeOf(world, deployment, "deployments");
  if (rule?.outcome === "RESOURCE_EXHAUSTED") return starved(deployment, rule, { pending: targetAtStart(deployment) });
  if (internal(deployment).starved) return supplied(world, deployment, until - since);
  const end = rule?.outcome === "SLOW" ? since + (until - since) * slowness : until;
  if (time(world) < end) return starting(deployment, (time(world) - since) / (end - since));
  if (rule?.outcome !== "FAILED") return settled(deployment, end);
  const status = { code: "INTERNAL", message: rule.message ?? "Internal error occurred, please contact support" };
  const terminationMessage = rule.terminationMessage ?? "the model server exited with code 1 (fireworks-emulator)";
  return withReplicas(
    withInternal({ ...deployment, state: "FAILED", status }, { terminationMessage, until: undefined }),
    {},
  );
}

/** No capacity for further replicas: the state stays as it is, and only the status says so. */
function starved(deployment: StoredObject, rule: OutcomeRule, replicas: Replicas): StoredObject {
  const { message = `no ${deployment.acceleratorType} capacity available in ${deployment.region}` } = rule;
  const waiting = withReplicas(deployment, replicas);
  if (internal(deployment).starved === message) return waiting;
  return withInternal({ ...waiting, status: { code: "RESOURCE_EXHAUSTED", message } }, { starved: message });
}

/** What waited for capacity begins now. */
function supplied(world: World, deployment: StoredObject, duration: number): StoredObject {
  const since = time(world);
  return withInternal({ ...deployment, status: ok }, { starved: undefined, since, until: since + duration });
}

/** The rule by which a deployment that has so many replicas gets no more. */
function shortage(world: World, deployment: StoredObject, ready: number, desired: number): OutcomeRule | undefined {
  const rule = desired > ready ? outcomeOf(world, deployment, "deployments") : undefined;
  return rule?.outcome === "RESOURCE_EXHAUSTED" ? rule : undefined;
}

const targetAtStart = (deployment: StoredObject): number =>
  Math.min(Math.max(1, Number(deployment.minReplicaCount ?? 0)), Number(deployment.maxReplicaCount ?? 0));

const starting = (deployment: StoredObject, progress: number): StoredObject =>
  withReplicas(deployment, coming(targetAtStart(deployment), progress));

/** Replicas on their way, by how much of the time has passed. */
function coming(count: number, progress: number): Replicas {
  if (progress < 1 / 3) return { pending: count };
  return progress < 2 / 3 ? { downloading: count } : { initializing: count };
}

/** A change under way. `anew`: replicas of the old version serve until those of the new one are ready; otherwise only their number changes. */
interface Rollout {
  since: number;
  ready: number;
  anew: boolean;
}

export function rolling(world: World, deployment: StoredObject, anew: boolean): StoredObject {
  const since = time(world);
  const until = since + world.settings.timing.deploymentUpdateSeconds * 1000;
  const rollout: Rollout = { since, ready: readyReplicas(deployment), anew };
  return withInternal(
    { ...deployment, state: "UPDATING" },
    { until, rollout, scaledTo: undefined, scalingUntil: undefined },
  );
}

function updating(world: World, deployment: StoredObject): StoredObject {
  const { until, rollout } = internal(deployment) as { until?: number; rollout?: Rollout };
  if (until === undefined || rollout === undefined)
    return due(world, deployment) ? settled(deployment, until as number) : deployment;
  const { since, ready, anew } = rollout;
  const desired = targetReplicas(withInternal(deployment, { settledAt: until }), until);
  const rule = shortage(world, deployment, ready, desired);
  if (rule) return starved(deployment, rule, { pending: desired - ready, ready });
  if (internal(deployment).starved)
    return supplied(world, withInternal(deployment, { rollout: { ...rollout, since: time(world) } }), until - since);
  const end = due(world, deployment);
  if (end !== undefined) return settled(withInternal(deployment, { rollout: undefined }), end);
  const count = anew ? desired : Math.max(0, desired - ready);
  const progress = (time(world) - since) / (until - since);
  return withReplicas(deployment, { ...coming(count, progress), ready, desired });
}

function settled(deployment: StoredObject, at: number): StoredObject {
  const { targetModelVersion = deployment.activeModelVersion } = deployment;
  const version = targetModelVersion === undefined ? {} : { activeModelVersion: targetModelVersion };
  const ready = withInternal(
    { ...deployment, ...version, state: "READY", status: ok },
    { until: undefined, settledAt: at },
  );
  return withReplicas(ready, { ready: targetReplicas(ready, at) });
}

function running(world: World, deployment: StoredObject): StoredObject {
  const at = time(world);
  if (internal(deployment).settledAt === undefined) return deployment;
  const abandoned = abandonedAt(world, deployment);
  if (disposable(world, deployment) && at >= abandoned)
    return deletion(world, deployment, { hard: false, at: abandoned });
  const target = targetReplicas(deployment, at);
  const rule = shortage(world, deployment, readyReplicas(deployment), target);
  if (rule) return starved(deployment, rule, waiting(deployment, target, "pending"));
  const { starved: waited, scalingUntil } = internal(deployment) as { starved?: string; scalingUntil?: number };
  if (waited) return resumed(world, deployment);
  if (scalingUntil === undefined || at >= scalingUntil) return withReplicas(deployment, { ready: target });
  return withReplicas(deployment, waiting(deployment, target, "initializing"));
}

function waiting(deployment: StoredObject, target: number, how: "pending" | "initializing"): Replicas {
  const ready = Math.min(readyReplicas(deployment), target);
  return { ready, [how]: target - ready };
}

function resumed(world: World, deployment: StoredObject): StoredObject {
  const scalingUntil = time(world) + world.settings.timing.deploymentScaleUpSeconds * 1000;
  return withInternal({ ...deployment, status: ok }, { starved: undefined, scalingUntil });
}

interface Deletion {
  hard: boolean;
  at: number;
}

export function deletion(world: World, deployment: StoredObject, { hard, at }: Deletion): StoredObject {
  const deleteTime = timestamp(at);
  const purgeTime = timestamp(at + world.settings.tombstoneDays * day);
  const until = at + world.settings.timing.deploymentDeleteSeconds * 1000;
  return withInternal(
    { ...deployment, state: "DELETING", deleteTime, ...(hard ? {} : { purgeTime }) },
    { hard, until },
  );
}

function deleting(world: World, deployment: StoredObject): StoredObject | undefined {
  const at = due(world, deployment);
  if (at === undefined) return deployment;
  vacate(world, deployment, at);
  if (internal(deployment).hard) return undefined;
  return withReplicas(withInternal({ ...deployment, state: "DELETED" }, { until: undefined }), {});
}

function purged(world: World, deployment: StoredObject): StoredObject | undefined {
  const purge = Date.parse(String(deployment.purgeTime));
  return time(world) >= purge ? undefined : deployment;
}

/** What was deployed goes with its deployment, so does the router made for it, and the models of it count as in use for a little longer. */
function vacate(world: World, deployment: StoredObject, at: number): void {
  const busyUntil = at + world.settings.timing.modelBusySeconds * 1000;
  const models = new Set([String(deployment.baseModel)]);
  const account = `accounts/${accountOf(deployment.name)}`;
  for (const deployed of referring(world.store, `${account}/deployedModels`, deployment.name)) {
    models.add(String(deployed.model));
    remove(world.store, deployed.name, "time");
  }
  for (const router of referring(world.store, `${account}/routers`, deployment.name)) {
    if (internal(router).madeFor === deployment.name) remove(world.store, router.name, "time");
  }
  for (const name of models) {
    const model = get(world.store, name);
    if (model) put(world.store, withInternal(model, { busyUntil }), "time");
  }
}
