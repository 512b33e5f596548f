import { specifiedOperations } from "../api/spec";
import type { Handler, Kind } from "../world";
import { account, accountOperations } from "./account";
import { deployedModel, deployedModelOperations } from "./deployedModel";
import { deployment, deploymentOperations } from "./deployment";
import { deploymentShape, deploymentShapeOperations, deploymentShapeVersion } from "./deploymentShape";
import { model } from "./model";
import { quota, quotaOperations } from "./quota";
import { router, routerOperations } from "./router";
import { secret, secretOperations } from "./secret";

const all: Kind[] = [
  account,
  deployedModel,
  deployment,
  deploymentShape,
  deploymentShapeVersion,
  model,
  quota,
  router,
  secret,
];

export const kinds: ReadonlyMap<string, Kind> = new Map(all.map((kind) => [kind.type, kind]));

export const handlers: Readonly<Record<string, Handler>> = {
  ...accountOperations,
  ...deployedModelOperations,
  ...deploymentOperations,
  ...deploymentShapeOperations,
  ...quotaOperations,
  ...routerOperations,
  ...secretOperations,
};

/** What becomes of each operation of the specification file. */
export const coverage = (): Record<string, "emulated" | "501"> =>
  Object.fromEntries(
    specifiedOperations.map(({ operationId }) => [operationId, handlers[operationId] ? "emulated" : "501"]),
  );
