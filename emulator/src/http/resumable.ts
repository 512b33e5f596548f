import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { type SignedFile, signedUrl } from "../kinds/upload";
import { time, type World } from "../world";
import type { Contents } from "./body";
import { originOf } from "./origin";
import type { Reply } from "./reply";
import { done, failure } from "./storageReply";

/** All but the last piece of a file are kept in units of this. */
const unit = 256 * 1024;
const week = 7 * 86_400_000;

export function begin(world: World, request: IncomingMessage, signed: SignedFile): Reply {
  if (request.headers["x-goog-resumable"] !== "start")
    return failure(403, "SignatureDoesNotMatch", "the signed header x-goog-resumable: start is missing");
  const session = { ...signed, use: randomUUID(), expires: String(time(world) + week) };
  world.content.begin(session.object, session.use);
  const url = `${signedUrl(world, originOf(request, world.url), session)}&upload_id=${session.use}`;
  return { status: 201, body: "", headers: { location: url, "x-guploader-uploadid": session.use } };
}

/** A piece of the file, the question how much of it has arrived (a range without bytes), or the end of it all (DELETE). */
export async function resume(
  world: World,
  request: IncomingMessage,
  contents: Contents,
  session: SignedFile,
): Promise<Reply> {
  const { object, file, size, use } = session;
  const stored = world.content.partial(object, use);
  if (stored === undefined && world.content.sizes(object)[file] === Number(size)) return done;
  if (stored === undefined) return noSuchUpload();
  if (request.method === "DELETE") {
    world.content.abandon(object, use);
    return { status: 499, body: "" };
  }
  if (request.method !== "PUT") return failure(405, "MethodNotAllowed", "only PUT and DELETE");
  const range = rangeOf(request, stored, Number(size));
  if (!range)
    return failure(400, "InvalidArgument", "Content-Range must be bytes FIRST-LAST/SIZE, or bytes */SIZE to ask");
  return refused(range, stored, size) ?? progress(world, contents, session, { ...range, stored });
}

/** From `first` to before `end`, of `total` if the client knows it already. */
interface Range {
  first: number;
  end: number;
  total: number | undefined;
}

function rangeOf({ headers }: IncomingMessage, stored: number, size: number): Range | undefined {
  const given = headers["content-range"];
  if (given === undefined) return { first: 0, end: size, total: size };
  const [, first, last, total] = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/.exec(given) ?? [];
  if (total === undefined) return undefined;
  const whole = total === "*" ? undefined : Number(total);
  if (first === undefined) return { first: stored, end: stored, total: whole };
  return Number(last) < Number(first) ? undefined : { first: Number(first), end: Number(last) + 1, total: whole };
}

const isLast = ({ end, total }: Range): boolean => end === total;

function refused(range: Range, stored: number, size: string): Reply | undefined {
  const { first, end, total } = range;
  if ((total !== undefined && String(total) !== size) || end > Number(size))
    return failure(400, "InvalidArgument", `the file has to have ${size} bytes, not ${total ?? end}`);
  if (first > stored)
    return failure(
      400,
      "InvalidArgument",
      `Invalid request. According to the Content-Range header, the upload offset is ${first} byte(s), which exceeds already uploaded size of ${stored} byte(s).`,
    );
  if (end > first && end - first < unit && !isLast(range))
    return failure(
      400,
      "InvalidArgument",
      `Invalid request. The number of bytes uploaded is required to be equal or greater than ${unit}, except for the final request. The received request contained ${end - first} bytes.`,
    );
  return undefined;
}

async function progress(
  world: World,
  contents: Contents,
  session: SignedFile,
  { stored, ...range }: Range & { stored: number },
): Promise<Reply> {
  const keep = isLast(range) ? range.end : Math.floor(range.end / unit) * unit;
  const arriving = between(contents, stored - range.first, keep - range.first);
  const now = await world.content.append(session.object, session.use, arriving);
  if (now === "gone") return noSuchUpload();
  if (now === "busy") return range.first === range.end ? incomplete(stored) : busy();
  if (!isLast(range) || now !== range.end) return incomplete(now);
  world.content.complete(session.object, session.use, session.file);
  return done;
}

const noSuchUpload = (): Reply => failure(404, "NoSuchUpload", "there is no such resumable upload: begin another one");

const busy = (): Reply =>
  failure(
    503,
    "ServiceUnavailable",
    "another request is still adding to this upload: ask a little later how much has arrived, and go on from there",
  );

const incomplete = (stored: number): Reply => ({
  status: 308,
  body: "",
  headers: stored === 0 ? {} : { range: `bytes=0-${stored - 1}` },
});

/** What of the contents is neither there already nor too much. */
async function* between(contents: Contents, from: number, to: number): AsyncGenerator<Buffer> {
  let at = 0;
  for await (const chunk of contents) {
    const wanted = chunk.subarray(Math.max(0, from - at), Math.max(0, to - at));
    at += chunk.length;
    if (wanted.length > 0) yield wanted;
  }
}
