import { DeployedModel } from "../../../src/resources/deployedModel";
import { deployments, LLAMA } from "./prepared";
import type { Sample } from "./sample";

const adapter = (id: string | number) => `accounts/emulator/models/adapter-${id}`;
const deployment = (id: string) => `accounts/emulator/deployments/${id}`;

export const sample: Sample = {
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
    await deployments(gateway, ["host-one", "host-two"], true);
    gateway.clock.advance("1h");
  },
  args: (index) => ({ model: adapter(index), deployment: deployment("host-one") }),
  values: {
    model: [adapter("first"), adapter("second")],
    deployment: [deployment("host-one"), deployment("host-two")],
  },
  apart: { serverless: "no longer offered by the service for adapters" },
};
