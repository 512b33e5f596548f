import { createHash } from "node:crypto";
import { recall, remember } from "./cache";
import { chunksOf } from "./chunks";
import { type LocalFile, mustBeUnchanged } from "./file";
import { amount, throttled } from "./progress";

const READING = "sha256";

/**
 * What the files are by content: their names, sizes and bytes, not their times or where they lie. Files that have not
 * changed since they were last read are not read again.
 */
export async function digestOf(
  files: readonly LocalFile[],
  say: (message: string) => void = () => {},
): Promise<string> {
  const whole = createHash("sha256");
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const tell = throttled(say);
  let done = 0;
  for (const file of files) {
    const before = done;
    const sha256 = await sha256Of(file, (read) => tell(() => `reading ${file.name}, ${amount(before + read, total)}`));
    whole.update(`${JSON.stringify(file.name)} ${file.size} ${sha256}\n`);
    done += file.size;
  }
  return `sha256:${whole.digest("hex")}`;
}

async function sha256Of(file: LocalFile, progress: (bytes: number) => void): Promise<string> {
  const known = recall(file, READING);
  if (known) return known.sha256;
  const hash = createHash("sha256");
  let read = 0;
  for await (const chunk of chunksOf(file.path)) {
    hash.update(chunk);
    read += chunk.length;
    progress(read);
  }
  mustBeUnchanged(file);
  const sha256 = hash.digest("hex");
  remember(file, READING, { sha256 });
  return sha256;
}
