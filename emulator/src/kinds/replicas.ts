import { protoDuration } from "../clock";
import type { StoredObject } from "../store/store";
import { internal } from "../world";
import { active, type ScalingSchedule } from "./schedule";

export interface AutoscalingPolicy {
  scaleUpWindow?: string;
  scaleDownWindow?: string;
  scaleToZeroWindow?: string;
  loadTargets?: Record<string, number>;
  scalingSchedules?: Record<string, ScalingSchedule>;
}

export const policyOf = (deployment: StoredObject): AutoscalingPolicy =>
  (deployment.autoscalingPolicy ?? {}) as AutoscalingPolicy;

const number = (value: unknown): number => (typeof value === "number" ? value : 0);

export const lastTraffic = (deployment: StoredObject): number =>
  typeof deployment.lastTrafficTime === "string"
    ? Date.parse(deployment.lastTrafficTime)
    : number(deployment.lastTrafficTime);

/** Since when its replicas have been idle. */
const idleSince = (deployment: StoredObject): number =>
  Math.max(
    lastTraffic(deployment),
    number(internal(deployment).settledAt),
    Date.parse(String(deployment.createTime ?? 0)) || 0,
  );

function lowest(deployment: StoredObject, at: number): number {
  const scheduled = Object.values(policyOf(deployment).scalingSchedules ?? {})
    .filter((schedule) => active(schedule, at))
    .map((schedule) => schedule.minReplicaCount);
  return Math.min(Math.max(number(deployment.minReplicaCount), ...scheduled), number(deployment.maxReplicaCount));
}

/** Since when nobody has used it, changes not counting: what the deletion of unused deployments goes by. */
export const unusedSince = (deployment: StoredObject): number =>
  Math.max(
    lastTraffic(deployment),
    number(internal(deployment).since),
    Date.parse(String(deployment.createTime ?? 0)) || 0,
  );

/** How many replicas the deployment should have: at least one while it is in use, the minimum when it is idle. */
export function targetReplicas(deployment: StoredObject, at: number): number {
  const low = lowest(deployment, at);
  const window = protoDuration(policyOf(deployment).scaleToZeroWindow) ?? 3_600_000;
  const idle = at - idleSince(deployment) >= window;
  const { scaledTo } = internal(deployment);
  const wanted = typeof scaledTo === "number" ? scaledTo : idle ? low : Math.max(1, low);
  return Math.min(Math.max(wanted, low), number(deployment.maxReplicaCount));
}

export interface Replicas {
  pending?: number;
  downloading?: number;
  initializing?: number;
  ready?: number;
  /** How many there shall be. Default: all of these. */
  desired?: number;
}

export const readyReplicas = (deployment: StoredObject): number =>
  number((deployment.replicaStats as Record<string, unknown> | undefined)?.readyReplicaCount);

/** The same object when it has these replicas already. */
export function withReplicas(
  deployment: StoredObject,
  { pending = 0, downloading = 0, initializing = 0, ready = 0, desired }: Replicas,
): StoredObject {
  const replicaStats = {
    pendingSchedulingReplicaCount: pending,
    downloadingModelReplicaCount: downloading,
    initializingReplicaCount: initializing,
    readyReplicaCount: ready,
  };
  const replicaCount = ready;
  const desiredReplicaCount = desired ?? pending + downloading + initializing + ready;
  const before = JSON.stringify([deployment.replicaStats, deployment.replicaCount, deployment.desiredReplicaCount]);
  if (before === JSON.stringify([replicaStats, replicaCount, desiredReplicaCount])) return deployment;
  return { ...deployment, replicaStats, replicaCount, desiredReplicaCount };
}
