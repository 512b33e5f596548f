import type { IncomingMessage } from "node:http";
import { decoded } from "../api/route";
import { signature } from "../kinds/upload";
import { time, type World } from "../world";
import type { Contents } from "./body";
import type { Reply } from "./reply";

/** Signed URLs are answered as the object store does that holds uploads: in XML, and not by the gateway. */
const failure = (status: number, code: string, message: string): Reply => ({
  status,
  body: `<?xml version='1.0' encoding='UTF-8'?><Error><Code>${code}</Code><Message>${message} (fireworks-emulator)</Message></Error>`,
  headers: { "content-type": "application/xml" },
});

const done: Reply = { status: 200, body: "" };

export const isSigned = (pathname: string): boolean => pathname.startsWith("/storage/");

export const expiredUrl = (): Reply => failure(400, "ExpiredToken", "the signed URL has expired");

export async function storage(world: World, request: IncomingMessage, url: URL, contents: Contents): Promise<Reply> {
  const match = /^\/storage\/(.+)\/files\/([^/]+)$/.exec(url.pathname);
  const [object, file] = [match?.[1] ?? "", decoded(match?.[2] ?? "") ?? ""];
  const [size, expires] = [url.searchParams.get("size") ?? "", url.searchParams.get("expires") ?? ""];
  const refusal = refused(world, { object, file, size, expires }, url.searchParams.get("signature"));
  const reply =
    refusal ??
    (request.method === "GET"
      ? download(world, object, file)
      : await upload(world, request, contents, { object, file, size }));
  // A client that is still sending would not read the answer.
  request.resume();
  return reply;
}

function refused(
  world: World,
  signed: { object: string; file: string; size: string; expires: string },
  given: string | null,
): Reply | undefined {
  if (signature(world, signed) !== given) return failure(403, "SignatureDoesNotMatch", "the signature does not match");
  if (time(world) > Number(signed.expires)) return expiredUrl();
  if (!world.store.objects.has(signed.object)) return failure(404, "NoSuchBucket", "the object is gone");
  return undefined;
}

function download(world: World, object: string, file: string): Reply {
  const bytes = world.content.sizes(object)[file] === undefined ? undefined : world.content.read(object, file);
  if (!bytes) return failure(404, "NoSuchKey", "no such file");
  return { status: 200, body: bytes, headers: { "content-type": "application/octet-stream" } };
}

interface Upload {
  object: string;
  file: string;
  size: string;
}

async function upload(
  world: World,
  request: IncomingMessage,
  contents: Contents,
  { object, file, size }: Upload,
): Promise<Reply> {
  if (request.method !== "PUT") return failure(405, "MethodNotAllowed", "only PUT and GET");
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
  if (await world.content.write(object, file, contents, (received) => String(received) === size)) return done;
  return failure(400, "IncompleteBody", "the body is shorter than its Content-Length");
}
