import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { filesUnder } from "../build/fingerprint.mts";
import { isAlive } from "../process.mts";

/** A killed engine leaves its lock, and the way out that Pulumi names needs the environment that only these commands know. */
export function removeStaleLocks(backend: string): void {
  const folder = join(backend, ".pulumi", "locks");
  for (const file of existsSync(folder) ? filesUnder(folder) : []) {
    if (!file.endsWith(".json")) continue;
    const { pid } = JSON.parse(readFileSync(file, "utf8")) as { pid?: number };
    if (pid && !isAlive(pid)) rmSync(file);
  }
}
