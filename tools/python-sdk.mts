import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, makeWorkFolder, removeLeftovers } from "./engine/folders.mts";
import { findOnPath } from "./engine/on-path.mts";
import { runLongStep, runStep } from "./engine/step.mts";
import { isAtLeast } from "./engine/version.mts";

/** Sets up the official Python SDK for emulator/test/sdk.test.ts; the last line is the Python that has it. */

const OLDEST = "3.11.0";
const ADVICE = "Install Python >= 3.11 with venv (Debian: python3 and python3-venv), then run it again.";

const requirements = join(import.meta.dirname, "..", "emulator", "test", "sdk", "requirements.txt");

/** A folder for each lock file, Python and machine: what is complete never changes. */
function folderFor(python: Python): string {
  const key = createHash("sha256").update(readFileSync(requirements)).update(python.version).update(python.executable);
  return join(cacheFolder(), `python-sdk-${key.digest("hex").slice(0, 12)}-${process.platform}-${process.arch}`);
}

interface Python {
  executable: string;
  version: string;
}

async function pythonOnPath(): Promise<Python> {
  const found: string[] = [];
  for (const name of ["python3", "python3.13", "python3.12", "python3.11", "python3.14", "python"]) {
    const folder = findOnPath(name);
    if (!folder) continue;
    // The real one: a version manager's stand-in may lead elsewhere tomorrow.
    const script = "import platform, sys; print(platform.python_version(), sys.executable)";
    const output = await runStep({ title: name, command: join(folder, name), args: ["-c", script] }).catch(() => "");
    const [version = "", ...executable] = output.trim().split(" ");
    if (isAtLeast(version, OLDEST)) return { executable: executable.join(" "), version };
    if (version) found.push(`${name} is ${version}`);
  }
  throw new Error(`no Python >= 3.11 on PATH (${found.join(", ") || "none at all"}). ${ADVICE}`);
}

const pythonIn = (folder: string) => join(folder, "bin", "python");

/** Written last: a folder that has it is whole. */
const marker = (folder: string) => join(folder, "complete");

async function ensureSdk(): Promise<string> {
  const python = await pythonOnPath();
  const folder = folderFor(python);
  if (existsSync(marker(folder))) return pythonIn(folder);
  removeLeftovers(folder);
  const work = makeWorkFolder(folder);
  try {
    await runStep({ title: "python3 -m venv", command: python.executable, args: ["-m", "venv", work] }).catch(
      (error) => {
        throw new Error(`${(error as Error).message}. ${ADVICE}`);
      },
    );
    const lock = ["--require-hashes", "--only-binary=:all:", "--no-deps", "-r", requirements];
    await runLongStep({
      title: "getting the Python SDK from PyPI",
      command: pythonIn(work),
      args: ["-m", "pip", "install", "--disable-pip-version-check", "--no-compile", ...lock],
    });
    writeFileSync(marker(work), `${python.version}\n`);
    publish(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return pythonIn(folder);
}

/** Whoever is second finds the first one's folder in place and uses that. */
function publish(work: string, folder: string): void {
  try {
    renameSync(work, folder);
  } catch (error) {
    if (!existsSync(marker(folder))) throw error;
  }
}

try {
  console.log(await ensureSdk());
} catch (error) {
  console.error(`python-sdk: ${(error as Error).message}`);
  process.exitCode = 1;
}
