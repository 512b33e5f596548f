import { DeploymentShape } from "../../../src/resources/deploymentShape";
import { covers } from "./covers";
import { LLAMA, QWEN } from "./prepared";

covers({
  kind: DeploymentShape,
  args: () => ({ baseModel: LLAMA, acceleratorType: "NVIDIA_H100_80GB", acceleratorCount: 1 }),
  values: {
    deploymentShapeId: ["shape-first", "shape-second"],
    baseModel: [LLAMA, QWEN],
    draftModel: [LLAMA, QWEN],
    acceleratorType: ["NVIDIA_H100_80GB", "NVIDIA_H200_141GB"],
  },
});
