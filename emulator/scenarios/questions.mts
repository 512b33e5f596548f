import { deployed, removed } from "./deployments.mts";
import type { Run, Scenario } from "./scenario.mts";

/** What no source says. On the real service each answers with the setting that makes the emulator do the same. */

const model = async ({ create, account, id }: Run, word: string, given: object = {}): Promise<string> => {
  const { status, body } = await create(`${account}/models`, id(word), { modelId: id(word), model: given });
  if (status !== 200) throw new Error(`the creation of a model answered ${status} ${JSON.stringify(body)}`);
  return `${account}/models/${id(word)}`;
};

const free: Scenario[] = [
  {
    name: "do masks take camelCase?",
    question: 2,
    lines: ["mask.camel-case"],
    async run(run) {
      const name = await model(run, "camel", { displayName: "old" });
      const { status } = await run.patch(`${name}?updateMask=displayName`, { displayName: "new" });
      const { displayName } = (await run.get(name)).body;
      const applied = displayName === "new" ? "accept" : "ignore";
      run.reading("mask.camel-case", "camelCaseMask", status === 400 ? "reject" : applied);
    },
  },
  {
    name: "must a PATCH hold the required fields?",
    question: 3,
    lines: ["mask.required"],
    async run({ create, patch, reading, account, id }) {
      const name = `${account}/secrets/${id("required")}`;
      await create(`${account}/secrets`, id("required"), { name, keyName: "SCENARIO_KEY", value: "one" });
      const { status } = await patch(`${name}?updateMask=value`, { value: "two" });
      reading("mask.required", "patchRequired", status === 400 ? "enforce" : "ignore");
    },
  },
  {
    name: "is the name of a secret full or bare?",
    question: 6,
    lines: ["secret.name"],
    async run({ create, reading, account, id }) {
      const collection = `${account}/secrets`;
      const make = async (word: string, name: string) =>
        (await create(collection, id(word), { name, keyName: "SCENARIO_KEY", value: "v" })).status === 200;
      const full = await make("full", `${collection}/${id("full")}`);
      const bare = await make("bare", id("bare"));
      reading("secret.name", "secretName", full && bare ? "both" : full ? "full" : bare ? "bare" : "neither");
    },
  },
  {
    name: "do models and datasets leave tombstones?",
    question: 7,
    lines: ["deletion.immediate", "model.delete-uploading"],
    async run(run) {
      const { get, del, create, check, reading, account, id } = run;
      const made = await model(run, "gone");
      const deletion = await del(made);
      reading("model.delete-uploading", "deletionOfUploading", deletion.status === 200 ? "accept" : "reject");
      check("deletion.immediate", "GET of a deleted model", (await get(made)).status, 404);
      const again = await create(`${account}/models`, id("gone"), { modelId: id("gone"), model: {} });
      check("deletion.immediate", "a model of the same id", again.status, 200);
      const dataset = { datasetId: id("gone"), dataset: {} };
      await create(`${account}/datasets`, id("gone"), dataset);
      await del(`${account}/datasets/${id("gone")}`);
      check(
        "deletion.immediate",
        "GET of a deleted dataset",
        (await get(`${account}/datasets/${id("gone")}`)).status,
        404,
      );
      const second = await create(`${account}/datasets`, id("gone"), dataset);
      check("deletion.immediate", "a dataset of the same id", second.status, 200);
    },
  },
  {
    name: "do answers hold zero values?",
    question: 8,
    lines: ["answers.zero-values"],
    async run(run) {
      const name = await model(run, "zero");
      const { body } = await run.get(name);
      run.reading("answers.zero-values", "zeroValues", "public" in body && "displayName" in body ? "emit" : "omit");
    },
  },
  {
    name: "may an account create deployment shapes?",
    question: 9,
    lines: ["shape.creation"],
    async run({ create, reading, account, baseModel, id }) {
      const body = { baseModel, acceleratorType: "NVIDIA_H100_80GB", acceleratorCount: 1 };
      const query = `?deploymentShapeId=${id("shape")}`;
      const { status } = await create(`${account}/deploymentShapes`, id("shape"), body, query);
      reading("shape.creation", "shapeCreation", { 200: "allow", 403: "deny" }[status] ?? status);
    },
  },
  {
    name: "how many requests a second may there be?",
    question: 10,
    lines: ["auth.rate-limit"],
    async run({ get, reading, account }) {
      const burst = await Promise.all(Array.from({ length: 30 }, () => get(`${account}/secrets?pageSize=1`)));
      const served = burst.filter(({ status }) => status !== 429).length;
      reading("auth.rate-limit", "requestsPerSecond", served === 30 ? 0 : served);
    },
  },
  {
    name: "what does a second DELETE answer?",
    question: 11,
    lines: ["deletion.repeated", "secret.missing"],
    async run(run) {
      const { del, get, check, reading, account, id } = run;
      const name = await model(run, "twice");
      await del(name);
      check("deletion.repeated", "of a model", (await del(name)).status, 404);
      check("deletion.repeated", "of a dataset", (await del(`${account}/datasets/${id("none")}`)).status, 404);
      check("deletion.repeated", "of a router", (await del(`${account}/routers/${id("none")}`)).status, 404);
      check("deletion.repeated", "of a deployment", (await del(`${account}/deployments/${id("none")}`)).status, 404);
      reading("secret.missing", "missingSecret", (await get(`${account}/secrets/${id("none")}`)).status);
    },
  },
];

