import { createHash, randomBytes } from "node:crypto";
import { renameSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { digestOf } from "../../src/content/digest";
import { filesIn } from "../../src/content/folder";
import { type Folder, temporaryCache, temporaryFolder } from "./folder";

let folder: Folder;
let cache: Folder;
beforeEach(() => {
  folder = temporaryFolder();
  cache = temporaryCache();
});
afterEach(() => {
  folder.remove();
  cache.remove();
});

const sha256 = (content: Buffer | string) => createHash("sha256").update(content).digest("hex");

/** As it stands in the state of old stacks: another one would upload every model again. */
const expected = (contents: [string, Buffer][]) =>
  `sha256:${sha256(contents.map(([name, bytes]) => `${JSON.stringify(name)} ${bytes.length} ${sha256(bytes)}\n`).join(""))}`;

test("a digest is of names, sizes and bytes in the order of names, whichever file was read first", async () => {
  // The first is the last to be read to its end; of one the end is a chunk's, another has nothing.
  const sizes = { "a.bin": 9_000_001, "b.bin": 0, "c.bin": 4 * 1024 * 1024, "d/e.bin": 17, "f.bin": 1, "g.bin": 2 };
  const contents = Object.entries(sizes).map(([name, size]): [string, Buffer] => [name, randomBytes(size)]);
  for (const [name, bytes] of contents) folder.write(name, bytes);
  const files = filesIn(folder.path);
  expect(await digestOf(files)).toBe(expected(contents));
  // From the cache this time, but for what was changed.
  contents[0] = ["a.bin", randomBytes(9_000_001)];
  folder.write("a.bin", contents[0][1]);
  expect(await digestOf(filesIn(folder.path))).toBe(expected(contents));
});

test("progress counts the bytes of all files", async () => {
  for (const name of ["a.bin", "b.bin", "c.bin"]) folder.write(name, randomBytes(1500));
  const said: string[] = [];
  let clock = 0;
  const now = jest.spyOn(performance, "now").mockImplementation(() => (clock += 2000));
  try {
    await digestOf(filesIn(folder.path), (message) => said.push(message));
  } finally {
    now.mockRestore();
  }
  expect(said).toHaveLength(3);
  expect(said.at(-1)).toMatch(/^reading [abc]\.bin, 4\.5 of 4\.5 kB$/);
});

test("a file that changes while others are read is an error", async () => {
  for (const name of ["a.bin", "b.bin"]) folder.write(name, "before");
  const files = filesIn(folder.path);
  folder.write("b.bin", "after!", new Date());
  await expect(digestOf(files)).rejects.toThrow(/b\.bin changed while it was read/);
});

test("a file in whose place another of the same size and time is put is an error", async () => {
  folder.write("a.bin", "before");
  const files = filesIn(folder.path);
  renameSync(folder.write(".b.bin", "after!"), join(folder.path, "a.bin"));
  await expect(digestOf(files)).rejects.toThrow(/a\.bin changed while it was read/);
});

/** Each chunk is told. */
async function tellingAll(work: () => Promise<unknown>): Promise<void> {
  let clock = 0;
  const now = jest.spyOn(performance, "now").mockImplementation(() => (clock += 2000));
  try {
    await work();
  } finally {
    now.mockRestore();
  }
}

test("when one file fails, the reading of the others ends", async () => {
  for (const name of ["a.bin", "b.bin", "c.bin", "d.bin"]) folder.write(name, "");
  for (const name of ["b.bin", "c.bin", "d.bin"]) truncateSync(join(folder.path, name), 400_000_000);
  const files = filesIn(folder.path);
  rmSync(join(folder.path, "a.bin"));
  const said: string[] = [];
  await tellingAll(async () => {
    await expect(digestOf(files, (message) => said.push(message))).rejects.toThrow(/ENOENT/);
    said.length = 0;
    folder.write("next/a.bin", randomBytes(9_000_000));
    await digestOf(filesIn(join(folder.path, "next")));
  });
  expect(said).toEqual([]);
});

test("models that are checked at the same time are read four files at a time together", async () => {
  const chunk = 2 * 1024 * 1024;
  for (const model of ["a", "b", "c"])
    for (const name of ["1", "2", "3", "4"]) {
      folder.write(`${model}/${model}${name}`, "");
      truncateSync(join(folder.path, model, `${model}${name}`), 4 * chunk);
    }
  const read: string[] = [];
  const one = (model: string) =>
    digestOf(filesIn(join(folder.path, model)), (message) => read.push(message.slice("reading ".length, 10)));
  await tellingAll(() => Promise.all(["a", "b", "c"].map(one)));
  expect(read).toHaveLength(48);
  const underWay = read.map((_, at) => new Set(read.slice(0, at + 1).filter((file) => read.lastIndexOf(file) >= at)));
  expect(Math.max(...underWay.map(({ size }) => size))).toBe(4);
});
