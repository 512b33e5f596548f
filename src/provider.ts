import type { Handler } from "./engine/calls";
import { handler } from "./engine/handler";
import * as apiKey from "./resources/apiKey";
import * as dataset from "./resources/dataset";
import * as deployedModel from "./resources/deployedModel";
import * as deployment from "./resources/deployment";
import * as deploymentShape from "./resources/deploymentShape";
import * as model from "./resources/model";
import * as router from "./resources/router";
import * as secret from "./resources/secret";
import * as user from "./resources/user";

/*
 * What state names for ever: `require('pulumi-fireworks/provider').Deployment`. A kind that was here once stays, since
 * the state of old stacks asks for it.
 */
export const ApiKey: Handler = handler(apiKey.ApiKey);
export const Dataset: Handler = handler(dataset.Dataset);
export const DeployedModel: Handler = handler(deployedModel.DeployedModel);
export const Deployment: Handler = handler(deployment.Deployment);
export const DeploymentShape: Handler = handler(deploymentShape.DeploymentShape);
export const Model: Handler = handler(model.Model);
export const Router: Handler = handler(router.Router);
export const Secret: Handler = handler(secret.Secret);
export const User: Handler = handler(user.User);

// What Node.js writes down of a crash, where it was told to, shall not hold the environment's keys.
if (process.report) process.report.excludeEnv = true;
