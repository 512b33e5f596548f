import { Model } from "../../../src/resources/model";
import { covers } from "./covers";
import { LLAMA, QWEN } from "./prepared";

const modules = ["q_proj", "v_proj"];
const adapter = {
  kind: "HF_PEFT_ADDON",
  source: { directory: "adapter" },
  peftDetails: { baseModel: LLAMA, r: 8, targetModules: modules },
};
const folder = (name: string) => ({
  [`${name}/config.json`]: '{"model_type": "llama"}',
  [`${name}/model.safetensors`]: "weights",
});

covers({
  kind: Model,
  args: () => ({ kind: "HF_BASE_MODEL", source: { directory: "weights" } }),
  files: {
    ...folder("weights"),
    ...folder("moved"),
    "adapter/adapter_config.json": JSON.stringify({ r: 8, target_modules: modules }),
    "adapter/adapter_model.safetensors": "weights",
  },
  beside: { peftDetails: () => adapter },
  values: {
    modelId: ["one", "two"],
    kind: ["HF_BASE_MODEL", "EMBEDDING_MODEL"],
    // The same content at another place.
    source: [{ directory: "weights" }, { directory: "moved" }],
    baseModelDetails: [{ modelType: "llama" }, { modelType: "qwen2" }],
    peftDetails: [{ baseModel: LLAMA }, { baseModel: LLAMA, r: 16, targetModules: modules }],
    preparedPrecisions: [["FP8"], ["FP8", "BF16"]],
    conversationConfig: [{ style: "jinja" }, { style: "jinja", system: "Be brief." }],
    defaultDraftModel: [LLAMA, QWEN],
    deprecationDate: [{ year: 2031 }, { year: 2032, month: 1, day: 31 }],
    displayName: ["first", "second"],
  },
  uncleared: { peftDetails: "an adapter must have them" },
  apart: {
    teftDetails: "an empty message has no second value",
    cluster: "belongs to accounts with clusters of their own, which the emulator has none of",
  },
});
