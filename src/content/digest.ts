import { createHash } from "node:crypto";
import { inParallel, inTurn, turns } from "../client/parallel";
import { recall, remember } from "./cache";
import { chunksOf } from "./chunks";
import { type LocalFile, mustBeUnchanged } from "./file";
import { amount, throttled } from "./progress";

const READING = "sha256";

const readers = turns();

/**
 * What the files are by content: their names, sizes and bytes, not their times or where they lie. Files that have not
 * changed since they were last read are not read again. One is read while another is computed with.
 */
export async function digestOf(
  files: readonly LocalFile[],
  say: (message: string) => void = () => {},
): Promise<string> {
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const tell = throttled(say);
  const known = new Map(files.map((file) => [file, recall(file, READING)?.sha256]));
  const unread = files.filter((file) => known.get(file) === undefined);
  let done = total - unread.reduce((sum, file) => sum + file.size, 0);
  await inParallel(unread, async (file, signal) => {
    const read = (bytes: number) => {
      signal.throwIfAborted();
      done += bytes;
      tell(() => `reading ${file.name}, ${amount(done, total)}`);
    };
    known.set(file, await inTurn(readers, signal, () => sha256Of(file, read)));
  });
  const whole = createHash("sha256");
  for (const file of files) whole.update(`${JSON.stringify(file.name)} ${file.size} ${known.get(file)}\n`);
  return `sha256:${whole.digest("hex")}`;
}

async function sha256Of(file: LocalFile, progress: (bytes: number) => void): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of chunksOf(file.path)) {
    hash.update(chunk);
    progress(chunk.length);
  }
  mustBeUnchanged(file);
  const sha256 = hash.digest("hex");
  remember(file, READING, { sha256 });
  return sha256;
}
