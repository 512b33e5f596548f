import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";

/** Uploaded files, by the name of the object that they belong to. */
export interface Content {
  /** Keeps a file once its whole stream has been read. `accept` may refuse it at the end. */
  write(
    object: string,
    file: string,
    stream: AsyncIterable<Buffer>,
    accept: (size: number) => boolean,
  ): Promise<boolean>;
  /** How much there is of an upload in pieces; undefined when there is none of this id. */
  partial(object: string, upload: string): number | undefined;
  /** Adds to an upload, or begins it, with whatever arrives of the stream, also if it breaks off. Answers how much there is. */
  append(object: string, upload: string, stream: AsyncIterable<Buffer>): Promise<number>;
  /** The upload is whole: it is this file from here on. */
  complete(object: string, upload: string, file: string): void;
  abandon(object: string, upload: string): void;
  put(object: string, file: string, bytes: Buffer): void;
  /** File names with their sizes. */
  sizes(object: string): Record<string, number>;
  read(object: string, file: string): Buffer;
  /** With its uploads in pieces. */
  remove(object: string): void;
  /** Counts how often everything has been replaced: the log says which one its objects go with. */
  generation: number;
  /** Nothing is there from here on. What was there before stays, out of sight, until `tidy`. */
  renew(): void;
  /** Removes what was there before, and what belongs to no object. */
  tidy(has: (object: string) => boolean): void;
}

export function contentInMemory(): Content {
  let objects = new Map<string, Map<string, Buffer>>();
  let partials = new Map<string, Map<string, Buffer>>();
  const put = (object: string, file: string, bytes: Buffer) => {
    const files = objects.get(object) ?? new Map<string, Buffer>();
    objects.set(object, files.set(file, bytes));
  };
  return {
    put,
    async write(object, file, stream, accept) {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk);
      const bytes = Buffer.concat(chunks);
      if (!accept(bytes.length)) return false;
      put(object, file, bytes);
      return true;
    },
    partial: (object, upload) => partials.get(object)?.get(upload)?.length,
    async append(object, upload, stream) {
      const uploads = partials.get(object) ?? new Map<string, Buffer>();
      const chunks = [uploads.get(upload) ?? Buffer.alloc(0)];
      try {
        for await (const chunk of stream) chunks.push(chunk);
      } finally {
        partials.set(object, uploads.set(upload, Buffer.concat(chunks)));
      }
      return uploads.get(upload)?.length ?? 0;
    },
    complete(object, upload, file) {
      put(object, file, partials.get(object)?.get(upload) ?? Buffer.alloc(0));
      partials.get(object)?.delete(upload);
    },
    abandon: (object, upload) => void partials.get(object)?.delete(upload),
    sizes: (object) =>
      Object.fromEntries([...(objects.get(object) ?? [])].map(([file, bytes]) => [file, bytes.length])),
    read: (object, file) => objects.get(object)?.get(file) ?? Buffer.alloc(0),
    remove(object) {
      objects.delete(object);
      partials.delete(object);
    },
    generation: 0,
    renew: () => {
      objects = new Map();
      partials = new Map();
    },
    tidy: () => {},
  };
}

export function contentInFolder(root: string): Content {
  const home = (generation: number) => path.join(root, generation === 0 ? "content" : `content-${generation}`);
  const folder = (object: string) => {
    const segments = object.split("/").map(encodeURIComponent);
    // Encoding leaves these as they are: the path would lead out of here, or to the folder of another object.
    if (segments.some((one) => ["", ".", ".."].includes(one))) throw new Error(`"${object}" is no name of an object`);
    return path.join(home(content.generation), ...segments);
  };
  const place = (object: string, file: string) => path.join(folder(object), `${encodeURIComponent(file)}.bin`);
  const begun = (object: string, upload: string) => path.join(folder(object), `${encodeURIComponent(upload)}.begun`);
  const prepare = (object: string, file: string) => {
    mkdirSync(folder(object), { recursive: true });
    return `${place(object, file)}.${process.pid}.part`;
  };
  const content: Content = {
    put(object, file, bytes) {
      const part = prepare(object, file);
      writeFileSync(part, bytes);
      renameSync(part, place(object, file));
    },
    async write(object, file, stream, accept) {
      const part = prepare(object, `${file}.${Math.random()}`);
      try {
        const size = await writeStream(part, stream, "w");
        if (!accept(size)) return false;
        renameSync(part, place(object, file));
        return true;
      } finally {
        rmSync(part, { force: true });
      }
    },
    partial: (object, upload) => statSync(begun(object, upload), { throwIfNoEntry: false })?.size,
    async append(object, upload, stream) {
      mkdirSync(folder(object), { recursive: true });
      await writeStream(begun(object, upload), stream, "a");
      return statSync(begun(object, upload)).size;
    },
    complete: (object, upload, file) => renameSync(begun(object, upload), place(object, file)),
    abandon: (object, upload) => rmSync(begun(object, upload), { force: true }),
    sizes(object) {
      const files = filesIn(folder(object)).filter((file) => file.endsWith(".bin"));
      return Object.fromEntries(
        files.map((file) => [decodeURIComponent(file.slice(0, -4)), statSync(path.join(folder(object), file)).size]),
      );
    },
    read: (object, file) => readFileSync(place(object, file)),
    remove: (object) => rmSync(folder(object), { recursive: true, force: true }),
    generation: 0,
    renew: () => {
      content.generation++;
      rmSync(home(content.generation), { recursive: true, force: true });
    },
    tidy(has) {
      const current = home(content.generation);
      for (const one of filesIn(root).filter((file) => /^content(-\d+)?$/.test(file))) {
        if (path.join(root, one) !== current) rmSync(path.join(root, one), { recursive: true, force: true });
      }
      for (const { parentPath, name } of leaves(current)) {
        const object = path.relative(current, parentPath).split(path.sep).map(decodeURIComponent).join("/");
        if (name.endsWith(".part") || !has(object)) rmSync(path.join(parentPath, name), { force: true });
      }
    },
  };
  return content;
}

const leaves = (folder: string) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    : [];

async function writeStream(file: string, stream: AsyncIterable<Buffer>, flags: "w" | "a"): Promise<number> {
  const out = await open(file, flags);
  let size = 0;
  try {
    for await (const chunk of stream) {
      await out.appendFile(chunk);
      size += chunk.length;
    }
  } finally {
    await out.close();
  }
  return size;
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
