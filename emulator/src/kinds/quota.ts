import { GatewayError, invalid, notFound } from "../error";
import { accountOf, lastSegment } from "../id";
import { present } from "../query/present";
import { charges, put, type StoredObject } from "../store/store";
import { type Handler, type Kind, read, type World } from "../world";
import { changed, changesOf, created, getOf, listOf } from "./resource";

export const quota: Kind = {
  type: "quotas",
  schema: "gatewayQuota",
  hidden: ["createTime"],
  derived: (world, { name }) => ({ usage: usage(world, `accounts/${accountOf(name)}`, lastSegment(name)) }),
};

const accelerators = ["a100", "h100", "h200", "b200", "b300", "mi300x", "mi325x", "mi350x", "l4", "a10g"];

/** "NVIDIA_H200_141GB" → "global--h200-count". */
const quotaId = (acceleratorType: unknown): string =>
  `global--${String(acceleratorType).split("_")[1]?.toLowerCase()}-count`;

export const newQuotas = (accountId: string, value: number, at: string): StoredObject[] =>
  accelerators.map((accelerator) => ({
    name: `accounts/${accountId}/quotas/global--${accelerator}-count`,
    value: String(value),
    maxValue: String(value),
    updateTime: at,
  }));

/** A deployment is charged for the most replicas that it may have, running or not. */
export function charge(deployment: StoredObject): { to: string; amount: number } | undefined {
  if (!deployment.acceleratorType || deployment.state === "DELETED" || deployment.state === "FAILED") return undefined;
  const amount = Number(deployment.acceleratorCount ?? 1) * Number(deployment.maxReplicaCount ?? 0) || 0;
  return { to: quotaId(deployment.acceleratorType), amount };
}

const usage = (world: World, account: string, id: string): number =>
  charges(world.store, `${account}/deployments`).get(id) ?? 0;

export function checkQuota(world: World, deployment: StoredObject): void {
  if (!deployment.acceleratorType) return;
  const account = `accounts/${accountOf(deployment.name)}`;
  const id = quotaId(deployment.acceleratorType);
  const limit = read(world, `${account}/quotas/${id}`);
  const allowed = limit ? Number(limit.value ?? 0) : world.settings.defaultQuota;
  const before = read(world, deployment.name);
  const charged = before ? charge(before) : undefined;
  const inUse = usage(world, account, id) - (charged?.to === id ? charged.amount : 0);
  const requesting = charge(deployment)?.amount ?? 0;
  if (requesting === 0 || inUse + requesting <= allowed) return;
  throw new GatewayError(
    "RESOURCE_EXHAUSTED",
    `${id} for account ${accountOf(deployment.name)}, in use: ${inUse}, quota: ${allowed}, requesting: ${requesting}`,
    world.settings.quotaStatus,
  );
}

const update: Handler = (world, call) => {
  const found = read(world, call.name);
  if (!found && call.query.allowMissing !== "true") throw notFound(call.name);
  const object = found ?? {
    name: call.name,
    value: "0",
    maxValue: String(call.body.value ?? world.settings.defaultQuota),
  };
  const changes = changesOf(world, call, object, quota, ["maxValue"]);
  const next = changed(world, object, changes);
  if (BigInt(String(next.value ?? "0")) > BigInt(String(next.maxValue ?? "0"))) {
    throw invalid(`quota value ${next.value} must not be greater than max_value ${next.maxValue}`);
  }
  if (found) put(world.store, next);
  return present(world, found ? next : created(world, next));
};

export const quotaOperations: Record<string, Handler> = {
  Gateway_ListQuotas: listOf(quota, "quotas"),
  Gateway_GetQuota: getOf(quota),
  Gateway_UpdateQuota: update,
};
