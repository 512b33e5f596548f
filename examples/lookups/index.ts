import * as fireworks from "pulumi-fireworks";

const baseModel = "accounts/fireworks/models/llama-v3p1-8b-instruct";

const shape = fireworks.getDeploymentShape({ baseModel, presetType: "THROUGHPUT" });

const chat = new fireworks.Deployment("chat", {
  baseModel,
  // The version of today's lookup: a newer one shows as a diff. With `shape.name` the service would choose by itself.
  deploymentShape: shape.version,
});

/** GPUs of the account that count against its quotas. */
export const quotas = fireworks
  .getQuotas()
  .apply((all) => all.filter(({ usage }) => usage).map(({ name, usage, value }) => `${name}: ${usage} of ${value}`));
export const contextLength = fireworks.getModel({ name: baseModel }).apply((model) => model.contextLength);
export const accelerator = shape.acceleratorType;
export const model = chat.inferenceModel;
