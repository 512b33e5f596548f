import { oneLine } from "./errors";

/** Shorter ones would take ordinary words out of messages. */
const SHORTEST = 4;
/** So much of a secret is as bad as all of it: what repeats it may cut it. */
const PART = 12;
/** Parts of shorter ones are looked for no more: they would be ordinary words. */
const WHOLE_BELOW = PART + 4;
const BLANK = "[secret]";

/** Names what is secret, and is none itself. */
const isReference = (text: string) => /^accounts\/[^/]+\/secrets\/[^/]+$/.test(text);

const escaped = (text: string) => JSON.stringify(text).slice(1, -1);
const escapedByGo = (text: string) =>
  escaped(text).replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);

/** A secret as a gateway may repeat it: what it was sent was JSON, in a request with a query and headers. */
function forms(secret: string): string[] {
  const url = encodeURIComponent(secret);
  return [
    secret,
    oneLine(secret),
    escaped(secret),
    escapedByGo(secret),
    escaped(escaped(secret)),
    url,
    url.replaceAll("%20", "+"),
    Buffer.from(secret).toString("base64"),
  ];
}

/** A text without secrets, in whatever form, and without what is left of one where the text was cut off. */
export function concealed(text: string, secrets: readonly string[]): string {
  const hidden = secrets.filter((secret) => secret.length >= SHORTEST && !isReference(secret)).flatMap(forms);
  const longestFirst = [...new Set(hidden)].sort((a, b) => b.length - a.length);
  const whole = longestFirst.reduce((rest, form) => withoutBeginning(rest.replaceAll(form, BLANK), form), text);
  const longer = longestFirst.filter((form) => form.length >= WHOLE_BELOW);
  return withoutParts(whole, longer);
}

/** Before the sign of a cut a few letters may be left. */
function withoutBeginning(text: string, secret: string): string {
  const [first = "", ...rest] = text.split("…");
  return rest.reduce((before, after) => `${withoutEnd(before, secret)}…${after}`, first);
}

function withoutEnd(text: string, secret: string): string {
  for (let length = Math.min(secret.length, text.length); length >= SHORTEST; length--)
    if (text.endsWith(secret.slice(0, length))) return text.slice(0, -length) + BLANK;
  return text;
}

function withoutParts(text: string, longer: readonly string[]): string {
  const parts = new Set(longer.flatMap((form) => windows(form)));
  let rest = "";
  let hiddenUpTo = 0;
  for (let at = 0; at < text.length; at++) {
    if (parts.has(text.slice(at, at + PART))) {
      if (at >= hiddenUpTo) rest += BLANK;
      hiddenUpTo = at + PART;
    } else if (at >= hiddenUpTo) rest += text[at];
  }
  return rest;
}

const windows = (text: string): string[] =>
  Array.from({ length: text.length - PART + 1 }, (_, at) => text.slice(at, at + PART));
