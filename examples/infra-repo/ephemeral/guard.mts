import type { Stack, StepEventMetadata } from "@pulumi/pulumi/automation/index.js";
import { mostAccelerators, mostReplicas } from "./settings.mts";

/**
 * What keeps a stack from costing more than it may, or from going when it should, found before the first object is made. It guards against accidents, not people:
 * who can push a branch can change this file too.
 */
export async function refuse(stack: Stack): Promise<void> {
  const problems: string[] = [];
  await stack.preview({
    onEvent: ({ resourcePreEvent }) =>
      void (resourcePreEvent && problems.push(...problemsOf(resourcePreEvent.metadata))),
  });
  if (problems.length > 0) throw new Error(`${problems.join("; ")}. Nothing was made`);
}

type Step = Pick<StepEventMetadata, "op" | "urn" | "type" | "new">;

export function problemsOf(step: Step): string[] {
  if (!step.new) return [];
  const type = step.type.split(/[:/]/).at(-1) ?? "";
  const inputs = step.new.inputs ?? {};
  const found = [
    ...stays(step, inputs),
    ...shared(step, type, inputs),
    ...(type === "Deployment" ? costs(inputs) : []),
  ];
  return found.map((problem) => `${step.urn.split("::").at(-1)}: ${problem}`);
}

type Inputs = Record<string, unknown>;

const ELSEWHERE = "which belongs into fireworks.production.yaml";

/** What Pulumi would not delete. */
function stays({ new: planned }: Step, { deletionPolicy = "delete" }: Inputs): string[] {
  const options = (["protect", "retainOnDelete"] as const).filter((option) => planned?.[option]);
  return [
    ...options.map((option) => `${option} would keep it for ever, ${ELSEWHERE}`),
    ...(deletionPolicy === "delete" ? [] : [`deletionPolicy: ${deletionPolicy} would keep it for ever, ${ELSEWHERE}`]),
  ];
}

/** `deploymentId` of a Deployment: the input that pins its id. */
export const idField = (type: string) => `${type.charAt(0).toLowerCase()}${type.slice(1)}Id`;

/** What another stack may have made: it would go with this one. */
function shared({ op, type: token }: Step, type: string, inputs: Inputs): string[] {
  const field = idField(type);
  const isPinned = token.includes("fireworks:") && inputs[field] !== undefined;
  return [
    ...(isPinned ? [`${field} pins an id that another stack may have, ${ELSEWHERE}`] : []),
    ...(op.startsWith("import") ? [`import takes over what exists, ${ELSEWHERE}`] : []),
  ];
}

const HERE = "set it in ephemeral/fireworks.yaml";

/** More than that, or not known before it is made. */
const isOver = (value: unknown, most: number) => typeof value !== "number" || value > most;

function costs(inputs: Inputs): string[] {
  const { minReplicaCount = 0, maxReplicaCount = 1, acceleratorCount = 0, autoscalingPolicy, extra } = inputs;
  const limits: [name: string, value: unknown, most: number][] = [
    ["minReplicaCount", minReplicaCount, 0],
    ["maxReplicaCount", maxReplicaCount, mostReplicas()],
    ["acceleratorCount", acceleratorCount, mostAccelerators()],
    ...schedules(autoscalingPolicy),
  ];
  const over = limits.filter(([, value, most]) => isOver(value, most));
  return [
    ...over.map(([name, value, most]) => `${name} is ${shown(value)}, and may be ${most} at most: ${HERE}`),
    ...(extra === undefined ? [] : [`extra can hold anything, so nobody can say what it costs: ${HERE}`]),
  ];
}

const shown = (value: unknown) => (typeof value === "number" ? value : "not known before it is made");

/** A schedule holds replicas as a minimum does. */
function schedules(policy: unknown): [string, unknown, number][] {
  if (policy === undefined) return [];
  const name = "autoscalingPolicy.scalingSchedules";
  const found = isObject(policy) ? (policy.scalingSchedules ?? {}) : policy;
  if (!isObject(found)) return [[name, found, 0]];
  return Object.entries(found).map(([key, schedule]) => [
    `${name}.${key}.minReplicaCount`,
    isObject(schedule) ? (schedule.minReplicaCount ?? 0) : schedule,
    0,
  ]);
}

const isObject = (value: unknown): value is Inputs => typeof value === "object" && value !== null;
