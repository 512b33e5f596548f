import * as fireworks from "pulumi-fireworks";

const questions = new fireworks.Dataset("questions", {
  format: "CHAT",
  source: { rows: ["What is new?", "Who is on call?"].map((content) => ({ messages: [{ role: "user", content }] })) },
});

const chat = new fireworks.Deployment("chat", {
  baseModel: "accounts/fireworks/models/qwen3-8b",
  deploymentShape: "accounts/fireworks/deploymentShapes/qwen3-8b-fast",
  // Costs nothing while nobody asks.
  minReplicaCount: 0,
  maxReplicaCount: 1,
});

export const dataset = questions.name;
export const model = chat.inferenceModel;
