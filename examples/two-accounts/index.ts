import * as pulumi from "@pulumi/pulumi";
import * as fireworks from "pulumi-fireworks";

const config = new pulumi.Config();

const accounts = {
  staging: { accountId: config.require("stagingAccount"), apiKey: config.requireSecret("stagingKey") },
  production: { accountId: config.require("productionAccount"), apiKey: config.requireSecret("productionKey") },
};

export const models = Object.entries(accounts).map(([name, account]) => {
  const provider = new fireworks.Provider(name, account);
  new fireworks.Secret(
    `${name}-openai`,
    { keyName: "OPENAI_API_KEY", value: config.requireSecret("openaiKey") },
    { provider },
  );
  return new fireworks.Deployment(
    `${name}-chat`,
    {
      baseModel: "accounts/fireworks/models/llama-v3p1-8b-instruct",
      deploymentShape: "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast",
      maxReplicaCount: name === "production" ? 4 : 1,
    },
    { provider },
  ).inferenceModel;
});
