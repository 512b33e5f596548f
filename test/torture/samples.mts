import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Emulator, Json } from "./provider.mts";

export const ACCOUNT = "accounts/emulator";
const LLAMA = "accounts/fireworks/models/llama-v3p1-8b-instruct";
const QWEN = "accounts/fireworks/models/qwen3-8b";
const SHAPES = "accounts/fireworks/deploymentShapes";
const H100 = { acceleratorType: "NVIDIA_H100_80GB", acceleratorCount: 1 };

/** What a torture needs to know of a kind: the rest follows from its declaration. */
export interface Sample {
  /** The kind's type. */
  type: string;
  /** Which of several samples of the kind. */
  variant?: string;
  /** What the resource refers to. */
  prepare?: (gateway: Emulator) => void | Promise<void>;
  /** The first program. */
  args: Json;
  /** The same resource, changed in place. */
  changed: Json;
  /** The same resource with what only another object can have. Absent where nothing replaces. */
  replaced?: Json;
  /** The request by which somebody makes one like it by hand, under an id of their own: path, query, body. */
  byHand: (id: string) => { path: string; query?: Record<string, string>; body: Json };
  /** An object made by hand that the first program can take over. Absent where import is refused. */
  importable?: true;
  /** Destroy leaves the object. */
  survives?: true;
  /** What was uploaded, by file, of the program: checked against what the store holds. */
  env?: Record<string, string>;
}

