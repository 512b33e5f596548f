import type { Answer } from "./client.mts";
import type { Run, Scenario } from "./scenario.mts";

const stateIs =
  (...states: string[]) =>
  (answer: Answer) =>
    states.includes(answer.body.state);
const gone = ({ status, body }: Answer) => status === 404 || body.state === "DELETED";

export interface Deployed {
  name: string;
  answer: Answer;
}

/** A deployment of this run, once it is READY. */
export async function deployed(run: Run, word: string, more: object = {}, query = ""): Promise<Deployed> {
  const { account, baseModel, shape, id } = run;
  const body = { baseModel, deploymentShape: shape, maxReplicaCount: 1, ...more };
  const name = `${account}/deployments/${id(word)}`;
  const made = await run.create(`${account}/deployments`, id(word), body, `?deploymentId=${id(word)}${query}`);
  if (made.status !== 200) throw new Error(`the creation answered ${made.status} ${JSON.stringify(made.body)}`);
  const answer = await run.until(name, stateIs("READY", "FAILED"), 2400);
  if (answer.body.state === "FAILED") throw new Error(`it FAILED: ${JSON.stringify(answer.body.status)}`);
  return { name, answer };
}

export const removed = ({ until }: Run, name: string) => until(name, gone, 600);

export const deployments: Scenario[] = [
  {
    name: "deployments that are never made",
    lines: [
      "deployment.validate-only",
      "deployment.shape-version",
      "deployment.shape-default",
      "deployment.shape-fields",
      "deployment.defaults",
      "deployment.shapeless",
      "deployment.accelerator",
      "deployment.shape-conflict",
      "deployment.windows",
      "deployment.load-targets",
      "deployment.direct-route",
      "quota.charge",
      "quota.status",
      "ids.random",
    ],
    async run({ get, post, check, reading, account, baseModel, shape, id }) {
      const preview = (body: object, query = "", named = `&deploymentId=${id("preview")}`) =>
        post(`${account}/deployments?validateOnly=true${named}${query}`, { baseModel, ...body });
      const status = async (body: object, query = "") => (await preview(body, query)).status;
      const whole = (await preview({ deploymentShape: shape })).body;
      const name = `${account}/deployments/${id("preview")}`;
      check("deployment.validate-only", "the name", whole.name, name);
      check("deployment.validate-only", "GET afterwards", (await get(name)).status, 404);
      const versioned = String(whole.deploymentShape).startsWith(`${shape}/versions/`);
      check("deployment.shape-version", "the shape is a version", versioned, true);
      const taken = Boolean(whole.acceleratorType && whole.acceleratorCount);
      check("deployment.shape-fields", "acceleratorType and acceleratorCount are filled in", taken, true);
      const { scaleUpWindow, scaleDownWindow, scaleToZeroWindow } = whole.autoscalingPolicy ?? {};
      const bounds = [whole.minReplicaCount ?? 0, whole.maxReplicaCount];
      const defaults = [...bounds, scaleUpWindow, scaleDownWindow, scaleToZeroWindow];
      check("deployment.defaults", "bounds and windows", defaults, [0, 1, "30s", "600s", "3600s"]);
      const chosen = await preview({ deploymentShape: "default" });
      check("deployment.shape-default", "picks one", /\/versions\//.test(chosen.body.deploymentShape), true);
      check("deployment.shapeless", "no shape", await status({}), 400);
      const risk = "&acceptShapelessRisk=true";
      const both = await status({ deploymentShape: shape }, risk);
      check("deployment.shapeless", "a shape and acceptShapelessRisk", both, 400);
      check("deployment.accelerator", "neither shape nor accelerator", await status({}, risk), 400);
      const conflict = { deploymentShape: shape, acceleratorType: whole.acceleratorType };
      check("deployment.shape-conflict", "a shape and acceleratorType", await status(conflict), 400);
      const policy = (autoscalingPolicy: object) => status({ deploymentShape: shape, autoscalingPolicy });
      check("deployment.windows", "scaleToZeroWindow 60s", await policy({ scaleToZeroWindow: "60s" }), 400);
      check("deployment.windows", "scaleUpWindow 3601s", await policy({ scaleUpWindow: "3601s" }), 400);
      const requests = await policy({ loadTargets: { requests_per_second: 2 } });
      reading("deployment.load-targets", "loadTargets", requests === 200 ? "all" : "default");
      const direct = await status({ deploymentShape: shape, directRouteType: "INTERNET" });
      check("deployment.direct-route", "without a placement", direct, 400);
      const greedy = await preview({ deploymentShape: shape, maxReplicaCount: 1000 });
      check("quota.charge", "1000 replicas", /quota/.test(greedy.body.message ?? ""), true);
      reading("quota.status", "quotaStatus", greedy.status);
      const random = (await preview({ deploymentShape: shape }, "", "")).body.name ?? "";
      check("ids.random", "a name without an id", /\/deployments\/[a-z0-9-]+$/.test(random), true);
    },
  },
  {
    name: "the life of a deployment",
    lines: [
      "deployment.create-time",
      "deployment.region",
      "deployment.annotation-keys",
      "deployment.update-time",
      "deployment.scale",
      "deployment.referred",
      "deployment.traffic-check",
      "deployed-model.auto",
      "router.states",
      "router.strategy",
      "router.delete",
      "quota.usage",
      "deployment.delete-time",
      "deployment.soft-delete",
      "deployment.repeated-delete",
      "deployment.undelete",
      "deployment.hard-delete",
    ],
    rents: { replicas: 2, minutes: 90 },
    async run(run) {
      const { raw, get, post, patch, del, create, until, check, reading, account, apiKey, baseModel, shape, id } = run;
      const body = { baseModel, deploymentShape: shape, annotations: { "scenario/Key": id("value") } };
      const name = `${account}/deployments/${id("life")}`;
      const made = await create(`${account}/deployments`, id("life"), body, `?deploymentId=${id("life")}`);
      check("deployment.create-time", "after its creation", made.body.state, "CREATING");
      const { body: ready } = await until(name, stateIs("READY", "FAILED"), 2400);
      check("deployment.create-time", "in the end", ready.state, "READY");
      check("deployment.region", "it has one", Boolean(ready.region), true);
      check("deployment.annotation-keys", "the annotation", ready.annotations?.["scenario/Key"], id("value"));
      const accelerator = String(ready.acceleratorType).split("_")[1]?.toLowerCase();
      const quota = await get(`${account}/quotas/global--${accelerator}-count`);
      check("quota.usage", "is charged", (quota.body.usage ?? 0) >= (ready.acceleratorCount ?? 1), true);
      const { body: loaded } = await until(`${account}/deployedModels?pageSize=200`, serves(name), 600);
      const served = loaded.deployedModels.find((one: { deployment: string }) => one.deployment === name);
      check("deployed-model.auto", "what is deployed on it", served.model, baseModel);
      const asked = await raw("inference/v1/chat/completions", {
        method: "POST",
        body: { model: name, messages: [{ role: "user", content: "Hi" }], max_tokens: 1 },
        headers: { authorization: `Bearer ${apiKey}` },
      });
      const busy = await del(name);
      const expected = [asked.status, busy.status, busy.body.code];
      check("deployment.traffic-check", "a request, then DELETE: statuses, code", expected, [200, 400, 9]);
      const text = await patch(`${name}?updateMask=display_name`, { baseModel, displayName: "x" });
      check("deployment.update-time", "displayName leaves it", text.body.state, "READY");
      const wide = await patch(`${name}?updateMask=max_replica_count`, { baseModel, maxReplicaCount: 2 });
      check("deployment.update-time", "maxReplicaCount makes it", wide.body.state, "UPDATING");
      await until(name, stateIs("READY"), 900);
      check("deployment.scale", ":scale to 0", (await patch(`${name}:scale`, { replicaCount: 0 })).status, 200);
      const idle = await until(name, (answer) => !answer.body.replicaCount, 900);
      check("deployment.scale", "replicas afterwards", idle.body.replicaCount ?? 0, 0);
      const route = await create(`${account}/routers`, id("way"), { deployments: [name] }, `?routerId=${id("way")}`);
      check("router.strategy", "weightedRandom", route.body.weightedRandom, {});
      check("router.states", "at first", route.body.state, "CREATING");
      const way = await until(`${account}/routers/${id("way")}`, stateIs("READY"), 300);
      check("router.states", "in the end", way.body.state, "READY");
      const referred = await del(`${name}?ignoreChecks=true`);
      reading("deployment.referred", "deletionOfReferred", referred.status === 200 ? "accept" : "reject");
      await del(`${account}/routers/${id("way")}`);
      check("router.delete", "GET", (await get(`${account}/routers/${id("way")}`)).status, 404);
      const deletion = await del(`${name}?ignoreChecks=true`);
      check("deployment.delete-time", "DELETE", deletion.status, 200);
      check("deployment.delete-time", "then", stateIs("DELETING", "DELETED")(await get(name)), true);
      const { body: tombstone } = await until(name, gone, 900);
      check("deployment.soft-delete", "its state", tombstone.state, "DELETED");
      check("deployment.soft-delete", "it has a purgeTime", Boolean(tombstone.purgeTime), true);
      check("deployment.repeated-delete", "DELETE again", (await del(name)).status, 200);
      const again = await create(`${account}/deployments`, id("life"), body, `?deploymentId=${id("life")}`);
      check("deployment.soft-delete", "the id is reserved", again.status, 409);
      const listed = JSON.stringify((await get(`${account}/deployments?pageSize=200`)).body).includes(name);
      const shown = await get(`${account}/deployments?pageSize=200&showDeleted=true`);
      check(
        "deployment.soft-delete",
        "in lists without and with showDeleted",
        [listed, JSON.stringify(shown.body).includes(name)],
        [false, true],
      );
      check("deployment.undelete", ":undelete", (await post(`${name}:undelete`)).status, 200);
      check("deployment.undelete", "then", stateIs("CREATING", "READY", "UPDATING")(await get(name)), true);
      await del(`${name}?hard=true&ignoreChecks=true`);
      check("deployment.hard-delete", "GET in the end", (await until(name, gone, 900)).status, 404);
    },
  },
  {
    name: "an addon on a deployment",
    lines: [
      "deployed-model.id",
      "deployed-model.states",
      "deployed-model.twin",
      "deployed-model.unload",
      "deployed-model.vanish",
      "deployment.rolling",
      "model.in-use",
    ],
    emulatorOnly: "its addon has no weights that a real one could load",
    async run(run) {
      const { get, post, patch, del, create, raw, until, check, account, baseModel, id } = run;
      const shape = `${run.shape.replace(/-[a-z]+$/, "")}-minimal`;
      const { name } = await deployed(run, "host", { deploymentShape: shape, enableAddons: true, minReplicaCount: 1 });
      const lora = `${account}/models/${id("lora")}`;
      const details = { baseModel, r: 8, targetModules: ["q_proj"] };
      await create(`${account}/models`, id("lora"), { modelId: id("lora"), model: { peftDetails: details } });
      const files = { "adapter_config.json": "{}", "adapter_model.safetensors": "weights" };
      const sizes = { "adapter_config.json": "2", "adapter_model.safetensors": "7" };
      const { body: urls } = await post(`${lora}:getUploadEndpoint`, { filenameToSize: sizes });
      for (const [file, body] of Object.entries(files)) {
        const headers = { "x-goog-content-length-range": `${body.length},${body.length}` };
        await raw(urls.filenameToSignedUrls[file], { method: "PUT", body, headers });
      }
      await get(`${lora}:validateUpload`);
      const load = () => create(`${account}/deployedModels`, id("any"), { model: lora, deployment: name });
      const { body: loading } = await load();
      check("deployed-model.id", "the service's name", loading.name?.includes("/deployedModels/"), true);
      check("deployed-model.states", "at first", loading.state, "DEPLOYING");
      const loaded = await until(loading.name, stateIs("DEPLOYED"), 1800);
      check("deployed-model.states", "in the end", loaded.body.state, "DEPLOYED");
      check("deployed-model.twin", "the same again", (await load()).status, 409);
      check("model.in-use", "DELETE of its model", (await del(lora)).status, 400);
      await del(loading.name);
      check("deployed-model.unload", "DELETE, then", (await get(loading.name)).body.state, "UNDEPLOYING");
      const unloaded = await until(loading.name, ({ status }) => status === 404, 600);
      check("deployed-model.unload", "in the end", unloaded.status, 404);
      await patch(`${name}?updateMask=max_context_length`, { baseModel, maxContextLength: 4096 });
      const { readyReplicaCount } = (await get(name)).body.replicaStats ?? {};
      check("deployment.rolling", "ready replicas while UPDATING", readyReplicaCount, 1);
      await until(name, stateIs("READY"), 1800);
      const { body: again } = await load();
      await del(`${name}?hard=true&ignoreChecks=true`);
      await until(name, gone, 900);
      check("deployed-model.vanish", "without its deployment", (await get(again.name)).status, 404);
      check("model.in-use", "right after its deployment has gone", (await del(lora)).status, 400);
    },
  },
  {
    name: "a deployment that sleeps",
    lines: ["deployment.scale-to-zero", "deployment.wake"],
    rents: { replicas: 1, minutes: 60 },
    async run(run) {
      const { raw, until, check, apiKey } = run;
      const { name } = await deployed(run, "sleep", { autoscalingPolicy: { scaleToZeroWindow: "300s" } });
      const asleep = await until(name, ({ body }) => !body.replicaCount, 1800);
      check("deployment.scale-to-zero", "its state", asleep.body.state, "READY");
      const ask = () =>
        raw("inference/v1/chat/completions", {
          method: "POST",
          body: { model: name, messages: [{ role: "user", content: "Hi" }], max_tokens: 1 },
          headers: { authorization: `Bearer ${apiKey}` },
        });
      const refused = await ask();
      const error = [refused.status, refused.body.error?.code];
      check("deployment.wake", "a request", error, [503, "DEPLOYMENT_SCALING_UP"]);
      await until(name, ({ body }) => body.replicaStats?.readyReplicaCount > 0, 1800);
      check("deployment.wake", "a request a little later", (await ask()).status, 200);
    },
  },
  {
    name: "schedules",
    lines: ["deployment.schedules"],
    emulatorOnly: "it takes a day",
    async run(run) {
      const { get, pause, check } = run;
      const schedule = { schedule: "0 8 * * *", duration: "3600s", timezone: "Europe/Berlin", minReplicaCount: 3 };
      const autoscalingPolicy = { scalingSchedules: { morning: schedule } };
      const { name, answer } = await deployed(run, "office", { maxReplicaCount: 4, autoscalingPolicy });
      const now = Date.parse(answer.headers.get("date") ?? "");
      const eight = Array.from({ length: 25 }, (_, hour) => Math.ceil(now / 3_600_000) * 3_600_000 + hour * 3_600_000);
      const inBerlin = new Intl.DateTimeFormat("en", { hour: "numeric", hourCycle: "h23", timeZone: "Europe/Berlin" });
      const start = eight.find((at) => at > now + 3_600_000 && inBerlin.format(at) === "08") as number;
      await pause((start - now) / 1000 + 60);
      check("deployment.schedules", "at 08:01", (await get(name)).body.replicaCount, 3);
      await pause(3600);
      check("deployment.schedules", "at 09:01", (await get(name)).body.replicaCount ?? 0, 0);
    },
  },
  {
    name: "seven days of idleness",
    lines: ["deployment.idle-deletion", "deployment.scale-to-zero", "deployment.soft-delete"],
    emulatorOnly: "it takes two weeks",
    async run(run) {
      const { get, pause, check } = run;
      const { name } = await deployed(run, "idle");
      await pause(3600);
      const { body } = await get(name);
      check("deployment.scale-to-zero", "state and replicas", [body.state, body.replicaCount ?? 0], ["READY", 0]);
      await pause(6 * 86_400);
      check("deployment.idle-deletion", "after six days", (await get(name)).body.state, "READY");
      await pause(86_400);
      check("deployment.idle-deletion", "after seven", (await get(name)).body.state, "DELETED");
      await pause(7 * 86_400);
      check("deployment.soft-delete", "seven days after that", (await get(name)).status, 404);
    },
  },
];

const serves =
  (deployment: string) =>
  ({ body }: Answer): boolean =>
    (body.deployedModels ?? []).some((one: { deployment: string }) => one.deployment === deployment);
