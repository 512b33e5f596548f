import { globSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../engine/folders.mts";
import { findOnPath } from "../engine/on-path.mts";
import { runLongStep } from "../engine/step.mts";
import { scriptOf } from "../root.mts";

const LIMIT_SECONDS = 300;

const folder = (...parts: string[]): string => join(cacheFolder(), "browser", ...parts);

export const keptFromPlaywright = (): string | undefined =>
  globSync(folder("playwright", "*", "*", "{headless_shell,chrome-headless-shell}"))[0];

/** The build that this playwright-core was made for, without a window. */
export async function fromPlaywright(): Promise<string> {
  await runLongStep({
    title: "downloading Chromium from Playwright's site",
    command: process.execPath,
    args: [scriptOf("playwright-core", "cli.js"), "install", "--only-shell", "chromium"],
    env: { ...process.env, PLAYWRIGHT_BROWSERS_PATH: folder("playwright") },
    limitSeconds: LIMIT_SECONDS,
  }).catch(() => {
    throw new Error("its site is out of reach, or has no build for this system");
  });
  return found(keptFromPlaywright());
}

/** As root on Debian only: it changes the machine, as one does with a container. */
export async function fromApt(): Promise<string> {
  const aptGet = findOnPath("apt-get");
  if (!aptGet || process.getuid?.() !== 0) throw new Error("only as root on Debian");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const run = (title: string, args: string[]) =>
    runLongStep({ title, command: join(aptGet, "apt-get"), args, env, limitSeconds: LIMIT_SECONDS });
  await run("apt-get update", ["update", "-q"]);
  await run("apt-get install chromium", ["install", "-qy", "--no-install-recommends", "chromium", "fonts-dejavu-core"]);
  const installed = findOnPath("chromium");
  return found(installed && join(installed, "chromium"));
}

/** Chromium's headless shell, packed for machines without Playwright's site. */
const PACKAGE = "@sparticuz/chromium@153.0.0";

export const keptFromNpm = (): string | undefined => globSync(folder("npm", "chromium"))[0];

export async function fromNpm(): Promise<string> {
  if (process.platform !== "linux" || process.arch !== "x64") throw new Error("only for Linux on x64");
  const cwd = folder("npm");
  mkdirSync(cwd, { recursive: true });
  await runLongStep({
    title: `npm install ${PACKAGE}`,
    command: "npm",
    args: ["install", "--prefix", cwd, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", PACKAGE],
    cwd,
    limitSeconds: LIMIT_SECONDS,
  });
  // It unpacks itself into the folder for temporary files.
  const script = 'import("@sparticuz/chromium").then(({ default: chromium }) => chromium.executablePath())';
  const env = { ...process.env, TMPDIR: cwd };
  await runLongStep({ title: "unpacking Chromium", command: process.execPath, args: ["-e", script], cwd, env });
  return found(keptFromNpm());
}

function found(file: string | undefined): string {
  if (!file) throw new Error("it is not where it should be afterwards");
  return file;
}