const rented: Scenario[] = [
  {
    name: "can a deployment be changed while it is UPDATING?",
    question: 1,
    lines: ["deployment.patch-while-busy", "mask.base-model"],
    rents: { replicas: 2, minutes: 45 },
    async run(run) {
      const { name } = await deployed(run, "busy", { maxReplicaCount: 2 });
      const { baseModel, patch, get, until, reading } = run;
      // Without the base model: refused, applied, or taken for an update that leaves the bounds alone.
      const { status } = await patch(`${name}?updateMask=max_replica_count`, { maxReplicaCount: 1 });
      const applied = (await get(name)).body.maxReplicaCount === 1;
      const taken = applied ? "accept" : "keepOldBounds";
      reading("mask.base-model", "patchWithoutBaseModel", status === 400 ? "reject" : taken);
      await until(name, ({ body }) => body.state === "READY", 900);
      await patch(`${name}?updateMask=max_context_length`, { baseModel, maxContextLength: 4096 });
      const meanwhile = await patch(`${name}?updateMask=max_context_length`, { baseModel, maxContextLength: 8192 });
      reading("deployment.patch-while-busy", "patchWhileUpdating", meanwhile.status === 200 ? "accept" : "reject");
    },
  },
  {
    name: "does a hard deletion free the id of a tombstone?",
    question: 4,
    lines: ["deployment.hard-delete-of-deleted"],
    rents: { replicas: 1, minutes: 60 },
    async run(run) {
      const { name } = await deployed(run, "tomb");
      await run.del(`${name}?ignoreChecks=true`);
      await removed(run, name);
      await run.del(`${name}?hard=true&ignoreChecks=true`);
      const body = { baseModel: run.baseModel, deploymentShape: run.shape };
      const query = `?deploymentId=${run.id("tomb")}`;
      const { status } = await run.create(`${run.account}/deployments`, run.id("tomb"), body, query);
      run.reading("deployment.hard-delete-of-deleted", "hardDeleteOfDeleted", status === 200 ? "free" : "keep");
    },
  },
  {
    name: "can accelerator and placement change in place?",
    question: 5,
    lines: ["deployment.accelerator-in-place", "deployment.placement-in-place"],
    rents: { replicas: 1, minutes: 60 },
    async run(run) {
      const { baseModel, patch, until, reading } = run;
      const more = { deploymentShape: undefined, acceleratorType: "NVIDIA_H100_80GB", acceleratorCount: 1 };
      const { name } = await deployed(run, "place", more, "&acceptShapelessRisk=true");
      const type = { baseModel, acceleratorType: "NVIDIA_H200_141GB" };
      const accelerator = await patch(`${name}?updateMask=accelerator_type`, type);
      reading("deployment.accelerator-in-place", "acceleratorTypeInPlace", accelerator.status === 200);
      await until(name, ({ body }) => body.state === "READY", 1200);
      const placement = { baseModel, placement: { region: "US_IOWA_1" } };
      const moved = await patch(`${name}?updateMask=placement`, placement);
      reading("deployment.placement-in-place", "placementInPlace", moved.status === 200);
    },
  },
];

export const questions: Scenario[] = [...free, ...rented];
