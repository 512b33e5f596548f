import { readdirSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import { type LocalFile, localFile } from "./file";

/** Versioning, download caches and what a download has not finished. */
const isIrrelevant = (name: string) => name.startsWith(".") || /\.(tmp|incomplete)$/.test(name);

/** The files of a folder and those below it, by name. Links are followed. */
export function filesIn(folder: string): LocalFile[] {
  const files = walk(folder, "", new Set());
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function walk(folder: string, prefix: string, above: ReadonlySet<string>): LocalFile[] {
  const real = realpathSync(folder);
  // A link to a folder above would never end.
  if (above.has(real)) return [];
  const within = new Set([...above, real]);
  return readdirSync(folder).flatMap((name) => {
    if (isIrrelevant(name)) return [];
    const place = path.join(folder, name);
    const stat = statSync(place, { bigint: true });
    return stat.isDirectory() ? walk(place, `${prefix}${name}/`, within) : [localFile(`${prefix}${name}`, place, stat)];
  });
}
