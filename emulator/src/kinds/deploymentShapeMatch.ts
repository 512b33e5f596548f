import { accountOf } from "../id";
import { list } from "../query/list";
import type { Handler } from "../world";
import { baseModelOf, fits } from "./deploymentRules";
import { quantized } from "./deploymentShape";

/** The versions that a deployment of the model could be made of, by the rules of its creation; an addon is served by its base model's. */
const match: Handler = (world, call) => {
  const { deployment = {} } = call.body.createDeploymentRequest as { deployment?: Record<string, unknown> };
  const model = baseModelOf(world, { ...deployment, name: call.name });
  const { pageSize, pageToken } = call.body as { pageSize?: number; pageToken?: string };
  const query = { ...(pageSize ? { pageSize: String(pageSize) } : {}), ...(pageToken ? { pageToken } : {}) };
  return list(world, {
    parent: "accounts/-/deploymentShapes/-/versions",
    field: "deploymentShapeVersions",
    query,
    visible: (version) => {
      const snapshot = version.snapshot as Record<string, unknown>;
      const deployable = call.caller.accounts.includes(accountOf(version.name)) || version.public === true;
      const addons = !deployment.enableAddons || !quantized(snapshot.precision);
      return deployable && version.latestValidated === true && addons && fits(world, snapshot, model);
    },
  });
};

export const deploymentShapeMatchOperations: Record<string, Handler> = { Gateway_MatchDeploymentShapeVersions: match };
