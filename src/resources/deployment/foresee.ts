import type { Json } from "../../lifecycle/kind";
import type { Finding, Outlook, Prospect } from "../../lifecycle/preview";
import { cost, quotas } from "./bill";

/** What a preview should say of a deployment, before anything is paid for. */
export async function foresee(prospect: Prospect, outlook: Outlook): Promise<Finding[]> {
  const bill = prospect.unchanged ? [] : [...cost(prospect, outlook), ...(await quotas(prospect, outlook))];
  return [...bill, ...idle(prospect), ...downtime(prospect), ...floating(prospect), ...unprotected(prospect)];
}

const warning = (about: Finding["about"], text: string): Finding[] => [{ about, severity: "warning", text }];

const stopped = ({ maxReplicaCount }: Json) => maxReplicaCount === 0;

function idle({ inputs }: Prospect): Finding[] {
  if (stopped(inputs) || (inputs.minReplicaCount ?? 0) !== 0) return [];
  return warning(
    "idle",
    "minReplicaCount is 0: idle, it scales to zero and answers 503 until a replica is up again; after seven idle days the " +
      "service deletes it. minReplicaCount: 1 keeps it.",
  );
}

function downtime({ inputs, before, replacedFor, gap }: Prospect): Finding[] {
  if (!before || !replacedFor || !gap || stopped(before)) return [];
  const cause = replacedFor.length > 0 ? `a change of ${replacedFor.join(" and ")} replaces it` : "it is replaced";
  const remedy =
    inputs.deploymentId === undefined
      ? "Without the resource option deleteBeforeReplace the new one is ready before the old one goes."
      : "Without a pinned deploymentId the new one, under another name, is ready before the old one goes.";
  return warning(
    "downtime",
    `downtime: ${cause}, and the old deployment is deleted before the new one is made. Requests fail until that is ready. ${remedy}`,
  );
}

function floating(prospect: Prospect): Finding[] {
  const { deploymentShape: shape } = prospect.inputs;
  if (typeof shape !== "string" || /\/versions\//.test(shape)) return [];
  const what =
    shape === "default" ? "the service picks a shape" : "the service takes the shape's latest validated version";
  const version = pinnable(prospect);
  const remedy = version === undefined ? "Pin a version: …/versions/…" : `Pin the one of today: "${version}"`;
  return warning(
    "floating",
    `deploymentShape floats: ${what} when it makes the deployment, so what is made later may have other hardware. ${remedy}.`,
  );
}

/** The version that it runs, or would run today. */
function pinnable({ inputs, before, validated }: Prospect): string | undefined {
  const known =
    validated?.deploymentShape ??
    (before?.deploymentShape === inputs.deploymentShape ? before?.deploymentShapeVersion : undefined);
  return typeof known === "string" && /\/versions\//.test(known) ? known : undefined;
}

/** Serving: replicas stand ready for requests, or the program waits for that. */
const serves = ({ inputs, before }: Prospect) =>
  inputs.waitFor === "serving" || (before?.state === "READY" && Number(before.minReplicaCount ?? 0) > 0);

function unprotected(prospect: Prospect): Finding[] {
  const { inputs, protect } = prospect;
  if (protect === true || !serves(prospect) || stopped(inputs) || inputs.deletionPolicy === "retain") return [];
  return warning(
    "protect",
    "it serves, and nothing protects it: a line taken out of the program, a rename or a destroy deletes it. " +
      "Add the resource option protect: true.",
  );
}
