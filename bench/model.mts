// The provider's process as far as one model is concerned: what `check` and `create` of it take, in ms and in bytes of memory.
import { createRequire } from "node:module";
import type { Handler } from "../src/engine/calls.ts";
import { watchPeak } from "./memory.mts";

const [url = "", directory = "", ...calls] = process.argv.slice(2);
const { Model } = createRequire(import.meta.url)("../dist/provider.js") as { Model: Handler };
const settings: Record<string, string> = {
  "fireworks:accountId": "a",
  "fireworks:apiKey": "fw_bench",
  "fireworks:baseUrl": url,
};
await Model.configure({ config: { get: (key) => settings[key] } });

const idle = process.memoryUsage.rss();
const ended = watchPeak();

const told = { urn: "urn:pulumi:bench::bench::pulumi-nodejs:dynamic/fireworks:Model::m", dryRun: false };
const source = { directory };
const began = performance.now();
const { inputs, failures } = await Model.check({}, { modelId: "m", kind: "HF_BASE_MODEL", source, __pulumi: told });
if (failures.length > 0) throw new Error(JSON.stringify(failures));
const checked = performance.now();
if (calls.includes("create")) await Model.create(inputs);
const made = performance.now();
console.log(JSON.stringify({ check: checked - began, create: made - checked, idle, peak: ended() }));
