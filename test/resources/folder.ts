import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** Far enough in the past for a file's hash to be kept. */
export const LONG_AGO = new Date("2026-01-01T00:00:00Z");

export interface Folder {
  path: string;
  /** Writes a file with a time, by default one long ago. */
  write: (name: string, content: string | Buffer, time?: Date) => string;
  remove: () => void;
}

export function temporaryFolder(): Folder {
  const root = mkdtempSync(path.join(tmpdir(), "pulumi-fireworks-"));
  return {
    path: root,
    write(name, content, time = LONG_AGO) {
      const place = path.join(root, name);
      mkdirSync(path.dirname(place), { recursive: true });
      writeFileSync(place, content);
      utimesSync(place, time, time);
      return place;
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** The user's cache folder, in which digests are kept, until it is removed. */
export function temporaryCache(): Folder {
  const before = process.env.XDG_CACHE_HOME;
  const cache = temporaryFolder();
  process.env.XDG_CACHE_HOME = cache.path;
  const remove = () => {
    cache.remove();
    if (before === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = before;
  };
  return { ...cache, remove };
}
