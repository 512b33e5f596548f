import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { scriptOf } from "../root.mts";
import { bundle, type Entries } from "./bundle.mts";
import { keepReachable } from "./declarations.mts";
import { filesUnder, fingerprint } from "./fingerprint.mts";
import { runNode } from "./run-node.mts";

/** A package of the checkout that is compiled from its `src` into its `dist`. */
export interface Part {
  name: string;
  folder: string;
  inputs: string[];
  /** What others load. Without it every source becomes a file of its own. */
  entries?: Entries;
  prepare?: () => Promise<void>;
}

export async function buildPart(part: Part): Promise<void> {
  if (!filesUnder(join(part.folder, "src")).some((file) => file.endsWith(".ts"))) return;
  if (isCurrent(part)) return;
  const started = Date.now();
  await part.prepare?.();
  // Taken before compiling: a file saved meanwhile counts as newer than the build.
  const stamp = fingerprint(part.inputs);
  mkdirSync(buildFolder(part), { recursive: true });
  const fresh = join(buildFolder(part), String(process.pid));
  const tsc = ["-p", join(part.folder, "tsconfig.json"), "--outDir", fresh];
  try {
    await runNode(scriptOf("typescript", "bin/tsc"), part.entries ? [...tsc, "--emitDeclarationOnly"] : tsc);
    if (part.entries) {
      await bundle(part.folder, part.entries, fresh);
      keepReachable(fresh, Object.keys(part.entries));
    }
    putInPlace(fresh, join(part.folder, "dist"));
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  makeCommandsExecutable(part.folder);
  writeFileSync(stampFile(part), stamp);
  console.error(`built ${part.name} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

function isCurrent(part: Part): boolean {
  if (!existsSync(join(part.folder, "dist")) || !existsSync(stampFile(part))) return false;
  return readFileSync(stampFile(part), "utf8") === fingerprint(part.inputs);
}

/** Beside `dist`, since `node_modules` may be a link that checkouts share; not in `dist`, which is published as it is. */
function buildFolder(part: Part): string {
  return join(part.folder, ".build");
}

function stampFile(part: Part): string {
  return join(buildFolder(part), "stamp");
}

/** Renamed, so that who runs from `dist` meanwhile sees the old or the new, and nothing of deleted sources stays. */
function putInPlace(fresh: string, dist: string): void {
  const old = `${fresh}.old`;
  if (existsSync(dist)) renameSync(dist, old);
  try {
    renameSync(fresh, dist);
  } catch (error) {
    // Another build, of the same sources, was quicker.
    if (!existsSync(dist)) throw error;
  }
  rmSync(old, { recursive: true, force: true });
}

/** npm does it when it installs, and then there is nothing yet. */
function makeCommandsExecutable(folder: string): void {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { bin?: Record<string, string> };
  for (const file of Object.values(manifest.bin ?? {})) {
    if (existsSync(join(folder, file))) chmodSync(join(folder, file), 0o755);
  }
}
