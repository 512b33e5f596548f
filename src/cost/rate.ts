import type { Prices } from "./prices";
import { averageMinimum, type Schedule } from "./schedule";

export interface Range {
  min: number;
  max: number;
}

/** What a deployment costs by its own fields, or why nobody can say. */
export type Rate = Known | { is: "unknown"; why: string };

export interface Known {
  is: "known";
  /** With the least and with the most replicas. */
  hourly: Range;
  /** The most that schedules raise the hourly minimum to, where they do. */
  scheduled?: number;
  /** Hours of schedules count in the minimum. */
  monthly: Range;
}

export const HOURS_A_MONTH = 730;

/** Fields of the API's deployment that decide what it costs. */
export const DECIDING = [
  "acceleratorType",
  "acceleratorCount",
  "minReplicaCount",
  "maxReplicaCount",
  "maxWithRevocableReplicaCount",
  "autoscalingPolicy",
  "preemptible",
] as const;

/** From a program, from state or from the gateway. */
export type Priced = Partial<Record<(typeof DECIDING)[number], unknown>>;

/** `from` is the moment at which the month begins. */
export function rate(deployment: Priced, prices: Prices, from: number = Date.now()): Rate {
  const replicas = replicasOf(deployment);
  if (typeof replicas === "string") return { is: "unknown", why: replicas };
  if (replicas.max === 0) return { is: "known", hourly: { min: 0, max: 0 }, monthly: { min: 0, max: 0 } };
  const price = pricePerReplica(deployment, prices);
  if (typeof price === "string") return { is: "unknown", why: price };
  const schedules = schedulesOf(deployment);
  const average = schedules && averageOver(schedules, replicas, from);
  if (schedules === undefined || average === undefined)
    return { is: "unknown", why: "its scaling schedules are not known" };
  const raised = Math.min(replicas.max, Math.max(replicas.min, ...schedules.map((one) => one.minReplicaCount)));
  return {
    is: "known",
    hourly: { min: replicas.min * price, max: replicas.max * price },
    ...(raised > replicas.min ? { scheduled: raised * price } : {}),
    monthly: { min: average * price * HOURS_A_MONTH, max: replicas.max * price * HOURS_A_MONTH },
  };
}

/** Undefined where a schedule is none that can be read. */
function averageOver(schedules: readonly Schedule[], replicas: Range, from: number): number | undefined {
  try {
    return averageMinimum(schedules, replicas, from, HOURS_A_MONTH);
  } catch {
    return undefined;
  }
}

export interface Total {
  hourly: Range;
  monthly: Range;
  /** How many are not counted, because what they cost is not known. */
  unknown: number;
}

export function total(rates: readonly Rate[]): Total {
  const known = rates.filter((one) => one.is === "known");
  const sum = (part: (one: Known) => number) => known.reduce((all, one) => all + part(one), 0);
  return {
    hourly: { min: sum((one) => one.hourly.min), max: sum((one) => one.hourly.max) },
    monthly: { min: sum((one) => one.monthly.min), max: sum((one) => one.monthly.max) },
    unknown: rates.length - known.length,
  };
}

/** The API's integers may come as text. */
function count(value: unknown): number | undefined {
  const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === "number" && number >= 0 ? number : undefined;
}

const isSet = (value: unknown) => value !== undefined && value !== null;

/** A text is why they are not known. */
function replicasOf(deployment: Priced): Range | string {
  const { minReplicaCount, maxReplicaCount, maxWithRevocableReplicaCount: revocable } = deployment;
  const min = isSet(minReplicaCount) ? count(minReplicaCount) : 0;
  if (min === undefined) return "minReplicaCount is not known yet";
  const max = isSet(maxReplicaCount) ? count(maxReplicaCount) : Math.max(min, 1);
  if (max === undefined) return "maxReplicaCount is not known yet";
  if (max === 0) return { min: 0, max: 0 };
  return { min, max: Math.max(min, max, count(revocable) ?? 0) };
}

function pricePerReplica(deployment: Priced, { perHour }: Prices): number | string {
  const { acceleratorType: type, acceleratorCount, preemptible } = deployment;
  if (typeof type !== "string" || !/^[A-Z]+_(?!.*UNSPECIFIED)/.test(type)) return "its acceleratorType is not known";
  const price = Object.hasOwn(perHour, type) ? perHour[type] : undefined;
  if (price === undefined) return `the price table has no ${type}`;
  if (preemptible === true) return "preemptible capacity has other prices";
  const accelerators = count(acceleratorCount);
  return accelerators ? price * accelerators : "its acceleratorCount is not known";
}

function schedulesOf({ autoscalingPolicy }: Priced): Schedule[] | undefined {
  const policy = autoscalingPolicy ?? {};
  if (typeof policy !== "object") return undefined;
  const all = (policy as { scalingSchedules?: unknown }).scalingSchedules ?? {};
  if (typeof all !== "object") return undefined;
  const read = Object.values(all).map(scheduleIn);
  return read.every((one) => one !== undefined) ? read.filter((one) => one !== "disabled") : undefined;
}

function scheduleIn(given: Record<string, unknown> | undefined): Schedule | "disabled" | undefined {
  if (given?.disabled === true) return "disabled";
  const minReplicaCount = count(given?.minReplicaCount ?? 0);
  const [, seconds] = /^(\d+(?:\.\d+)?)s$/.exec(String(given?.duration)) ?? [];
  if (minReplicaCount === undefined || seconds === undefined) return undefined;
  const [cron, timezone] = [String(given?.schedule), String(given?.timezone ?? "UTC")];
  return { minReplicaCount, seconds: Number(seconds), cron, timezone };
}
