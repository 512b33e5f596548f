import * as pulumi from "@pulumi/pulumi";
import * as fireworks from "pulumi-fireworks";

const config = new pulumi.Config();
const baseModel = "accounts/fireworks/models/llama-v3p1-8b-instruct";

export const examples = new fireworks.Dataset("support-examples", {
  format: "CHAT",
  source: { file: "./support.jsonl" },
}).name;

const tone = new fireworks.Model("support-tone", {
  displayName: "Tone of our support team",
  // The one beside this file is a placeholder: the real service needs real weights.
  source: { directory: config.get("adapter") ?? "./adapter" },
  peftDetails: { baseModel },
});

const shape = new fireworks.DeploymentShape("support", {
  baseModel,
  acceleratorType: "NVIDIA_H100_80GB",
  acceleratorCount: 1,
  // Quantised precisions take no adapters.
  precision: "BF16",
});

const chat = new fireworks.Deployment(
  "chat",
  {
    baseModel,
    deploymentShape: shape.version,
    enableAddons: true,
    minReplicaCount: 1,
    maxReplicaCount: 3,
    autoscalingPolicy: {
      scaleUpWindow: "30s",
      scaleDownWindow: "900s",
      scalingSchedules: {
        office: { schedule: "0 8 * * 1-5", duration: "36000s", timezone: "Europe/Berlin", minReplicaCount: 2 },
      },
    },
    waitFor: "serving",
  },
  { customTimeouts: { create: "40m" } },
);

const loaded = new fireworks.DeployedModel("support-tone", { model: tone.name, deployment: chat.name });

const router = new fireworks.Router("support", { deployments: [chat.name], evenLoad: {} });

new fireworks.Secret("openai", {
  keyName: "OPENAI_API_KEY",
  value: config.getSecret("openaiKey") ?? "placeholder",
});

const pipeline = new fireworks.User("pipeline", { serviceAccount: true, role: "contributor" });
const key = new fireworks.ApiKey("pipeline", { user: pipeline.name });

/** What an inference request names as its `model`. */
export const model = router.inferenceModel;
export const modelWithTone = loaded.inferenceModel;
export const pipelineKey = key.key;
