import { operations } from "../src/api/spec";
import { account, api, catalogueModel, deployed, uploaded, useEmulator } from "./support";

const used = useEmulator({
  accounts: [
    { accountId: "emulator", apiKey: "one" },
    { accountId: "other", apiKey: "two" },
  ],
});

/** Something of every kind in the first account. */
async function fill(): Promise<void> {
  const { api: one, emulator } = used;
  await one.post(`${account}/secrets`, { name: "k", keyName: "K", value: "v" });
  await deployed(used);
  await one.post(`${account}/routers?routerId=r`, { deployments: [`${account}/deployments/d`], displayName: "mine" });
  await one.post(`${account}/users?userId=u`, { role: "user", serviceAccount: true });
  await one.post(`${account}/users/u/apiKeys`, { apiKey: { displayName: "mine" } });
  await one.post(`${account}/deploymentShapes?deploymentShapeId=s`, {
    baseModel: catalogueModel,
    acceleratorType: "NVIDIA_H100_80GB",
  });
  for (const id of ["m", "n"]) {
    await one.post(`${account}/models`, { modelId: id, model: { kind: "HF_BASE_MODEL" } });
    await uploaded(used, `${account}/models/${id}`, { "config.json": "{}" });
  }
  await one.post(`${account}/models/n:import`, { awsS3Source: { s3Bucket: "mine" } });
  await one.post(`${account}/datasets`, { datasetId: "x", dataset: { displayName: "mine" } });
  emulator.clock.advance("2m");
  // What time has brought about is no change of anybody's.
  for (const one of ["users", "models", "routers", "deployedModels", "operations", "deployments"]) emulator.list(one);
}

const state = () => {
  const { objects, content } = used.emulator.snapshot() as { objects: { name: string }[]; content: object };
  return { objects: objects.filter(({ name }) => name.startsWith(`${account}/`)), content };
};

/** The names of objects that there are, for the parameters of paths. */
const existing = (): Record<string, string> => {
  const last = (collection: string) => String(used.emulator.list(collection)[0]?.name).split("/").at(-1) ?? "";
  return {
    secret_id: "k",
    deployment_id: "d",
    router_id: "r",
    user_id: "u",
    key_id: last("users/apiKeys"),
    deployment_shape_id: "s",
    version_id: last("deploymentShapes/versions"),
    model_id: "m",
    dataset_id: "x",
    deployed_model_id: last("deployedModels"),
    operation_id: last("operations"),
    quota_id: "global--h200-count",
  };
};

const ofAccounts = operations.filter(({ path }) => path.includes("{account_id}"));

async function ask(key: string, method: string, path: string): Promise<{ status: number; text: string }> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const init = method === "GET" || method === "DELETE" ? {} : { body: "{}" };
  const response = await fetch(used.emulator.url + path, { method, headers, ...init });
  return { status: response.status, text: await response.text() };
}

test("no operation lets a key see or change anything of another account", async () => {
  await fill();
  const before = state();
  const values: Record<string, string> = { ...existing(), account_id: "emulator" };
  const { key } = (await api(used.emulator, "two").post("accounts/other/users/other/apiKeys", { apiKey: {} })).body;
  const open: string[] = [];
  for (const { operationId, method, path } of ofAccounts) {
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "any");
    for (const held of ["two", key]) {
      const { status } = await ask(held, method, filled);
      if (status !== 404 && status !== 403) open.push(`${operationId} ${filled}: ${status}`);
    }
  }
  expect(ofAccounts.length).toBeGreaterThan(190);
  expect(open).toEqual([]);
  expect(state()).toEqual(before);
});

test("nor does one that names all accounts", async () => {
  await fill();
  const before = state();
  const seen: string[] = [];
  for (const { operationId, method, path } of ofAccounts) {
    const filled = path.replace(/\{(\w+)\}/g, "-");
    const [mine, theirs] = [await ask("one", method, filled), await ask("two", method, filled)];
    if (theirs.text.includes(`${account}/`) || theirs.text.includes("mine")) seen.push(operationId);
    if (operationId === "Gateway_ListSecrets") expect(mine.text).toContain(`${account}/secrets/k`);
  }
  expect(seen).toEqual([]);
  expect(state()).toEqual(before);
});

test("nor do references in a request's body, and inference", async () => {
  await fill();
  const before = state();
  const two = api(used.emulator, "two");
  used.emulator.put({ name: `${account}/models/m`, state: "READY" });
  const own = "accounts/other";
  const [model, deployment] = [`${account}/models/m`, `${account}/deployments/d`];
  const answers = [
    await two.post(`${own}/deployments?acceptShapelessRisk=true`, {
      baseModel: model,
      acceleratorType: "NVIDIA_H100_80GB",
    }),
    await two.post(`${own}/deployedModels`, { model, deployment }),
    await two.post(`${own}/routers`, { deployments: [deployment] }),
    await two.post(`${own}/models`, {
      modelId: "p",
      model: { peftDetails: { baseModel: model, r: 8, targetModules: ["q"] } },
    }),
    await two.post(`${own}/deploymentShapes`, { baseModel: model, acceleratorType: "NVIDIA_H100_80GB" }),
  ];
  // The same words as for what does not exist: nothing is told of whether it does.
  const none = await two.post(`${own}/routers`, { deployments: [`${account}/deployments/none`] });
  expect(answers.map(({ status }) => status >= 400 && status < 500)).toEqual(answers.map(() => true));
  expect(answers[2]?.body.message.replace("deployments/d", "deployments/none")).toBe(none.body.message);
  const body = JSON.stringify({ model: deployment, messages: [] });
  const headers = { authorization: "Bearer two" };
  const inference = await fetch(`${used.emulator.url}/inference/v1/chat/completions`, {
    method: "POST",
    headers,
    body,
  });
  expect(inference.status).toBe(404);
  expect(used.emulator.list("deployments", "other")).toEqual([]);
  expect(state().objects.filter(({ name }) => name !== model)).toEqual(
    before.objects.filter(({ name }) => name !== model),
  );
});
