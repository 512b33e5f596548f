import type { Reply } from "./reply";

/** Signed URLs are answered as the object store does that holds uploads: in XML, and not by the gateway. */
export const failure = (status: number, code: string, message: string, details = ""): Reply => ({
  status,
  body: `<?xml version='1.0' encoding='UTF-8'?><Error><Code>${code}</Code><Message>${message} (fireworks-emulator)</Message>${details && `<Details>${details}</Details>`}</Error>`,
  headers: { "content-type": "application/xml" },
});

export const done: Reply = { status: 200, body: "" };

export const expiredUrl = (): Reply =>
  failure(400, "ExpiredToken", "The provided token has expired.", "the signed URL has expired: ask for another one");

export const objectGone = (): Reply => failure(404, "NoSuchBucket", "the object is gone");
