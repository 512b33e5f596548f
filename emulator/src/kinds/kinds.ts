import { specifiedOperations } from "../api/spec";
import type { Handler, Kind } from "../world";
import { account, accountOperations } from "./account";
import { apiKey, apiKeyOperations } from "./apiKey";
import { dataset, datasetOperations } from "./dataset";
import { deployedModel, deployedModelOperations } from "./deployedModel";
import { deployment, deploymentOperations } from "./deployment";
import { deploymentShape, deploymentShapeOperations, deploymentShapeVersion } from "./deploymentShape";
import { deploymentShapeMatchOperations } from "./deploymentShapeMatch";
import { model, modelOperations } from "./model";
import { modelImportOperations, operation } from "./modelImport";
import { quota, quotaOperations } from "./quota";
import { router, routerOperations } from "./router";
import { secret, secretOperations } from "./secret";
import { user, userOperations } from "./user";

const all: Kind[] = [
  account,
  apiKey,
  dataset,
  deployedModel,
  deployment,
  deploymentShape,
  deploymentShapeVersion,
  model,
  operation,
  quota,
  router,
  secret,
  user,
];

export const kinds: ReadonlyMap<string, Kind> = new Map(all.map((kind) => [kind.type, kind]));

export const handlers: Readonly<Record<string, Handler>> = {
  ...accountOperations,
  ...apiKeyOperations,
  ...datasetOperations,
  ...deployedModelOperations,
  ...deploymentOperations,
  ...deploymentShapeOperations,
  ...deploymentShapeMatchOperations,
  ...modelOperations,
  ...modelImportOperations,
  ...quotaOperations,
  ...routerOperations,
  ...secretOperations,
  ...userOperations,
};

/** What becomes of each operation of the specification file. */
export const coverage = (): Record<string, "emulated" | "501"> =>
  Object.fromEntries(
    specifiedOperations.map(({ operationId }) => [operationId, handlers[operationId] ? "emulated" : "501"]),
  );