/** Written into the folder that a torture runs in. */
export function writeFiles(folder: string): void {
  const files = {
    "weights/config.json": '{"architectures": ["LlamaForCausalLM"], "model_type": "llama"}',
    "weights/model.safetensors": "planted weights",
    "heavier/config.json": '{"architectures": ["LlamaForCausalLM"], "model_type": "llama"}',
    "heavier/model.safetensors": "planted heavier weights",
    "first.jsonl": '{"messages": [{"role": "user", "content": "first"}]}\n',
    "second.jsonl": '{"messages": [{"role": "user", "content": "second"}]}\n{"messages": []}\n',
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** A request of somebody else's. */
export async function post(
  gateway: Emulator,
  { path, query = {}, body }: { path: string; query?: Record<string, string>; body: Json },
): Promise<Json> {
  const answer = await fetch(`${gateway.url}/v1/${path}?${new URLSearchParams(query)}`, {
    method: "POST",
    headers: { authorization: `Bearer ${gateway.apiKey}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  return (await answer.json()) as Json;
}

const serviceAccount = (gateway: Emulator, id: string) =>
  post(gateway, {
    path: `${ACCOUNT}/users`,
    query: { userId: id },
    body: { serviceAccount: true, role: "contributor" },
  });

const deployment = (gateway: Emulator, id: string, addons = false) =>
  post(gateway, {
    path: `${ACCOUNT}/deployments`,
    query: { deploymentId: id, acceptShapelessRisk: String(addons), disableAutoDeploy: "true" },
    body: addons
      ? { baseModel: LLAMA, ...H100, precision: "BF16", enableAddons: true }
      : { baseModel: LLAMA, deploymentShape: `${SHAPES}/llama-v3p1-8b-instruct-fast` },
  });

export const adapter = (gateway: Emulator, id: string) =>
  gateway.put({
    name: `${ACCOUNT}/models/${id}`,
    state: "READY",
    kind: "HF_PEFT_ADDON",
    peftDetails: { baseModel: LLAMA, r: 8, targetModules: ["q_proj"] },
  });

const dataset = (id: string) => ({
  path: `${ACCOUNT}/datasets`,
  body: { datasetId: id, dataset: { externalUrl: "s3://bucket/theirs.jsonl", exampleCount: "1" } },
});

const model = (id: string) => ({
  path: `${ACCOUNT}/models`,
  body: {
    modelId: id,
    model: {
      kind: "HF_BASE_MODEL",
      baseModelDetails: { checkpointFormat: "HUGGINGFACE", worldSize: 1, huggingfaceFiles: ["config.json"] },
    },
  },
});

const s3 = (path: string) => ({
  kind: "HF_BASE_MODEL",
  source: { awsS3Source: { s3Bucket: "b", s3Path: path, accessKeyId: "planted-id", accessSecret: "planted-secret" } },
});

const azure = (path: string) => ({
  kind: "HF_BASE_MODEL",
  source: { azureBlobSource: { storageAccount: "a", container: "c", path, sasTokenSecret: "planted-token" } },
});

export const samples: readonly Sample[] = [
  {
    type: "ApiKey",
    prepare: async (gateway) => {
      await serviceAccount(gateway, "pipeline");
    },
    args: { user: `${ACCOUNT}/users/pipeline`, displayName: "first" },
    changed: { user: `${ACCOUNT}/users/pipeline`, displayName: "first", deletionPolicy: "hard" },
    replaced: { user: `${ACCOUNT}/users/pipeline`, displayName: "second" },
    byHand: (id) => ({ path: `${ACCOUNT}/users/pipeline/apiKeys`, body: { apiKey: { displayName: id } } }),
  },
  {
    type: "Dataset",
    args: { source: { file: "first.jsonl" }, displayName: "first" },
    changed: { source: { file: "first.jsonl" }, displayName: "second" },
    replaced: { source: { file: "second.jsonl" }, displayName: "first" },
    byHand: dataset,
  },
  {
    type: "Dataset",
    variant: "signed",
    env: { FIREWORKS_DIRECT_UPLOAD_LIMIT: "0" },
    args: { source: { file: "first.jsonl" }, displayName: "first" },
    changed: { source: { file: "first.jsonl" }, displayName: "second" },
    replaced: { source: { file: "second.jsonl" }, displayName: "first" },
    byHand: dataset,
  },
  {
    type: "Dataset",
    variant: "bucket",
    args: { externalUrl: "s3://bucket/theirs.jsonl", exampleCount: "1", displayName: "first" },
    changed: { externalUrl: "s3://bucket/theirs.jsonl", exampleCount: "1", displayName: "second" },
    replaced: { externalUrl: "s3://bucket/others.jsonl", exampleCount: "2", displayName: "first" },
    byHand: dataset,
    importable: true,
  },
  {
    type: "DeployedModel",
    prepare: async (gateway) => {
      for (const id of ["tone", "formal", "foreign"]) adapter(gateway, id);
      await deployment(gateway, "chat", true);
    },
    args: { model: `${ACCOUNT}/models/tone`, deployment: `${ACCOUNT}/deployments/chat`, displayName: "first" },
    changed: { model: `${ACCOUNT}/models/tone`, deployment: `${ACCOUNT}/deployments/chat`, displayName: "second" },
    replaced: { model: `${ACCOUNT}/models/formal`, deployment: `${ACCOUNT}/deployments/chat`, displayName: "first" },
    byHand: () => ({
      path: `${ACCOUNT}/deployedModels`,
      body: { model: `${ACCOUNT}/models/foreign`, deployment: `${ACCOUNT}/deployments/chat` },
    }),
  },
  {
    type: "Deployment",
    args: {
      baseModel: LLAMA,
      deploymentShape: `${SHAPES}/llama-v3p1-8b-instruct-fast`,
      displayName: "first",
      disableAutoDeploy: true,
    },
    changed: {
      baseModel: LLAMA,
      deploymentShape: `${SHAPES}/llama-v3p1-8b-instruct-fast`,
      displayName: "second",
      disableAutoDeploy: true,
      maxReplicaCount: 2,
      directRouteApiKeys: ["planted-route"],
    },
    replaced: {
      baseModel: LLAMA,
      deploymentShape: `${SHAPES}/llama-v3p1-8b-instruct-fast`,
      displayName: "first",
      disableAutoDeploy: true,
      preemptible: true,
    },
    byHand: (id) => ({
      path: `${ACCOUNT}/deployments`,
      query: { deploymentId: id, disableAutoDeploy: "true" },
      body: { baseModel: LLAMA, deploymentShape: `${SHAPES}/llama-v3p1-8b-instruct-fast` },
    }),
    importable: true,
  },
  {
    type: "DeploymentShape",
    args: { baseModel: LLAMA, ...H100, displayName: "first" },
    changed: { baseModel: LLAMA, ...H100, acceleratorCount: 2, displayName: "second" },
    replaced: { baseModel: QWEN, ...H100, displayName: "first" },
    byHand: (id) => ({
      path: `${ACCOUNT}/deploymentShapes`,
      query: { deploymentShapeId: id },
      body: { baseModel: LLAMA, ...H100 },
    }),
    importable: true,
  },
  {
    type: "Model",
    args: { kind: "HF_BASE_MODEL", source: { directory: "weights" }, displayName: "first" },
    changed: {
      kind: "HF_BASE_MODEL",
      source: { directory: "weights" },
      displayName: "second",
      preparedPrecisions: ["FP8"],
    },
    replaced: { kind: "HF_BASE_MODEL", source: { directory: "heavier" }, displayName: "first" },
    byHand: model,
  },
  {
    type: "Model",
    variant: "imported from a bucket",
    args: { ...s3("first"), displayName: "first" },
    changed: { ...s3("first"), displayName: "second" },
    replaced: { ...s3("second"), displayName: "first" },
    byHand: model,
  },
  {
    type: "Model",
    variant: "imported from a container",
    args: { ...azure("first"), displayName: "first" },
    changed: { ...azure("first"), displayName: "second" },
    replaced: { ...azure("second"), displayName: "first" },
    byHand: model,
  },
  {
    type: "Router",
    prepare: async (gateway) => {
      for (const id of ["one", "two"]) await deployment(gateway, id);
    },
    args: { deployments: [`${ACCOUNT}/deployments/one`], displayName: "first" },
    changed: {
      deployments: [`${ACCOUNT}/deployments/two`, `${ACCOUNT}/deployments/one`],
      displayName: "second",
      evenLoad: {},
    },
    replaced: { deployments: [`${ACCOUNT}/deployments/one`], displayName: "first", model: LLAMA },
    byHand: (id) => ({
      path: `${ACCOUNT}/routers`,
      query: { routerId: id },
      body: { deployments: [`${ACCOUNT}/deployments/one`] },
    }),
    importable: true,
  },
  {
    type: "Secret",
    args: { keyName: "FIRST_KEY", value: "planted-one" },
    changed: { keyName: "FIRST_KEY", value: "planted-two" },
    replaced: { keyName: "SECOND_KEY", value: "planted-one" },
    byHand: (id) => ({
      path: `${ACCOUNT}/secrets`,
      body: {
        name: `${ACCOUNT}/secrets/${id}`,
        keyName: id === "theirs" ? "THEIR_KEY" : "FIRST_KEY",
        value: "planted-by-hand",
      },
    }),
    importable: true,
  },
  {
    type: "User",
    args: { serviceAccount: true, role: "contributor", displayName: "first", deletionPolicy: "lowerRole" },
    changed: { serviceAccount: true, role: "user", displayName: "second", deletionPolicy: "lowerRole" },
    byHand: (id) => ({
      path: `${ACCOUNT}/users`,
      query: { userId: id },
      body: { serviceAccount: true, role: "user" },
    }),
    importable: true,
    survives: true,
  },
];
