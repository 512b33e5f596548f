import { createHmac } from "node:crypto";
import { invalid, precondition } from "../error";
import { put, type StoredObject } from "../store/store";
import { type Call, internal, time, type World, withInternal } from "../world";
import { isFileName, longestFileName } from "./name";

/** Files that a model or dataset expects, with their sizes. */
export const expectedFiles = (object: StoredObject): Record<string, string> =>
  (internal(object).files as Record<string, string> | undefined) ?? {};

export interface SignedFile {
  object: string;
  file: string;
  size: string;
  /** Virtual milliseconds. */
  expires: string;
  /** What the URL is good for: `GET`, `PUT`, `POST` (begins a resumable upload), or the id of a resumable upload. */
  use: string;
}

export const signature = (world: World, { object, file, size, expires, use }: SignedFile): string =>
  createHmac("sha256", world.signingKey).update([object, file, size, expires, use].join("\n")).digest("hex");

export function signedUrl(world: World, origin: string, signed: SignedFile): string {
  const { object, file, size, expires } = signed;
  const query = new URLSearchParams({ size, expires, signature: signature(world, signed) });
  return `${origin}/storage/${object}/files/${encodeURIComponent(file)}?${query}`;
}

/** A URL that ends in a dot leads to another place. */
export function checkFileName(file: string): void {
  if (isFileName(file) && file !== "." && !file.split("/").includes("..")) return;
  throw invalid(
    `invalid filename ${JSON.stringify(file)}: it must be text of 1 to ${longestFileName} characters, percent-encoded, without ".."`,
  );
}

/** The answer of getUploadEndpoint. The files add up to those that the object expects already. */
export function uploadEndpoint(world: World, call: Call, object: StoredObject): Record<string, unknown> {
  const files = (call.body.filenameToSize ?? {}) as Record<string, string>;
  if (Object.keys(files).length === 0) throw invalid("filename_to_size must name at least one file");
  for (const [file, size] of Object.entries(files)) {
    checkFileName(file);
    if (BigInt(size) < 0n) throw invalid(`invalid size of "${file}": ${size}`);
  }
  put(world.store, withInternal(object, { files: { ...expectedFiles(object), ...files } }));
  return {
    filenameToSignedUrls: urls(world, call, object.name, files, call.body.enableResumableUpload ? "POST" : "PUT"),
  };
}

export function downloadEndpoint(world: World, call: Call, object: StoredObject): Record<string, unknown> {
  const sizes = Object.entries(world.content.sizes(object.name)).map(([file, size]) => [file, String(size)]);
  return { filenameToSignedUrls: urls(world, call, object.name, Object.fromEntries(sizes), "GET") };
}

function urls(world: World, { origin }: Call, object: string, files: Record<string, string>, use: string) {
  const expires = String(time(world) + world.settings.timing.uploadUrlSeconds * 1000);
  const url = (file: string, size: string) => signedUrl(world, origin, { object, file, size, expires, use });
  return Object.fromEntries(Object.entries(files).map(([file, size]) => [file, url(file, size)]));
}

/** The names of what has arrived, if all has. */
export function arrivedFiles(world: World, object: StoredObject): string[] {
  const expected = Object.entries(expectedFiles(object));
  if (expected.length === 0) throw precondition(`no files have been uploaded to ${object.name}`);
  const sizes = world.content.sizes(object.name);
  const missing = expected.find(([file, size]) => String(sizes[file]) !== size);
  if (missing) throw precondition(`file "${missing[0]}" of ${object.name} not found: it has not been uploaded yet`);
  return expected.map(([file]) => file);
}
