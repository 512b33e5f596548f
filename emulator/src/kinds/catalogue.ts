import type { StoredObject } from "../store/store";

/** What everybody finds in the account "fireworks": a small likeness of the public catalogue, with made-up versions. */

const since = "2026-01-15T00:00:00.000Z";
const account = "accounts/fireworks";

interface CatalogueModel {
  id: string;
  displayName: string;
  parameterCount: string;
  contextLength: number;
  supportsLora: boolean;
}

const models: CatalogueModel[] = [
  {
    id: "llama-v3p1-8b-instruct",
    displayName: "Llama 3.1 8B Instruct",
    parameterCount: "8030261248",
    contextLength: 131072,
    supportsLora: true,
  },
  {
    id: "llama-v3p3-70b-instruct",
    displayName: "Llama 3.3 70B Instruct",
    parameterCount: "70553706496",
    contextLength: 131072,
    supportsLora: true,
  },
  { id: "qwen3-8b", displayName: "Qwen3 8B", parameterCount: "8190735360", contextLength: 40960, supportsLora: true },
  {
    id: "deepseek-v3",
    displayName: "DeepSeek V3",
    parameterCount: "671026419200",
    contextLength: 163840,
    supportsLora: false,
  },
];

interface CatalogueShape {
  id: string;
  baseModel: string;
  acceleratorType: string;
  acceleratorCount: number;
  precision: string;
  presetType: string;
  versions: string[];
}

const shapes: CatalogueShape[] = [
  {
    id: "llama-v3p1-8b-instruct-fast",
    baseModel: "llama-v3p1-8b-instruct",
    acceleratorType: "NVIDIA_H200_141GB",
    acceleratorCount: 1,
    precision: "FP8",
    presetType: "FAST",
    versions: ["k2p9x7ab", "m4q8z1cd"],
  },
  {
    id: "llama-v3p1-8b-instruct-throughput",
    baseModel: "llama-v3p1-8b-instruct",
    acceleratorType: "NVIDIA_H100_80GB",
    acceleratorCount: 1,
    precision: "FP8",
    presetType: "THROUGHPUT",
    versions: ["a7d3f2gh", "t5w6y8jk"],
  },
  {
    id: "llama-v3p1-8b-instruct-minimal",
    baseModel: "llama-v3p1-8b-instruct",
    acceleratorType: "NVIDIA_H100_80GB",
    acceleratorCount: 1,
    precision: "BF16",
    presetType: "MINIMAL",
    versions: ["b1n4m6lp", "c9r2s5tv"],
  },
  {
    id: "llama-v3p3-70b-instruct-fast",
    baseModel: "llama-v3p3-70b-instruct",
    acceleratorType: "NVIDIA_H200_141GB",
    acceleratorCount: 4,
    precision: "FP8",
    presetType: "FAST",
    versions: ["d8g3h1wx", "e6j7k4yz"],
  },
  {
    id: "qwen3-8b-fast",
    baseModel: "qwen3-8b",
    acceleratorType: "NVIDIA_H200_141GB",
    acceleratorCount: 1,
    precision: "FP8",
    presetType: "FAST",
    versions: ["f3p5q9rs", "g2t8v4wx"],
  },
  {
    id: "qwen3-8b-minimal",
    baseModel: "qwen3-8b",
    acceleratorType: "NVIDIA_H100_80GB",
    acceleratorCount: 1,
    precision: "BF16",
    presetType: "MINIMAL",
    versions: ["h7y1z6ab", "j4c9d3ef"],
  },
  {
    id: "deepseek-v3-fast",
    baseModel: "deepseek-v3",
    acceleratorType: "NVIDIA_B200_180GB",
    acceleratorCount: 8,
    precision: "FP8",
    presetType: "FAST",
    versions: ["n5g8h2jk", "p1l6m9no"],
  },
];

function modelObject({ id, parameterCount, ...rest }: CatalogueModel): StoredObject {
  return {
    name: `${account}/models/${id}`,
    ...rest,
    kind: "HF_BASE_MODEL",
    state: "READY",
    status: { code: "OK" },
    public: true,
    baseModelDetails: {
      worldSize: 1,
      checkpointFormat: "HUGGINGFACE",
      parameterCount,
      supportsFireattention: true,
      defaultPrecision: "BF16",
    },
    createTime: since,
    updateTime: since,
  };
}

function shapeObjects({ id, baseModel, versions, ...rest }: CatalogueShape): StoredObject[] {
  const name = `${account}/deploymentShapes/${id}`;
  const shape: StoredObject = {
    name,
    ...rest,
    baseModel: `${account}/models/${baseModel}`,
    createTime: since,
    updateTime: since,
  };
  const version = (version: string, at: number): StoredObject => ({
    name: `${name}/versions/${version}`,
    // Newer ones have later times, and their contexts are longer, so that versions differ in more than their names.
    createTime: `2026-0${at + 2}-01T00:00:00.000Z`,
    snapshot: { ...shape, maxContextLength: 16384 * (at + 1) },
    validated: true,
    public: true,
    latestValidated: at === versions.length - 1,
  });
  return [{ ...shape, maxContextLength: 16384 * versions.length }, ...versions.map(version)];
}

export const catalogue: readonly StoredObject[] = [
  {
    name: account,
    displayName: "Fireworks (fireworks-emulator)",
    email: "catalogue@example.com",
    state: "READY",
    createTime: since,
    updateTime: since,
  },
  ...models.map(modelObject),
  ...shapes.flatMap(shapeObjects),
];
