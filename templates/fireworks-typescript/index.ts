import * as fireworks from "pulumi-fireworks";

const chat = new fireworks.Deployment(
  "chat",
  {
    baseModel: "accounts/fireworks/models/llama-v3p1-8b-instruct",
    // Hardware and precision that were measured together; `/versions/<id>` at the end pins them.
    deploymentShape: "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast",
    // With 0 nothing is paid while nobody asks, and the first request waits; after seven idle days the service deletes it.
    minReplicaCount: 0,
    // The most that can be paid for at a time.
    maxReplicaCount: 1,
  },
  // For what serves add `protect: true`: Pulumi then refuses to delete or replace it.
  { customTimeouts: { create: "40m" } },
);

/** What an inference request names as its `model`. */
export const model = chat.inferenceModel;
