import { type Dirent, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { gunzipSync } from "node:zlib";

/** Secrets by what they are: `{ "Secret.value": "…" }`. */
export type Planted = Record<string, string>;

/** Texts by where they were found. */
export type Texts = Record<string, string>;

/** A secret, or a good part of one, where nobody may read it. */
export interface Telling {
  what: string;
  form: string;
  where: string;
  /** The line that tells it, cut to what is around. */
  line: string;
}

interface Needle {
  what: string;
  form: string;
  text: string;
}

/** So much of a secret is as bad as all of it. */
const PART = 12;
/** Shorter ones are looked for as a whole: parts of them would be ordinary words. */
const WHOLE_BELOW = PART + 4;
const SHORTEST = 6;
const AROUND = 160;

/** The beginning, the second half and the end: whoever cuts a secret leaves one of them. */
function parts(secret: string): string[] {
  if (secret.length < WHOLE_BELOW) return [secret];
  const half = Math.floor(secret.length / 2);
  return [secret.slice(0, PART), secret.slice(half).slice(0, PART), secret.slice(-PART)];
}

/** Of a text in base64 that begins somewhere within another, only what depends on nothing else. */
function base64(text: string): string[] {
  const bytes = Buffer.from(text);
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    const whole = Math.floor((bytes.length + before) / 3) * 4;
    return encoded.slice(before === 0 ? 0 : 4, whole);
  });
}

const escaped = (text: string) => JSON.stringify(text).slice(1, -1);
const forGo = (text: string) => escaped(text).replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);

/** The ways in which logs and files write a text. */
function forms(text: string): Record<string, string[]> {
  const url = encodeURIComponent(text);
  const hex = Buffer.from(text).toString("hex");
  return {
    plain: [text],
    "JSON-escaped": [escaped(text), forGo(text), escaped(escaped(text)), escaped(forGo(text))],
    "URL-encoded": [url, url.replaceAll("%20", "+"), url.toLowerCase()],
    base64: base64(text).flatMap((one) => [one, one.replaceAll("+", "-").replaceAll("/", "_")]),
    hex: [hex, hex.toUpperCase()],
  };
}

function needlesOf(planted: Planted): Needle[] {
  const needles = new Map<string, Needle>();
  for (const [what, secret] of Object.entries(planted)) {
    if (secret.length < SHORTEST) throw new Error(`${what} is too short to be looked for: plant a longer secret`);
    for (const part of parts(secret))
      for (const [form, texts] of Object.entries(forms(part)))
        for (const text of texts) if (!needles.has(text)) needles.set(text, { what, form, text });
  }
  return [...needles.values()];
}

/** Every secret that a text tells, in any form: once for each line. */
export function tellings(planted: Planted, texts: Texts): Telling[] {
  const needles = needlesOf(planted);
  return Object.entries(texts).flatMap(([where, text]) => {
    const found = needles.filter((needle) => text.includes(needle.text));
    return distinct(
      found.flatMap((needle) => linesWith(text, needle).map((line) => ({ ...named(needle), where, line }))),
    );
  });
}

const named = ({ what, form }: Needle) => ({ what, form });

function linesWith(text: string, needle: Needle): string[] {
  const lines: string[] = [];
  for (let at = text.indexOf(needle.text); at >= 0; ) {
    const begin = text.lastIndexOf("\n", at) + 1;
    const next = text.indexOf("\n", at);
    const end = next < 0 ? text.length : next;
    lines.push(text.slice(Math.max(begin, at - AROUND), Math.min(end, at + needle.text.length + AROUND)));
    at = text.indexOf(needle.text, end);
  }
  return lines;
}

function distinct(all: Telling[]): Telling[] {
  const first = new Map<string, Telling>();
  for (const one of all) {
    const key = `${one.what}\n${one.line}`;
    if (!first.has(key)) first.set(key, one);
  }
  return [...first.values()];
}

export const sayTelling = ({ what, form, where, line }: Telling): string =>
  `a secret was told: ${what}, ${form}, in ${where}: ${line}`;

/** What is wrong with texts that were printed, logged or kept. */
export const told = (planted: Planted, texts: Texts): string[] => tellings(planted, texts).map(sayTelling);

/** The same of every file in a folder and of the files' names. Links are not followed. `except`: paths below it, with slashes. */
export function toldIn(planted: Planted, folder: string, except?: RegExp): string[] {
  const files = filesIn(folder).filter((file) => !except?.test(relative(folder, file)));
  return files.flatMap((file) => {
    const name = relative(folder, file);
    return told(planted, { [name]: `${name}\n${contentOf(file)}` });
  });
}

export function filesIn(folder: string): string[] {
  return listed(folder).flatMap((entry) => {
    const place = join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(place);
    return entry.isFile() ? [place] : [];
  });
}

/** Whatever is scanned may still be at work: what goes in the meantime tells nothing. */
function listed(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function contentOf(file: string): string {
  try {
    const bytes = readFileSync(file);
    return (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  } catch {
    return "";
  }
}
