import type { IncomingMessage } from "node:http";
import { decoded } from "../api/route";
import { type SignedFile, signature } from "../kinds/upload";
import { time, type World } from "../world";
import type { Contents } from "./body";
import type { Reply } from "./reply";
import { begin, resume } from "./resumable";
import { done, expiredUrl, failure, objectGone } from "./storageReply";

export const isSigned = (pathname: string): boolean => pathname.startsWith("/storage/");

export async function storage(world: World, request: IncomingMessage, url: URL, contents: Contents): Promise<Reply> {
  const signed = signedFile(request.method ?? "GET", url);
  const refusal = refused(world, signed, url.searchParams.get("signature"));
  const reply = refusal ?? (await kept(world, request, contents, signed));
  // A client that is still sending would not read the answer.
  request.resume();
  return reply;
}

function signedFile(method: string, { pathname, searchParams }: URL): SignedFile {
  const [, object = "", file = ""] = /^\/storage\/(.+)\/files\/([^/]+)$/.exec(pathname) ?? [];
  const [size, expires] = [searchParams.get("size") ?? "", searchParams.get("expires") ?? ""];
  return { object, file: decoded(file) ?? "", size, expires, use: searchParams.get("upload_id") ?? method };
}

function refused(world: World, signed: SignedFile, given: string | null): Reply | undefined {
  if (signature(world, signed) !== given)
    return failure(
      403,
      "SignatureDoesNotMatch",
      "The request signature we calculated does not match the signature you provided.",
    );
  if (time(world) > Number(signed.expires)) return expiredUrl();
  if (!world.store.objects.has(signed.object)) return objectGone();
  return undefined;
}

async function kept(world: World, request: IncomingMessage, contents: Contents, signed: SignedFile): Promise<Reply> {
  switch (signed.use) {
    case "GET":
      return download(world, signed);
    case "PUT":
      return upload(world, request, contents, signed);
    case "POST":
      return begin(world, request, signed);
    default:
      return resume(world, request, contents, signed);
  }
}

function download(world: World, { object, file }: SignedFile): Reply {
  const bytes = world.content.sizes(object)[file] === undefined ? undefined : world.content.read(object, file);
  if (!bytes) return failure(404, "NoSuchKey", "no such file");
  return { status: 200, body: bytes, headers: { "content-type": "application/octet-stream" } };
}

async function upload(
  world: World,
  request: IncomingMessage,
  contents: Contents,
  { object, file, size }: SignedFile,
): Promise<Reply> {
  const length = request.headers["content-length"];
  if (length === undefined) {
    // The real store accepts such a request and keeps nothing of it.
    return world.settings.chunkedUpload === "drop"
      ? done
      : failure(411, "MissingContentLength", "Content-Length is required");
  }
  const range = request.headers["x-goog-content-length-range"];
  if (range === undefined && world.settings.lengthRangeHeader === "require") {
    return failure(403, "SignatureDoesNotMatch", "the signed header x-goog-content-length-range is missing");
  }
  const [least = size, most = size] = String(range ?? `${size},${size}`).split(",");
  if (Number(length) < Number(least)) return failure(400, "EntityTooSmall", `${length} bytes are too few`);
  if (Number(length) > Number(most) || length !== size)
    return failure(400, "EntityTooLarge", `${length} bytes instead of ${size}`);
  const outcome = await world.content.write(object, file, Number(size), contents);
  if (outcome === "gone") return objectGone();
  return outcome === "kept" ? done : failure(400, "IncompleteBody", "the body is shorter than its Content-Length");
}
