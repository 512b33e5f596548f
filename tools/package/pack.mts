import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

export interface Packed {
  tarball: string;
  files: string[];
}

/** Exactly what `npm publish` would send. */
export async function pack(folder: string, destination: string): Promise<Packed> {
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", destination];
  const { stdout } = await promisify(execFile)("npm", args, { cwd: folder });
  const [packed] = JSON.parse(stdout) as { filename: string; files: { path: string }[] }[];
  if (!packed) throw new Error(`npm pack made nothing in ${folder}`);
  return { tarball: join(destination, packed.filename), files: packed.files.map((file) => file.path) };
}
