import { ensureEngine } from "./engine/ensure.mts";

try {
  console.log(await ensureEngine());
} catch (error) {
  console.error(`engine: ${(error as Error).message}`);
  process.exitCode = 1;
}
