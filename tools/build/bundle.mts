import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { type OutputChunk, rolldown } from "rolldown";

/** Each of its own name in the output; what several of them need is in files that they share, so that it is there once. */
export type Entries = Record<string, string>;

/**
 * Puts the sources and the libraries that they need into few files: every `pulumi` command starts a process that loads
 * them, and a file costs more than what is in it. What is listed as a dependency of the package stays outside.
 */
export async function bundle(folder: string, entries: Entries, destination: string): Promise<void> {
  const manifest = join(resolve(folder), "package.json");
  const { dependencies = {}, peerDependencies = {} } = JSON.parse(readFileSync(manifest, "utf8"));
  const outside = Object.keys({ ...dependencies, ...peerDependencies });
  const made = await rolldown({
    cwd: folder,
    platform: "node",
    input: entries,
    // Our own package.json lies beside dist, for whoever asks for the version.
    external: (id) => resolve(id) === manifest || outside.some((name) => id === name || id.startsWith(`${name}/`)),
  });
  try {
    const { output } = await made.write({
      dir: destination,
      format: "cjs",
      strict: true,
      chunkFileNames: ({ name, facadeModuleId }) => `shared/${nameInSources(folder, facadeModuleId) ?? name}.js`,
      codeSplitting: { groups: [{ debugName: "libraries", name: (module) => libraryOf(module)?.name ?? null }] },
    });
    const chunks = output.filter((file): file is OutputChunk => file.type === "chunk");
    writeFileSync(join(destination, "LICENSES.txt"), licences(chunks.flatMap(({ moduleIds }) => moduleIds)));
  } finally {
    await made.close();
  }
}

/** What is loaded when it is needed has a module for its door: `cli-doctor-run`, and not one of four that are called `run`. */
function nameInSources(folder: string, door: string | null): string | undefined {
  const path = relative(join(folder, "src"), door ?? "").replaceAll("\\", "/");
  return door === null || path.startsWith("..") ? undefined : path.replace(/\.ts$/, "").replaceAll("/", "-");
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
