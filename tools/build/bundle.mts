import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type OutputChunk, rolldown } from "rolldown";

/** Each of its own name in the output; what several of them need is in files that they share, so that it is there once. */
export type Entries = Record<string, string>;

/**
 * Puts the sources and the libraries that they need into few files: every `pulumi` command starts a process that loads
 * them, and a file costs more than what is in it. What is listed as a dependency of the package stays outside.
 */
export async function bundle(folder: string, entries: Entries, destination: string): Promise<void> {
  const { dependencies = {}, peerDependencies = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const outside = Object.keys({ ...dependencies, ...peerDependencies });
  const made = await rolldown({
    cwd: folder,
    platform: "node",
    input: entries,
    external: (id) => outside.some((name) => id === name || id.startsWith(`${name}/`)),
  });
  try {
    const { output } = await made.write({
      dir: destination,
      format: "cjs",
      chunkFileNames: "shared/[name].js",
      codeSplitting: { groups: [{ debugName: "libraries", name: (module) => libraryOf(module)?.name ?? null }] },
    });
    const chunks = output.filter((file): file is OutputChunk => file.type === "chunk");
    writeFileSync(join(destination, "LICENSES.txt"), licences(chunks.flatMap(({ moduleIds }) => moduleIds)));
  } finally {
    await made.close();
  }
}

/** A library is a file of its own, by its name. */
function libraryOf(module: string): { folder: string; name: string } | undefined {
  const [folder, name] = /^.*\/node_modules\/(?:@[^/]+\/)?([^/]+)/.exec(module.replaceAll("\\", "/")) ?? [];
  return folder && name ? { folder, name } : undefined;
}

/** What the libraries ask of whoever passes them on. */
function licences(modules: string[]): string {
  const folders = new Set(modules.flatMap((module) => libraryOf(module)?.folder ?? []));
  return [...folders]
    .sort()
    .map(licenceOf)
    .join(`\n${"-".repeat(80)}\n\n`);
}

function licenceOf(folder: string): string {
  const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
  if (!file) throw new Error(`${name} has no licence to pass on`);
  return `${name} ${version}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
}
