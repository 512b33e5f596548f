import type { StoredObject } from "../store/store";
import { internal } from "../world";
import type { NextChange, ObjectSummary } from "./wire";

const textLimit = 300;

/** What a row of the page shows of an object; nothing in it is secret. */
export function summaryOf(object: StoredObject): ObjectSummary {
  const { name, displayName, state, createTime, replicaStats } = object;
  const status = statusOf(object);
  const next = nextChange(object);
  return {
    name,
    ...(displayName ? { displayName: text(displayName) } : {}),
    ...(state ? { state: text(state) } : {}),
    ...(status ? { status } : {}),
    ...(createTime ? { createTime: text(createTime) } : {}),
    ...(replicaStats ? { replicas: replicasOf(object) } : {}),
    ...(next ? { next } : {}),
  };
}

const text = (value: unknown): string => String(value).slice(0, textLimit);

function statusOf({ status }: StoredObject): ObjectSummary["status"] {
  if (typeof status !== "object" || status === null) return undefined;
  const { code, message } = status as { code?: unknown; message?: unknown };
  if (code === undefined || code === "OK") return undefined;
  return { code: text(code), message: text(message ?? "") };
}

const replicasOf = ({ replicaCount, desiredReplicaCount }: StoredObject) => ({
  ready: Number(replicaCount ?? 0),
  desired: Number(desiredReplicaCount ?? 0),
});

const arrivals: Record<string, string> = {
  CREATING: "READY",
  UPDATING: "READY",
  DEPLOYING: "DEPLOYED",
  UNDEPLOYING: "gone",
  DELETING: "DELETED",
};

interface Timetable {
  until?: number;
  hard?: boolean;
  starved?: string;
  scalingUntil?: number;
  importing?: { until: number };
  preparing?: { until: number; precision: string };
}

/** By the timetable alone: what else an object waits for (capacity, its deployment) is not known here. */
function nextChange(object: StoredObject): NextChange | undefined {
  const { until, hard, starved, scalingUntil, importing, preparing } = internal(object) as Timetable;
  const state = String(object.state);
  if (starved !== undefined) return undefined;
  if (state === "DELETED")
    return object.purgeTime ? { at: Date.parse(String(object.purgeTime)), to: "purged" } : undefined;
  if (state === "DELETING" && hard && until !== undefined) return { at: until, to: "gone" };
  if (importing) return { at: importing.until, to: "READY" };
  if (preparing) return { at: preparing.until, to: preparing.precision };
  if (until !== undefined && arrivals[state]) return { at: until, to: arrivals[state] };
  if (state === "READY" && scalingUntil !== undefined) return { at: scalingUntil, to: "scaled" };
  return undefined;
}
