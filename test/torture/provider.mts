import { createRequire } from "node:module";
import "../../tools/load.mts";
import { inCheckout } from "../../tools/root.mts";

const require = createRequire(import.meta.url);

/** What runs in this very process is loaded from the sources: what is shipped has no such parts. */
const source = (...parts: string[]): unknown => require(inCheckout("src", ...parts));
const emulator = (name: string): unknown => require(inCheckout("emulator", "dist", name));

export type { Emulator, FaultRule, JournalEntry } from "../../emulator/src/index.ts";
export type { Handler } from "../../src/engine/calls.ts";
export type { Json, Kind } from "../../src/lifecycle/kind.ts";

export const { startEmulator } = emulator("index.js") as typeof import("../../emulator/src/index.ts");
export const { randomNumbers } = emulator("random.js") as typeof import("../../emulator/src/random.ts");
export const { kinds } = source("resources", "index.ts") as typeof import("../../src/resources/index.ts");
export const { handler } = source("engine", "handler.ts") as typeof import("../../src/engine/handler.ts");
export const { memory, newMemory } = source("engine", "memory.ts") as typeof import("../../src/engine/memory.ts");
export const { fromEngine } = source("engine", "wire.ts") as typeof import("../../src/engine/wire.ts");
export const { handlerText } = source("engine", "handler-text.ts") as typeof import("../../src/engine/handler-text.ts");
export const { core, same } = source("lifecycle", "compare.ts") as typeof import("../../src/lifecycle/compare.ts");
export const { bodyKeys } = source("lifecycle", "request.ts") as typeof import("../../src/lifecycle/request.ts");
export const { behaviour } = source("lifecycle", "kind.ts") as typeof import("../../src/lifecycle/kind.ts");
export const { secretPaths, secretsOf } = source(
  "engine",
  "secrets.ts",
) as typeof import("../../src/engine/secrets.ts");
export const { obey } = source("lifecycle", "validate.ts") as typeof import("../../src/lifecycle/validate.ts");
