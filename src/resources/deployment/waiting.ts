import { accountOf } from "../../lifecycle/identity";
import type { Json, Verdict } from "../../lifecycle/kind";
import type { Run } from "../../lifecycle/run";
import { byState } from "../../lifecycle/wait";

/** Making, ready, failed, and on the way out. */
export const states = {
  ready: ["READY"],
  unfinished: ["CREATING"],
  failed: ["FAILED"],
  closing: ["DELETING"],
  gone: ["DELETED"],
};

export const ready = (deployment: Json) =>
  Number((deployment.replicaStats as Json | undefined)?.readyReplicaCount ?? 0);

export function verdict(deployment: Json, inputs: Json, creating: boolean): Verdict {
  if (inputs.waitFor === "none") return { is: "done" };
  const now = byState({ states }, deployment);
  if (now.is !== "done" || inputs.waitFor !== "serving") return now;
  const least = Number(deployment.minReplicaCount ?? 0);
  // A new deployment starts with a replica; later, with a minimum of zero, it may have none because nobody asks for it.
  const idle = !creating && least === 0 && Number(deployment.desiredReplicaCount ?? 0) === 0;
  const stopped = idle || inputs.maxReplicaCount === 0 || deployment.maxReplicaCount === 0;
  const wanted = Math.max(1, least);
  if (stopped || ready(deployment) >= wanted) return now;
  return { is: "pending", why: "READY" };
}

/** The replicas that serve, of those that are waited for or aimed at; and those on their way, as far as the gateway tells. */
export function progress(deployment: Json, inputs: Json): string[] {
  const stats = (deployment.replicaStats ?? {}) as Record<string, number>;
  const least = Math.max(1, Number(deployment.minReplicaCount ?? 0));
  const wanted = inputs.waitFor === "serving" ? least : Number(deployment.desiredReplicaCount ?? least);
  const stopped = wanted === 0 || deployment.maxReplicaCount === 0;
  const serving = stopped ? [] : [`${ready(deployment)} of ${wanted} serving`];
  const underWay = [
    ["pendingSchedulingReplicaCount", "waiting for GPUs"],
    ["downloadingModelReplicaCount", "downloading"],
    ["initializingReplicaCount", "initializing"],
  ].flatMap(([key, words]) => (stats[key as string] ? [`${stats[key as string]} ${words}`] : []));
  return [...serving, ...underWay];
}

/** Quota figures for want of capacity, the pods' last words for a failure. */
export async function explain(run: Run, deployment: Json): Promise<string | undefined> {
  const code = (deployment.status as Json | undefined)?.code;
  if (code === "RESOURCE_EXHAUSTED") {
    const quotas = await run.client.list(`v1/${accountOf(run.name as string)}/quotas`, "quotas", {
      signal: run.signal,
      retries: 1,
    });
    const used = quotas
      .filter((quota) => Number(quota.usage ?? 0) > 0)
      .map((quota) => `${String(quota.name).replace(/^.*\//, "")} ${Number(quota.usage)} of ${String(quota.value)}`);
    return `No capacity came free in this region and accelerator: try another placement or shape.${used.length > 0 ? ` Quotas in use: ${used.join(", ")}.` : ""}`;
  }
  const last = await run.client.request("GET", `v1/${run.name}/terminationMessage`, { signal: run.signal, retries: 0 });
  return last.message ? `Last words of its pods: ${String(last.message).slice(0, 500)}` : undefined;
}
