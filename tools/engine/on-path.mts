import { createHash } from "node:crypto";
import { rmSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { dynamicProviderScript } from "./dynamic-provider-script.mts";
import {
  cacheFolder,
  EXECUTABLES,
  holdsEngine,
  isExecutable,
  makeWorkFolder,
  publish,
  removeLeftovers,
} from "./folders.mts";
import { runStep } from "./step.mts";
import { isAtLeast } from "./version.mts";

/** The first release whose `pulumi import --file` carries a handler. */
const OLDEST = "3.254.0";

/** The folder of the machine's own engine; throws with the reason when there is no suitable one. */
export async function engineOnPath(): Promise<string> {
  const pulumi = findOnPath("pulumi");
  if (!pulumi) throw new Error("not there");
  const folders = [pulumi, ...pathFolders()];
  const host = folders.find((folder) => isExecutable(join(folder, "pulumi-language-nodejs")));
  if (!host) throw new Error("there, but without pulumi-language-nodejs");
  const version = await versionOf(join(pulumi, "pulumi"));
  if (!isAtLeast(version, OLDEST)) throw new Error(`${version || "of unknown version"}, older than ${OLDEST}`);
  return holdsEngine(pulumi) ? pulumi : gather(pulumi, host);
}

export async function versionOf(pulumi: string): Promise<string> {
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const output = await runStep({ title: "pulumi version", command: pulumi, args: ["version"], env, limitSeconds: 30 });
  return output.trim().replace(/^v/, "");
}

export function findOnPath(name: string): string | undefined {
  return pathFolders().find((folder) => isExecutable(join(folder, name)));
}

/** What npm puts in front is left out: a `pulumi` there is the downloader, not the engine. */
function pathFolders(): string[] {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.filter((folder) => folder && !folder.endsWith(join("node_modules", ".bin")));
}

/** One folder of links, for an installation whose parts lie in several. */
function gather(pulumi: string, host: string): string {
  const sources = [join(pulumi, "pulumi"), join(host, "pulumi-language-nodejs"), dynamicProviderScript()];
  const key = createHash("sha256").update(sources.join("\n")).digest("hex").slice(0, 12);
  const folder = join(cacheFolder(), `engine-on-path-${key}`);
  if (holdsEngine(folder)) return folder;
  removeLeftovers(folder);
  const work = makeWorkFolder(folder);
  for (const [index, name] of EXECUTABLES.entries()) symlinkSync(sources[index] as string, join(work, "bin", name));
  publish(join(work, "bin"), folder);
  rmSync(work, { recursive: true });
  return folder;
}
