import { Deployment } from "../../../src/resources/deployment";
import { LLAMA, LLAMA_SHAPE, QWEN } from "./prepared";
import type { Sample } from "./sample";

const SHAPES = "accounts/fireworks/deploymentShapes";
const schedule = (hour: number) => ({
  schedule: `0 ${hour} * * 1-5`,
  duration: "3600s",
  timezone: "Europe/Berlin",
  minReplicaCount: 1,
});
const shapeless = () => ({ acceptShapelessRisk: true, acceleratorType: "NVIDIA_H100_80GB", acceleratorCount: 1 });

export const sample: Sample = {
  kind: Deployment,
  args: () => ({ baseModel: LLAMA, deploymentShape: LLAMA_SHAPE, maxReplicaCount: 4 }),
  values: {
    deploymentId: ["pinned-first", "pinned-second"],
    baseModel: [LLAMA, QWEN],
    deploymentShape: [LLAMA_SHAPE, `${SHAPES}/llama-v3p1-8b-instruct-throughput`],
    annotations: [{ team: "a", tier: "gold" }, { team: "b" }],
    autoscalingPolicy: [
      { scaleUpWindow: "60s", loadTargets: { default: 0.5 }, scalingSchedules: { office: schedule(8) } },
      {
        scaleUpWindow: "90s",
        scaleToZeroWindow: "600s",
        scalingSchedules: { office: schedule(9), late: schedule(20) },
      },
    ],
    placement: [{ region: "US_IOWA_1" }, { multiRegion: "EUROPE" }],
    autoTune: [{ longPrompt: true }, { longPrompt: false }],
    draftModel: [LLAMA, QWEN],
    directRouteApiKeys: [["planted-one"], ["planted-two", "planted-three"]],
    acceleratorType: ["NVIDIA_H100_80GB", "NVIDIA_H200_141GB"],
    precision: ["FP8", "BF16"],
    extraArgs: [["--first"], ["--second"]],
    extraValues: [{ size: 1 }, { size: 2 }],
  },
  beside: {
    acceleratorType: shapeless,
    acceleratorCount: shapeless,
    precision: shapeless,
    acceptShapelessRisk: shapeless,
    baseModel: shapeless,
    enableAddons: () => ({ ...shapeless(), precision: "BF16" }),
    directRouteType: () => ({ placement: { region: "US_IOWA_1" } }),
  },
  without: {
    acceleratorType: ["deploymentShape"],
    acceleratorCount: ["deploymentShape"],
    precision: ["deploymentShape"],
    acceptShapelessRisk: ["deploymentShape"],
    baseModel: ["deploymentShape"],
    enableAddons: ["deploymentShape"],
  },
  uncleared: {
    deploymentShape: "a deployment without a shape is another kind of deployment",
    acceleratorType: "required without a shape",
    acceptShapelessRisk: "required without a shape",
  },
};
