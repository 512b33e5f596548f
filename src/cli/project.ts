import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const FILES = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];

/** The project's file, in the folder or the nearest one above it, as Pulumi looks for it. */
export function projectFile(cwd: string): string | undefined {
  const folder = resolve(cwd);
  const found = FILES.map((name) => join(folder, name)).find((path) => existsSync(path));
  if (found !== undefined || dirname(folder) === folder) return found;
  return projectFile(dirname(folder));
}
