import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Handler } from "../../src/engine/calls";
import { handler } from "../../src/engine/handler";
import { memory, newMemory } from "../../src/engine/memory";
import type { Json, Kind } from "../../src/lifecycle/kind";

/** Where nobody listens: what is tested here asks nobody. */
const settings: Record<string, string> = {
  "fireworks:baseUrl": "http://127.0.0.1:9",
  "fireworks:apiKey": "fw_planted_key",
  "fireworks:accountId": "a",
};

/** A kind's handler at the beginning of an operation of the engine. */
export function started(kind: Kind, more: Record<string, string> = {}): Handler {
  Object.assign(memory, newMemory());
  const own = handler(kind);
  void own.configure({ config: { get: (key) => more[key] ?? settings[key] } });
  return own;
}

export const hidden = (kind: Kind, name = "thing"): Json => ({
  urn: `urn:pulumi:dev::test::pulumi-nodejs:dynamic/fireworks:${kind.type}::${name}`,
  dryRun: true,
});

/** The files that the samples name. */
export function sampleFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-fireworks-samples-"));
  mkdirSync(join(folder, "weights"));
  writeFileSync(join(folder, "chat.jsonl"), '{"messages": [{"role": "user", "content": "x"}]}\n');
  writeFileSync(join(folder, "weights", "config.json"), '{"model_type": "llama"}');
  writeFileSync(join(folder, "weights", "model.safetensors"), "x");
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}
