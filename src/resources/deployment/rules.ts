import type { Json, Rule } from "../../lifecycle/kind";
import { ACCELERATOR_TYPE } from "../values";

export const shapeOrHardware: Rule = (known, given) => {
  if (given.has("deploymentShape")) {
    const clash = ["acceleratorType", "precision"].find((key) => given.has(key));
    return clash === undefined
      ? undefined
      : { property: clash, reason: "cannot go together with deploymentShape, which sets it: leave one of them out" };
  }
  if (known.acceptShapelessRisk !== true && !given.has("acceptShapelessRisk"))
    return {
      property: "deploymentShape",
      reason:
        "is required by the API: give the shape's full name, or set acceptShapelessRisk: true with acceleratorType",
    };
  if (!given.has("acceleratorType"))
    return {
      property: "acceleratorType",
      reason: `is required without a deploymentShape, for example "${ACCELERATOR_TYPE[1]}"`,
    };
  return undefined;
};

export const replicaBounds: Rule = (known) => {
  const { minReplicaCount: min, maxReplicaCount: max } = known as Record<string, number | undefined>;
  if (min === undefined || max === undefined || max >= min) return undefined;
  return {
    property: "maxReplicaCount",
    reason: `is ${max}, below minReplicaCount (${min}): raise it or lower the minimum`,
  };
};

export const onePlacement: Rule = (known) => {
  const set = Object.keys((known.placement ?? {}) as Json);
  return set.length > 1
    ? { property: "placement", reason: `takes one of region, multiRegion and regions, not ${set.join(" and ")}` }
    : undefined;
};
