import * as z from "zod";
import { nameMade } from "../lifecycle/answer";
import type { Json, Kind } from "../lifecycle/kind";
import { lookUp } from "../lifecycle/observe";
import type { Run } from "../lifecycle/run";
import { mayTakeOver, unheld } from "../lifecycle/takeover";
import { byState, statusOf } from "../lifecycle/wait";
import {
  createTime,
  deletionPolicy,
  displayName,
  extra,
  inferenceModel,
  modelName,
  name,
  resourceName,
  state,
  status,
  updateTime,
} from "./common";

const fields = z.object({
  model: modelName.meta({ immutable: true, description: "Full name of the LoRA model to load." }),
  deployment: resourceName("deployments", "accounts/my-account/deployments/chat").meta({
    immutable: true,
    description: "Full name of the deployment to load it on, which needs `enableAddons`.",
  }),
  displayName,
  description: z
    .string()
    .max(999, "must be shorter than 1000 characters")
    .optional()
    .meta({ description: "What it is for, at most 999 characters." }),
  default: z
    .boolean()
    .optional()
    .meta({ default: "false", description: "Whether requests for the model go here when they name no deployment." }),
  serverless: z.boolean().optional().meta({
    immutable: true,
    description: "Whether it is served without a deployment of one's own. No longer offered for adapters.",
  }),
  public: z.boolean().optional().meta({ default: "false", description: "Whether other accounts may use it." }),
  replaceMergedAddon: z.boolean().optional().meta({
    createOnly: true,
    query: true,
    description:
      "Replaces the adapter that is merged into the deployment; required where `enableHotReloadLatestAddon` is set.",
  }),
  deletionPolicy,
  extra,
});

const outputs = z.object({ name, state, status, createTime, updateTime, inferenceModel });

/** The one of this model on this deployment: there is one at most, and the service makes some by itself. */
async function find(run: Run): Promise<Json | undefined> {
  const { model, deployment } = run.inputs as Record<string, string>;
  const all = await run.client.list(`v1/${run.parent}/deployedModels`, "deployedModels", {
    query: { filter: `model="${model}" AND deployment="${deployment}"` },
    signal: run.signal,
  });
  const found = all.find((entry) => entry.model === model && entry.deployment === deployment);
  if (!found) return undefined;
  run.name = nameMade(run.kind, found.name, { method: "GET", path: `${run.parent}/deployedModels`, object: found });
  if (!(await ofService(run.inputs, (name) => lookUp(run, name)))) await mayTakeOver(run, found);
  else {
    await unheld(run);
    run.warn(`Taking over ${run.name}: the service itself has loaded ${model} on ${deployment}.`);
  }
  return found;
}

/** A deployment's own model is loaded without anybody's asking. */
const ofService: NonNullable<Kind["ofService"]> = async ({ model, deployment }, look) =>
  (await look(String(deployment)))?.baseModel === model;

export const DeployedModel: Kind = {
  type: "DeployedModel",
  collection: "deployedModels",
  doc: {
    summary: "A LoRA model loaded on a deployment.",
    example: `const loaded = new fireworks.DeployedModel("support", { model: adapter.name, deployment: chat.name });
export const model = loaded.inferenceModel;`,
    replaced: "A change of `model` or `deployment` loads anew; the old one is unloaded afterwards.",
    leftAlone:
      "What others loaded on the deployment. One that the service made by itself for the same model and deployment is taken over.",
    tornDown: "Unloaded; model and deployment stay.",
  },
  fields,
  outputs,
  leftOut: {},
  states: { ready: ["DEPLOYED"], unfinished: ["DEPLOYING"], closing: ["UNDEPLOYING"] },
  timeouts: { create: 1800, update: 1800, delete: 1800 },
  find,
  ofService,
  // A failure has no state of its own (old SDK): no state, and a status that is not OK.
  verdict: (model) => {
    const lost = (model.state ?? "STATE_UNSPECIFIED") === "STATE_UNSPECIFIED" && statusOf(model);
    return lost ? { is: "failed", why: `could not be loaded: ${lost}` } : byState(DeployedModel, model);
  },
  present: (loaded) => ({ inferenceModel: `${String(loaded.model)}#${String(loaded.deployment)}` }),
};
