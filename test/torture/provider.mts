import { createRequire } from "node:module";
import { inCheckout } from "../../tools/root.mts";

const require = createRequire(import.meta.url);

/** What is shipped, as it was built. */
const built = (...parts: string[]): unknown => require(inCheckout(...parts));

export type { Emulator, FaultRule, JournalEntry } from "../../emulator/src/index.ts";
export type { Handler } from "../../src/engine/handler.ts";
export type { Json, Kind } from "../../src/lifecycle/kind.ts";

export const { startEmulator } = built("emulator", "dist") as typeof import("../../emulator/src/index.ts");
export const { randomNumbers } = built(
  "emulator",
  "dist",
  "random.js",
) as typeof import("../../emulator/src/random.ts");
export const { kinds } = built("dist", "resources") as typeof import("../../src/resources/index.ts");
export const { handler } = built("dist", "engine", "handler.js") as typeof import("../../src/engine/handler.ts");
export const { memory, newMemory } = built(
  "dist",
  "engine",
  "memory.js",
) as typeof import("../../src/engine/memory.ts");
export const { fromEngine } = built("dist", "engine", "wire.js") as typeof import("../../src/engine/wire.ts");
export const { handlerText } = built(
  "dist",
  "engine",
  "handler-text.js",
) as typeof import("../../src/engine/handler-text.ts");
export const { core, same } = built(
  "dist",
  "lifecycle",
  "compare.js",
) as typeof import("../../src/lifecycle/compare.ts");
export const { bodyKeys } = built("dist", "lifecycle", "request.js") as typeof import("../../src/lifecycle/request.ts");
export const { behaviour } = built("dist", "lifecycle", "kind.js") as typeof import("../../src/lifecycle/kind.ts");
export const { secretPaths, secretsOf } = built(
  "dist",
  "engine",
  "secrets.js",
) as typeof import("../../src/engine/secrets.ts");
export const { obey } = built("dist", "lifecycle", "validate.js") as typeof import("../../src/lifecycle/validate.ts");
