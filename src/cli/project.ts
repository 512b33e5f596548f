import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const FILES = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];

/** The project's file, in the folder or the nearest one above it, as Pulumi looks for it. */
export function projectFile(cwd: string): string | undefined {
  const folder = resolve(cwd);
  const found = FILES.map((name) => join(folder, name)).find((path) => existsSync(path));
  if (found !== undefined || dirname(folder) === folder) return found;
  return projectFile(dirname(folder));
}

/** What marks and URNs call the project. */
export async function projectName(cwd: string): Promise<string> {
  const file = projectFile(cwd);
  if (file === undefined)
    throw new Error(
      `There is no Pulumi.yaml in ${resolve(cwd)} or above it. Run it in the project's folder, or name that with -C.`,
    );
  const { parse } = await import("yaml");
  const { name } = (parse(readFileSync(file, "utf8")) ?? {}) as { name?: unknown };
  if (typeof name !== "string") throw new Error(`${file} has no name of a project.`);
  return name;
}
