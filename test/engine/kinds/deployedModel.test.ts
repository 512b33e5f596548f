import { DeployedModel } from "../../../src/resources/deployedModel";
import { covers } from "./covers";
import { deployments, LLAMA } from "./prepared";

const adapter = (id: string | number) => `accounts/emulator/models/adapter-${id}`;
const deployment = (id: string) => `accounts/emulator/deployments/${id}`;

covers({
  kind: DeployedModel,
  prepare: async (gateway) => {
    for (const id of [...Array(30).keys(), "first", "second"])
      gateway.put({
        name: adapter(id),
        state: "READY",
        kind: "HF_PEFT_ADDON",
        createTime: new Date().toISOString(),
        peftDetails: { baseModel: LLAMA, r: 8, targetModules: ["q_proj"] },
      });
    await deployments(gateway, ["one", "two"], true);
    gateway.clock.advance("1h");
  },
  args: (index) => ({ model: adapter(index), deployment: deployment("one") }),
  values: { model: [adapter("first"), adapter("second")], deployment: [deployment("one"), deployment("two")] },
  apart: { serverless: "no longer offered by the service for adapters" },
});
