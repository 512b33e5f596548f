import { randomUUID } from "node:crypto";
import {
  appendFile,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { type Arrival, type Arrivals, arriving, dismiss, isArriving } from "./arrivals";
import type { Content } from "./content";

/** A file is NAME.bin, an upload in pieces ID.begun, and what is being written ID.part. */
export function contentInFolder(root: string): Content {
  const arrivals: Arrivals = new Set();
  const home = () => path.join(root, content.generation === 0 ? "content" : `content-${content.generation}`);
  const folder = (object: string) => folderOf(home(), object);
  const content: Content = {
    put(object, file, bytes) {
      const part = partIn(folder(object));
      writeFileSync(part, bytes);
      renameSync(part, placeOf(folder(object), file));
    },
    write: (object, file, size, stream) =>
      arriving(arrivals, { object }, (arrival) => written(folder(object), file, size, arrival, stream)),
    begin: (object, upload) => writeFileSync(begunIn(made(folder(object)), upload), ""),
    partial: (object, upload) => statSync(begunIn(folder(object), upload), { throwIfNoEntry: false })?.size,
    async append(object, upload, stream) {
      if (isArriving(arrivals, object, upload)) return "busy";
      const file = begunIn(folder(object), upload);
      return arriving(arrivals, { object, upload }, (arrival) => lengthened(file, arrival, stream));
    },
    complete: (object, upload, file) => renameSync(begunIn(folder(object), upload), placeOf(folder(object), file)),
    abandon(object, upload) {
      dismiss(arrivals, object, upload);
      rmSync(begunIn(folder(object), upload), { force: true });
    },
    sizes: (object) => sizesIn(folder(object)),
    read: (object, file) => readFileSync(placeOf(folder(object), file)),
    remove(object) {
      dismiss(arrivals, object);
      rmSync(folder(object), { recursive: true, force: true });
    },
    generation: 0,
    renew() {
      dismiss(arrivals);
      content.generation++;
      rmSync(home(), { recursive: true, force: true });
    },
    tidy: (has) => tidy(root, home(), has),
  };
  return content;
}

function folderOf(home: string, object: string): string {
  const segments = object.split("/").map(encodeURIComponent);
  // Encoding leaves these as they are: the path would lead out of here, or to the folder of another object.
  if (segments.some((one) => ["", ".", ".."].includes(one))) throw new Error(`"${object}" is no name of an object`);
  return path.join(home, ...segments);
}

function made(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return folder;
}

const placeOf = (folder: string, file: string): string => path.join(folder, `${encodeURIComponent(file)}.bin`);
const begunIn = (folder: string, upload: string): string => path.join(folder, `${encodeURIComponent(upload)}.begun`);
const partIn = (folder: string): string => path.join(made(folder), `${randomUUID()}.part`);

/** The folder is where it was at the beginning, whatever takes its place meanwhile. */
async function written(
  folder: string,
  file: string,
  size: number,
  arrival: Arrival,
  stream: AsyncIterable<Buffer>,
): ReturnType<Content["write"]> {
  const part = partIn(folder);
  try {
    const arrived = await added(openSync(part, "a"), stream);
    if (arrival.gone) return "gone";
    if (arrived !== size) return "short";
    renameSync(part, placeOf(folder, file));
    return "kept";
  } finally {
    rmSync(part, { force: true });
  }
}

async function lengthened(file: string, arrival: Arrival, stream: AsyncIterable<Buffer>): Promise<number | "gone"> {
  const size = await added(openSync(file, "a"), stream);
  return arrival.gone ? "gone" : size;
}

const append = promisify(appendFile);

/** Closes it, and answers what size it has then. It was opened before anything could remove its folder, and may be in none by now. */
async function added(file: number, stream: AsyncIterable<Buffer>): Promise<number> {
  try {
    for await (const chunk of stream) await append(file, chunk);
    return fstatSync(file).size;
  } finally {
    closeSync(file);
  }
}

function sizesIn(folder: string): Record<string, number> {
  const files = filesIn(folder).filter((file) => file.endsWith(".bin"));
  return Object.fromEntries(
    files.map((file) => [decodeURIComponent(file.slice(0, -4)), statSync(path.join(folder, file)).size]),
  );
}

function tidy(root: string, current: string, has: (object: string) => boolean): void {
  for (const one of filesIn(root).filter((file) => /^content(-\d+)?$/.test(file))) {
    if (path.join(root, one) !== current) rmSync(path.join(root, one), { recursive: true, force: true });
  }
  for (const { parentPath, name } of leaves(current)) {
    const object = path.relative(current, parentPath).split(path.sep).map(decodeURIComponent).join("/");
    if (name.endsWith(".part") || !has(object)) rmSync(path.join(parentPath, name), { force: true });
  }
}

const leaves = (folder: string) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    : [];

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
