import { invalid } from "../error";

interface FormFile {
  filename: string;
  bytes: Buffer;
}

/** The part named `file` of a multipart/form-data body. */
export function formFile(contentType: string | undefined, body: Buffer): FormFile {
  const boundary = /^multipart\/form-data;.*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType ?? "");
  const mark = boundary?.[1] ?? boundary?.[2];
  if (!mark) throw invalid("the body must be multipart/form-data");
  // The first boundary lacks the line break in front of the others.
  const whole = Buffer.concat([Buffer.from("\r\n"), body]);
  const delimiter = Buffer.from(`\r\n--${mark}`);
  for (let at = whole.indexOf(delimiter); at >= 0; ) {
    const next = whole.indexOf(delimiter, at + delimiter.length);
    if (next < 0) break;
    const file = part(whole.subarray(at + delimiter.length + 2, next));
    if (file) return file;
    at = next;
  }
  throw invalid("the form has no file in its field `file`");
}

function part(bytes: Buffer): FormFile | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  const head = bytes.subarray(0, Math.max(end, 0)).toString("utf8");
  const disposition = /^content-disposition:\s*form-data;(.*)$/im.exec(head)?.[1] ?? "";
  if (!/(^|[;\s])name="?file"?\s*(;|$)/i.test(disposition)) return undefined;
  const filename = /filename="([^"]*)"/i.exec(disposition)?.[1] ?? "file";
  return { filename, bytes: bytes.subarray(end + 4) };
}
