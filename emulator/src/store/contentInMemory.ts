import { type Arrival, type Arrivals, arriving, dismiss, isArriving } from "./arrivals";
import type { Content } from "./content";

/** Object → file, or upload in pieces → its bytes. */
type Files = Map<string, Map<string, Buffer>>;

const none = Buffer.alloc(0);

export function contentInMemory(): Content {
  const [files, partials]: [Files, Files] = [new Map(), new Map()];
  const arrivals: Arrivals = new Set();
  return {
    put: (object, file, bytes) => set(files, object, file, bytes),
    write: (object, file, size, stream) =>
      arriving(arrivals, { object }, (arrival) => written(files, file, size, arrival, stream)),
    begin: (object, upload) => set(partials, object, upload, none),
    partial: (object, upload) => partials.get(object)?.get(upload)?.length,
    async append(object, upload, stream) {
      if (isArriving(arrivals, object, upload)) return "busy";
      return arriving(arrivals, { object, upload }, (arrival) => added(partials, upload, arrival, stream));
    },
    complete(object, upload, file) {
      set(files, object, file, partials.get(object)?.get(upload) ?? none);
      partials.get(object)?.delete(upload);
    },
    abandon(object, upload) {
      dismiss(arrivals, object, upload);
      partials.get(object)?.delete(upload);
    },
    sizes: (object) => Object.fromEntries([...(files.get(object) ?? [])].map(([file, bytes]) => [file, bytes.length])),
    read: (object, file) => files.get(object)?.get(file) ?? none,
    remove(object) {
      dismiss(arrivals, object);
      files.delete(object);
      partials.delete(object);
    },
    generation: 0,
    renew() {
      dismiss(arrivals);
      files.clear();
      partials.clear();
    },
    tidy: () => {},
  };
}

function set(all: Files, object: string, file: string, bytes: Buffer): void {
  const files = all.get(object) ?? new Map<string, Buffer>();
  all.set(object, files.set(file, bytes));
}

async function written(
  files: Files,
  file: string,
  size: number,
  arrival: Arrival,
  stream: AsyncIterable<Buffer>,
): ReturnType<Content["write"]> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  if (arrival.gone) return "gone";
  const bytes = Buffer.concat(chunks);
  if (bytes.length !== size) return "short";
  set(files, arrival.object, file, bytes);
  return "kept";
}

async function added(
  partials: Files,
  upload: string,
  arrival: Arrival,
  stream: AsyncIterable<Buffer>,
): Promise<number | "gone"> {
  const { object } = arrival;
  const chunks = [partials.get(object)?.get(upload) ?? none];
  try {
    for await (const chunk of stream) chunks.push(chunk);
  } finally {
    if (!arrival.gone) set(partials, object, upload, Buffer.concat(chunks));
  }
  return arrival.gone ? "gone" : (partials.get(object)?.get(upload) ?? none).length;
}
