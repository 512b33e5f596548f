import { DeploymentShape } from "../../../src/resources/deploymentShape";
import { LLAMA, QWEN } from "./prepared";
import type { Sample } from "./sample";

export const sample: Sample = {
  kind: DeploymentShape,
  args: () => ({ baseModel: LLAMA, acceleratorType: "NVIDIA_H100_80GB", acceleratorCount: 1 }),
  values: {
    deploymentShapeId: ["shape-first", "shape-second"],
    baseModel: [LLAMA, QWEN],
    draftModel: [LLAMA, QWEN],
    acceleratorType: ["NVIDIA_H100_80GB", "NVIDIA_H200_141GB"],
  },
};
