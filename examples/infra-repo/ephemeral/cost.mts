import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { mostReplicas } from "./settings.mts";

/** A pull request can say anything in its files; what its stack may cost is decided here, before the first object is made. */
export async function refuseWhatCostsMore(stack: Stack): Promise<void> {
  const most = mostReplicas();
  const problems: string[] = [];
  await stack.preview({
    onEvent: ({ resourcePreEvent }) => {
      const planned = resourcePreEvent?.metadata;
      if (!planned?.new || !planned.type.endsWith(":Deployment")) return;
      const { minReplicaCount = 0, maxReplicaCount = 1 } = planned.new.inputs;
      const name = planned.urn.split("::").at(-1);
      if (minReplicaCount > 0)
        problems.push(`${name}: minReplicaCount is ${minReplicaCount}, so it costs while nobody uses it`);
      if (maxReplicaCount > most) problems.push(`${name}: maxReplicaCount is ${maxReplicaCount}`);
    },
  });
  if (problems.length === 0) return;
  throw new Error(
    `${problems.join("; ")}. An ephemeral stack has deployments with minReplicaCount: 0 and maxReplicaCount: ${most} at most: set them in ephemeral/fireworks.yaml`,
  );
}
