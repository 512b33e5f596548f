import { accessSync, constants, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import { isAlive } from "../process.mts";

export const ENGINE_VERSION = "3.259.0";

export const EXECUTABLES = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"] as const;

/** Outside the checkout, so that a fresh clone does not build for minutes again. */
export function cacheFolder(): string {
  const caches = process.platform === "darwin" ? join(homedir(), "Library", "Caches") : join(homedir(), ".cache");
  return join(process.env.XDG_CACHE_HOME || caches, "pulumi-fireworks");
}

export function engineFolder(): string {
  const name = `engine-${ENGINE_VERSION}-${process.platform}-${process.arch}`;
  return process.env.PULUMI_FIREWORKS_ENGINE_DIR || join(cacheFolder(), name);
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export function holdsEngine(folder: string): boolean {
  return EXECUTABLES.every((name) => isExecutable(join(folder, name)));
}

/** Beside the folder it will become, because a rename is atomic only within one file system. The name bears our process id: see `removeLeftovers`. */
export function makeWorkFolder(folder: string): string {
  const work = `${folder}.${process.pid}.tmp`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(join(work, "bin"), { recursive: true });
  return work;
}

/** A set-up that was killed cannot clean up after itself; the next one does, and spares those that still run. */
export function removeLeftovers(folder: string): void {
  const parent = dirname(folder);
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(`${basename(folder)}.`) || !name.endsWith(".tmp")) continue;
    const pid = Number(name.split(".").at(-2));
    if (!isAlive(pid)) rmSync(join(parent, name), { recursive: true, force: true });
  }
}

/** Whoever is second finds the first one's folder in place and uses that. */
export function publish(built: string, folder: string): void {
  try {
    renameSync(built, folder);
  } catch (error) {
    if (holdsEngine(folder)) return;
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== "ENOTEMPTY" && code !== "EEXIST") throw error;
    renameSync(folder, `${folder}.broken.${process.pid}.tmp`);
    renameSync(built, folder);
  }
}
