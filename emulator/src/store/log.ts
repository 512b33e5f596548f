import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import type { Store, StoredObject } from "./store";

/** The first line of every log; a later format is refused rather than misread. */
const header = { "fireworks-emulator": 1 };

interface Line {
  /** Virtual and real time of the write. */
  time: number;
  real: number;
  put?: StoredObject[];
  delete?: string[];
}

export interface Log {
  append(time: number, changes: Store["changes"]): void;
  close(): void;
}

export interface Kept {
  objects: Map<string, StoredObject>;
  time: number;
  real: number;
}

export function readLog(file: string): Kept | undefined {
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, "utf8").split("\n");
  const first = parse(lines[0] ?? "") as typeof header | undefined;
  if (first?.["fireworks-emulator"] !== 1) throw new Error(`${file} is no log of this version of fireworks-emulator`);
  const kept: Kept = { objects: new Map(), time: 0, real: 0 };
  for (const [at, text] of lines.slice(1).entries()) {
    if (text === "") continue;
    const line = parse(text) as Line | undefined;
    // A line that a killed process had not finished was never acknowledged; it can only be the last.
    if (!line && at === lines.length - 2) break;
    if (!line) throw new Error(`${file} is damaged at line ${at + 2}`);
    for (const object of line.put ?? []) kept.objects.set(object.name, object);
    for (const name of line.delete ?? []) kept.objects.delete(name);
    kept.time = line.time;
    kept.real = line.real;
  }
  return kept;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A new log that begins with everything there is, in place of the old one. */
export function startLog(file: string, time: number, objects: Iterable<StoredObject>): Log {
  const fresh = `${file}.new`;
  const descriptor = openSync(fresh, "w");
  writeLine(descriptor, header);
  writeLine(descriptor, { time, real: Date.now(), put: [...objects] });
  fsyncSync(descriptor);
  renameSync(fresh, file);
  return {
    append(at, changes) {
      const [put, gone]: [StoredObject[], string[]] = [[], []];
      for (const [name, object] of changes) object ? put.push(object) : gone.push(name);
      writeLine(descriptor, {
        time: at,
        real: Date.now(),
        ...(put.length > 0 ? { put } : {}),
        ...(gone.length > 0 ? { delete: gone } : {}),
      });
    },
    close: () => closeSync(descriptor),
  };
}

/** One write per line, so that a kill can tear the last line only. */
function writeLine(descriptor: number, line: unknown): void {
  const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}
