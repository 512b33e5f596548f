import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import type { LocalFile } from "./file";

/** What reading a whole file told. */
export interface Facts {
  sha256: string;
  /** Of a dataset. */
  examples?: number;
}

/** Within this time of its last change a file may change again without its time showing it: file systems count in up to 2 s. */
const COARSEST_TIME_MS = 2000;

function folder(): string {
  const root = process.env.XDG_CACHE_HOME || path.join(homedir(), ".cache");
  return path.join(root, "pulumi-fireworks", "hashes");
}

/** One small file for each file and reading, so that runs at the same time do not undo each other's entries. */
function place(file: LocalFile, reading: string): string {
  const key = createHash("sha256").update(`${reading}\n${file.path}`).digest("hex").slice(0, 32);
  return path.join(folder(), `${key}.json`);
}

const stamp = ({ path: place, size, mtimeNs, ctimeNs, inode }: LocalFile) =>
  [place, size, mtimeNs, ctimeNs, inode].map(String).join("\n");

/** What an earlier reading of the unchanged file told. An entry that makes no sense is none. */
export function recall(file: LocalFile, reading: string): Facts | undefined {
  try {
    const entry = JSON.parse(readFileSync(place(file, reading), "utf8")) as { stamp?: unknown; facts?: Partial<Facts> };
    const { sha256, examples } = entry.facts ?? {};
    if (entry.stamp !== stamp(file) || !/^[0-9a-f]{64}$/.test(String(sha256))) return undefined;
    return { sha256: sha256 as string, ...(typeof examples === "number" ? { examples } : {}) };
  } catch {
    return undefined;
  }
}

/** Without a cache it goes more slowly, no more: what cannot be written is not. */
export function remember(file: LocalFile, reading: string, facts: Facts): void {
  if (Date.now() - Number(file.mtimeNs / 1_000_000n) < COARSEST_TIME_MS) return;
  try {
    mkdirSync(folder(), { recursive: true });
    const whole = `${place(file, reading)}.${randomUUID()}`;
    writeFileSync(whole, JSON.stringify({ stamp: stamp(file), facts }));
    renameSync(whole, place(file, reading));
  } catch {}
}
