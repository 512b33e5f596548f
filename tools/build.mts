import { build } from "./build/parts.mts";
import { ScriptFailed } from "./build/run-node.mts";

try {
  await build();
} catch (error) {
  if (!(error instanceof ScriptFailed)) throw error;
  console.error(`build: ${error.message}`);
  process.exitCode = 1;
}
