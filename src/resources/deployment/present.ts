import { isDefault } from "../../lifecycle/compare";
import type { Json } from "../../lifecycle/kind";
import { ready } from "./waiting";

/** The service writes these whenever it rolls over to new weights. */
const ofRollouts = { activeModelVersion: undefined, targetModelVersion: undefined };

/** What the shape sets is the shape's. */
export function describe(deployment: Json): Json {
  if (!deployment.deploymentShape) return { ...ofRollouts, acceptShapelessRisk: true };
  const ofShape = [
    "acceleratorType",
    "acceleratorCount",
    "precision",
    "draftModel",
    "draftTokenCount",
    "ngramSpeculationLength",
    "numPeftDeviceCached",
    "maxContextLength",
    "enableSessionAffinity",
    "enableAddons",
  ];
  return { ...ofRollouts, ...Object.fromEntries(ofShape.map((key) => [key, undefined])) };
}

/** Under a key of its own: an argument that the program leaves out is not managed. */
function hardware({ acceleratorType, acceleratorCount }: Json): Json | undefined {
  return isDefault(acceleratorType) ? undefined : { acceleratorType, acceleratorCount: acceleratorCount ?? 1 };
}

export const present = (deployment: Json): Json => ({
  inferenceModel: deployment.name,
  readyReplicaCount: ready(deployment),
  hardware: hardware(deployment),
  deploymentShapeVersion: /\/versions\//.test(String(deployment.deploymentShape))
    ? deployment.deploymentShape
    : undefined,
});
