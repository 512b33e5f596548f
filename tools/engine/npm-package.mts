import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ENGINE_VERSION } from "./folders.mts";
import { runLongStep, runStep } from "./step.mts";

/** Long enough for the download over a slow line; where the vendor is out of reach the package gives up at once. */
const LIMIT_SECONDS = 600;

/** The npm package `pulumi` holds no engine: it fetches one from the vendor's site when it is first run. */
export async function fetchWithNpmPackage(work: string): Promise<true> {
  const folder = join(work, "npm");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), "{}\n");
  await runStep({
    title: "npm install pulumi",
    command: "npm",
    args: ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", `pulumi@${ENGINE_VERSION}`],
    cwd: folder,
    limitSeconds: LIMIT_SECONDS,
  });
  const home = join(folder, "home");
  await runLongStep({
    title: "downloading pulumi with the npm package",
    command: process.execPath,
    args: [join(folder, "node_modules", "pulumi", "run.js"), "version"],
    cwd: folder,
    env: { ...process.env, PULUMI_HOME: home, PULUMI_VERSION: ENGINE_VERSION, PULUMI_SKIP_UPDATE_CHECK: "true" },
    limitSeconds: LIMIT_SECONDS,
  });
  for (const name of ["pulumi", "pulumi-language-nodejs"]) {
    copyFileSync(join(home, "versions", ENGINE_VERSION, "bin", name), join(work, "bin", name));
  }
  return true;
}
