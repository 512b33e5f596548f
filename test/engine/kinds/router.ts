import { Router } from "../../../src/resources/router";
import { deployments } from "./prepared";
import type { Sample } from "./sample";

export const sample: Sample = {
  kind: Router,
  prepare: (gateway) => deployments(gateway, ["one", "two"]),
  args: () => ({ deployments: ["accounts/emulator/deployments/one"] }),
  values: {
    routerId: ["router-first", "router-second"],
    deployments: [
      ["accounts/emulator/deployments/one"],
      ["accounts/emulator/deployments/two", "accounts/emulator/deployments/one"],
    ],
    model: ["accounts/fireworks/models/llama-v3p1-8b-instruct", "accounts/fireworks/models/qwen3-8b"],
  },
  apart: {
    weightedRandom: "the strategies change places: strategies.test.ts",
    evenLoad: "the strategies change places: strategies.test.ts",
    sessionAffinity: "the strategies change places: strategies.test.ts",
  },
};
