import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { type LocalFile, unreadable } from "../../content/file";
import { filesIn } from "../../content/folder";
import type { Failure, Json } from "../../lifecycle/kind";

/** All that the API takes of an adapter: any other file fails the validation ("unexpected file"). */
const ADAPTER_FILES = ["adapter_config.json", "adapter_model.safetensors", "adapter_model.bin", "fireworks.json"];

/** The API's own default. */
export const kindOf = (inputs: Json) => String(inputs.kind ?? "HF_PEFT_ADDON");
export const isAdapter = (inputs: Json) => kindOf(inputs) === "HF_PEFT_ADDON";

/** The engine runs us in the project's folder. */
export const absolute = (directory: string) => path.resolve(directory);

export type Listing = { files: LocalFile[] } | { missing: string } | { failure: Failure };

const at = (reason: string): Listing => ({ failure: { property: "source.directory", reason } });

/** The files of the folder that belong to a model of this kind. */
export function list(inputs: Json, directory: string): Listing {
  const folder = absolute(directory);
  let all: LocalFile[];
  try {
    const there = statSync(folder, { throwIfNoEntry: false });
    if (!there) return { missing: folder };
    if (!there.isDirectory()) return at(`${folder} is a file: name the folder that holds it`);
    all = filesIn(folder);
  } catch (error) {
    return at(unreadable(folder, error));
  }
  const files = isAdapter(inputs) ? all.filter(({ name }) => ADAPTER_FILES.includes(name)) : all;
  if (all.length === 0) return at(`${folder} is empty: it must hold the model's files`);
  const lacking = lacks(inputs, new Set(files.map(({ name }) => name)));
  return lacking ? at(`${folder} has no ${lacking}`) : { files };
}

function lacks(inputs: Json, names: ReadonlySet<string>): string | undefined {
  if (isAdapter(inputs)) {
    const hint = "which a LoRA adapter (HF_PEFT_ADDON) consists of; for a whole model set kind: HF_BASE_MODEL";
    if (!names.has("adapter_config.json")) return `adapter_config.json, ${hint}`;
    if (!names.has("adapter_model.safetensors") && !names.has("adapter_model.bin"))
      return `adapter_model.safetensors (or .bin), ${hint}`;
  }
  if (kindOf(inputs) === "HF_BASE_MODEL" && !names.has("config.json") && inputs.skipHfConfigValidation !== true)
    return "config.json, which every base model of the Hugging Face format has";
  return undefined;
}

/** What the adapter says of itself. */
export function adapterConfig(files: readonly LocalFile[]): { r?: number; targetModules?: string[] } {
  const file = files.find(({ name }) => name === "adapter_config.json");
  if (!file) return {};
  const config = JSON.parse(readFileSync(file.path, "utf8")) as { r?: unknown; target_modules?: unknown };
  const { r, target_modules: modules } = config;
  return {
    ...(typeof r === "number" ? { r } : {}),
    ...(Array.isArray(modules) && modules.every((module) => typeof module === "string")
      ? { targetModules: [...modules].sort() }
      : {}),
  };
}
