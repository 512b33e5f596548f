import { sample as apiKey } from "./apiKey";
import { sample as dataset } from "./dataset";
import { sample as deployedModel } from "./deployedModel";
import { sample as deployment } from "./deployment";
import { sample as deploymentShape } from "./deploymentShape";
import { sample as model } from "./model";
import { sample as router } from "./router";
import type { Sample } from "./sample";
import { sample as secret } from "./secret";
import { sample as user } from "./user";

export const samples: readonly Sample[] = [
  apiKey,
  dataset,
  deployedModel,
  deployment,
  deploymentShape,
  model,
  router,
  secret,
  user,
];
