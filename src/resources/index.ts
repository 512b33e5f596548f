import type { Kind } from "../lifecycle/kind";
import { ApiKey } from "./apiKey";
import { Dataset } from "./dataset";
import { DeployedModel } from "./deployedModel";
import { Deployment } from "./deployment";
import { DeploymentShape } from "./deploymentShape";
import { Model } from "./model";
import { Router } from "./router";
import { Secret } from "./secret";
import { User } from "./user";

/** Every kind there is: tests, generated code and the reference follow this list. */
export const kinds: readonly Kind[] = [
  ApiKey,
  Dataset,
  DeployedModel,
  Deployment,
  DeploymentShape,
  Model,
  Router,
  Secret,
  User,
];
