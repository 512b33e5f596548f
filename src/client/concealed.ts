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
  // Half a character cannot be sent, and has no place in a URL.
  const url = encodeURIComponent(Buffer.from(secret).toString());
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
  // Of one that is blank at its ends less may be left in one line.
  const long = hidden.filter((form) => form.length >= SHORTEST);
  const longestFirst = [...new Set(long)].sort((a, b) => b.length - a.length);
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
  const parts = partsIn(text, longer);
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

/** A text is short; a secret may have megabytes, of which nothing else is kept. */
function partsIn(text: string, longer: readonly string[]): Set<string> {
  const there = new Set(windows(text));
  const found = new Set<string>();
  for (const form of longer) for (const part of windows(form)) if (there.has(part)) found.add(part);
  return found;
}

function* windows(text: string): Generator<string> {
  for (let at = 0; at + PART <= text.length; at++) yield text.slice(at, at + PART);
}
