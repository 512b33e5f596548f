import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import type { Store, StoredObject } from "./store";

/**
 * The number in the first line of every log. 1: uploads always in "content". 2: lines say which generation of the uploads they go with.
 * Earlier formats are read, and written anew in this one; a later one is refused rather than misread.
 */
const format = 2;

interface Line {
  /** Virtual and real time of the write. */
  time: number;
  real: number;
  /** Generation of the uploads. Default: 0. */
  content?: number;
  put?: StoredObject[];
  delete?: string[];
}

/** What goes with every write. */
interface Moment {
  time: number;
  content: number;
}

export interface Log {
  append(changes: Store["changes"]): void;
  close(): void;
}

export interface Kept extends Moment {
  objects: Map<string, StoredObject>;
  real: number;
}

export function readLog(file: string): Kept | undefined {
  if (!existsSync(file)) return undefined;
  const kept: Kept = { objects: new Map(), time: 0, real: 0, content: 0 };
  const bytes = readFileSync(file);
  let number = 1;
  for (let from = 0; from < bytes.length; number++) {
    const end = bytes.indexOf("\n", from);
    const line = parse(bytes.toString("utf8", from, end < 0 ? bytes.length : end));
    from = end < 0 ? bytes.length : end + 1;
    // What a killed process had not finished was never acknowledged; it can only be the end.
    if (!line && end < 0 && number > 1) break;
    if (number === 1) checkFormat(file, line);
    else if (line) take(kept, line as unknown as Line);
    else throw new Error(`${file} is damaged at line ${number}: it is no JSON object`);
  }
  if (number === 1) checkFormat(file, undefined);
  return kept;
}

function checkFormat(file: string, first: Record<string, unknown> | undefined): void {
  const found = first?.["fireworks-emulator"];
  if (!Number.isInteger(found))
    throw new Error(`${file} is no log of fireworks-emulator: its first line does not say so`);
  if (Number(found) > format)
    throw new Error(
      `${file} has format ${found}, and this fireworks-emulator reads formats up to ${format}: open it with the later version that wrote it, or name another folder`,
    );
}

function take(kept: Kept, { time, real, content = 0, put = [], delete: gone = [] }: Line): void {
  for (const object of put) kept.objects.set(object.name, object);
  for (const name of gone) kept.objects.delete(name);
  Object.assign(kept, { time, real, content });
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** So much may be appended to a log, besides as much as it began with, before it is written anew. */
const slack = 1024 * 1024;
const objectsInLine = 100;

/** A new log that begins with everything there is, in place of the old one; and again whenever it has grown to twice that. */
export function startLog(file: string, moment: () => Moment, objects: () => Iterable<StoredObject>): Log {
  let log = fresh(file, moment(), objects());
  let limit = 2 * log.size + slack;
  return {
    append(changes) {
      if (log.size < limit) return append(log, line(moment(), changes));
      const old = log;
      log = fresh(file, moment(), objects());
      limit = 2 * log.size + slack;
      closeSync(old.descriptor);
    },
    close: () => closeSync(log.descriptor),
  };
}

function line(moment: Moment, changes: Store["changes"]): Line {
  const [put, gone]: [StoredObject[], string[]] = [[], []];
  for (const [name, object] of changes) object ? put.push(object) : gone.push(name);
  return {
    ...stamped(moment),
    ...(put.length > 0 ? { put } : {}),
    ...(gone.length > 0 ? { delete: gone } : {}),
  };
}

const stamped = ({ time, content }: Moment): Line => ({
  time,
  real: Date.now(),
  ...(content === 0 ? {} : { content }),
});

interface Written {
  descriptor: number;
  size: number;
}

/** Secrets and keys are in the files as they are. */
export const ownersAlone = 0o600;

/** Takes the place of the old log when all of it is on the disk. */
function fresh(file: string, moment: Moment, objects: Iterable<StoredObject>): Written {
  // One that a kill has left keeps its permissions.
  rmSync(`${file}.new`, { force: true });
  const written = { descriptor: openSync(`${file}.new`, "w", ownersAlone), size: 0 };
  append(written, { "fireworks-emulator": format });
  let put: StoredObject[] = [];
  for (const object of objects) {
    put.push(object);
    if (put.length < objectsInLine) continue;
    append(written, { ...stamped(moment), put });
    put = [];
  }
  append(written, { ...stamped(moment), put });
  fsyncSync(written.descriptor);
  renameSync(`${file}.new`, file);
  return written;
}

/** At the end of the last whole line: of one that could not be written, for want of space for instance, nothing stays. */
function append(written: Written, line: object): void {
  const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
  try {
    for (let done = 0; done < bytes.length; )
      done += writeSync(written.descriptor, bytes, done, bytes.length - done, written.size + done);
  } catch (error) {
    ftruncateSync(written.descriptor, written.size);
    throw error;
  }
  written.size += bytes.length;
}
