import { parseObject } from "../api/json";
import { timestamp } from "../clock";
import { EdgeError } from "../error";
import { accountOf } from "../id";
import { lastTraffic, readyReplicas } from "../kinds/replicas";
import { catalogueAccount } from "../kinds/resource";
import { put, type StoredObject } from "../store/store";
import { type Caller, read, readReferring, time, type World, withInternal } from "../world";
import { checkSuspended } from "./auth";
import { json, type Reply } from "./reply";

const canned = "This is fireworks-emulator: no model has read your request.";

const failure = (status: number, code: string, message: string) =>
  new EdgeError(status, { error: { message, code, type: "error" } });
const missing = (model: string) =>
  failure(404, "NOT_FOUND", `Model not found, inaccessible, and/or not deployed: ${model}`);

/** A canned completion, for the sake of what a request does to a deployment: traffic, and waking up from zero. */
export function infer(world: World, caller: Caller, pathname: string, body: Buffer): Reply {
  const chat = pathname.endsWith("/chat/completions");
  if (!chat && !pathname.endsWith("/completions"))
    throw failure(501, "UNIMPLEMENTED", `fireworks-emulator does not emulate ${pathname}`);
  const { model, stream } = parseObject(body);
  if (!model || typeof model !== "string") throw failure(400, "INVALID_ARGUMENT", "model is required: a string");
  const deployment = deploymentFor(world, caller, model);
  checkSuspended(world, deployment ? accountOf(deployment.name) : caller.accounts[0]);
  if (deployment) touch(world, deployment);
  const choice = chat ? { message: { role: "assistant", content: canned } } : { text: canned };
  const completion = {
    id: `emulator-${time(world)}`,
    object: chat ? "chat.completion" : "text_completion",
    created: Math.floor(time(world) / 1000),
    model,
    choices: [{ index: 0, ...choice, finish_reason: "stop" }],
    usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
  };
  return stream ? streamed(completion) : json(completion);
}

function streamed(completion: { choices: object[] }): Reply {
  const choices = [{ index: 0, delta: { role: "assistant", content: canned }, finish_reason: "stop" }];
  const body = `data: ${JSON.stringify({ ...completion, object: "chat.completion.chunk", choices })}\n\ndata: [DONE]\n\n`;
  return { status: 200, body, headers: { "content-type": "text/event-stream" } };
}

/** Undefined for a model of the catalogue without a deployment of its own: that is served without one. */
function deploymentFor(world: World, caller: Caller, model: string): StoredObject | undefined {
  const [name = "", on] = model.split("#");
  const foreign = [name, on ?? name].some((one) => ![...caller.accounts, catalogueAccount].includes(accountOf(one)));
  if (foreign) throw missing(model);
  const chosen = on ?? (name.includes("/deployments/") ? name : undefined);
  if (chosen) return living(world, chosen, model);
  if (name.includes("/routers/")) return living(world, routed(world, name), model);
  const loaded = (account: string) => readReferring(world, `accounts/${account}/deployedModels`, name);
  const deployed = caller.accounts.flatMap(loaded).find((one) => one.model === name && one.state === "DEPLOYED");
  if (deployed) return living(world, String(deployed.deployment), model);
  if (accountOf(name) === catalogueAccount && read(world, name)) return undefined;
  throw missing(model);
}

function routed(world: World, router: string): string {
  const deployments = (read(world, router)?.deployments ?? []) as string[];
  const serving = deployments.find((name) => readyReplicas(read(world, name) ?? { name }) > 0);
  return serving ?? deployments[0] ?? "";
}

function living(world: World, name: string, model: string): StoredObject {
  const deployment = read(world, name);
  if (!deployment || ["DELETED", "DELETING", "FAILED"].includes(String(deployment.state))) throw missing(model);
  // Nothing is deployed on it yet; 503 is for what scales up again.
  if (deployment.state === "CREATING" && readyReplicas(deployment) === 0) throw missing(model);
  return deployment;
}

function touch(world: World, deployment: StoredObject): void {
  const at = time(world);
  const traffic = { ...deployment, lastTrafficTime: timestamp(at) };
  if (readyReplicas(deployment) > 0) {
    put(world.store, traffic);
    return;
  }
  const sleeping = deployment.state === "READY" && Number(deployment.maxReplicaCount ?? 0) > 0;
  const awake = at - lastTraffic(deployment) < world.settings.timing.deploymentScaleUpSeconds * 1000;
  const scalingUntil = at + world.settings.timing.deploymentScaleUpSeconds * 1000;
  if (sleeping && !awake) put(world.store, withInternal(traffic, { scalingUntil, scaledTo: undefined }));
  throw failure(
    503,
    "DEPLOYMENT_SCALING_UP",
    `deployment ${deployment.name} has no ready replicas: it is scaling up, try again`,
  );
}
