import { invalid, precondition } from "../error";
import type { StoredObject } from "../store/store";
import type { World } from "../world";
import { arrivedFiles } from "./upload";

const addonFiles = ["adapter_config.json", "adapter_model.safetensors", "adapter_model.bin", "fireworks.json"];

export function validateModelFiles(world: World, model: StoredObject, skipConfig: boolean): void {
  const files = arrivedFiles(world, model);
  if (model.kind === "HF_PEFT_ADDON") validateAddon(world, model, files);
  if (model.kind === "HF_BASE_MODEL") validateConfig(world, model, files, "config.json", skipConfig);
}

function validateAddon(world: World, model: StoredObject, files: string[]): void {
  const unexpected = files.find((file) => !addonFiles.includes(file));
  if (unexpected)
    throw invalid(
      `unexpected file "${unexpected}" in model ${model.name}: an addon consists of ${addonFiles.join(", ")}`,
    );
  validateConfig(world, model, files, "adapter_config.json", false);
  if (!files.some((file) => file.startsWith("adapter_model.")))
    throw precondition(`adapter_model.safetensors not found in ${model.name}`);
}

function validateConfig(world: World, model: StoredObject, files: string[], config: string, unread: boolean): void {
  if (!files.includes(config)) throw precondition(`${config} not found in ${model.name}`);
  if (unread) return;
  try {
    JSON.parse(world.content.read(model.name, config).toString("utf8"));
  } catch (error) {
    throw invalid(`${config} of ${model.name} is no valid JSON: ${(error as Error).message}`);
  }
}
