import { Model } from "../../../src/resources/model";
import { LLAMA, QWEN } from "./prepared";
import type { Sample } from "./sample";

const peft = (r: number) => ({ baseModel: LLAMA, r, targetModules: ["q_proj"] });
const base = { kind: "HF_BASE_MODEL", source: { directory: "./weights" } };
const adapter = { source: { directory: "./adapter" }, peftDetails: peft(8) };

export const sample: Sample = {
  kind: Model,
  files: {
    "weights/config.json": JSON.stringify({ architectures: ["LlamaForCausalLM"], model_type: "llama" }),
    "weights/model.safetensors": "weights",
    "adapter/adapter_config.json": JSON.stringify({
      r: 8,
      target_modules: ["q_proj"],
      base_model_name_or_path: "llama",
    }),
    "adapter/adapter_model.safetensors": "adapter",
  },
  args: () => base,
  values: {
    modelId: ["weights-first", "weights-second"],
    kind: ["HF_BASE_MODEL", "EMBEDDING_MODEL"],
    baseModelDetails: [
      { checkpointFormat: "HUGGINGFACE", worldSize: 1, parameterCount: "7" },
      { checkpointFormat: "HUGGINGFACE", worldSize: 1, parameterCount: "8" },
    ],
    peftDetails: [peft(8), peft(16)],
    snapshotType: ["FULL_SNAPSHOT", "INCREMENTAL_SNAPSHOT"],
    preparedPrecisions: [["FP8"], ["FP8", "BF16"]],
    conversationConfig: [
      { style: "jinja", system: "first" },
      { style: "jinja", system: "second" },
    ],
    defaultDraftModel: [LLAMA, QWEN],
    deprecationDate: [{ year: 2031, month: 1, day: 2 }, { year: 2032 }],
    cluster: ["accounts/emulator/clusters/first", "accounts/emulator/clusters/second"],
  },
  beside: { peftDetails: () => ({ ...adapter, kind: "HF_PEFT_ADDON" }) },
  apart: {
    source: "content is no field of the API: test/engine/content.test.ts",
    sourceVersion: "goes with imports: test/resources/model.test.ts",
    teftDetails: "can be left out or empty",
  },
  uncleared: { kind: "the default is another kind, which needs other files", peftDetails: "required for an adapter" },
};
