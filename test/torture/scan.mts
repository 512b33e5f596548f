import { type Dirent, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
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
  /** The line that tells it. */
  line: string;
  /** Where in the line. */
  at: number;
}

interface Needle {
  what: string;
  form: string;
  text: string;
}

/** What opens doors, and is known by its looks alone. */
const SHAPES: Record<string, RegExp> = {
  "a signed address": /[?&](?:X-Goog-|X-Amz-)?(?:signature|sig)=[^&\s"'\\[]{12,}/gi,
  "a bearer token": /\bbearer fw_\w{8,}/gi,
};

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
    const found = needles.flatMap(({ what, form, text: needle }) =>
      placesOf(text, needle).map((place) => ({ what, form, where, ...lineAt(text, place) })),
    );
    return distinct([...found, ...shaped(where, text)]);
  });
}

/** One for each line. */
function placesOf(text: string, needle: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, endOfLine(text, at))) places.push(at);
  return places;
}

const shaped = (where: string, text: string): Telling[] =>
  Object.entries(SHAPES).flatMap(([what, shape]) =>
    [...text.matchAll(shape)].map(({ index }) => ({ what, form: "plain", where, ...lineAt(text, index) })),
  );

function endOfLine(text: string, at: number): number {
  const next = text.indexOf("\n", at);
  return next < 0 ? text.length : next;
}

function lineAt(text: string, at: number): Pick<Telling, "line" | "at"> {
  const begin = text.lastIndexOf("\n", at) + 1;
  return { line: text.slice(begin, endOfLine(text, at)), at: at - begin };
}

function distinct(all: Telling[]): Telling[] {
  const first = new Map<string, Telling>();
  for (const one of all) {
    const key = `${one.what}\n${one.line}`;
    if (!first.has(key)) first.set(key, one);
  }
  return [...first.values()];
}

export const sayTelling = ({ what, form, where, line, at }: Telling): string =>
  `a secret was told: ${what}, ${form}, in ${where}: ${line.slice(Math.max(0, at - AROUND), at + AROUND)}`;

/** What is wrong with texts that were printed, logged or kept. */
export const told = (planted: Planted, texts: Texts): string[] => tellings(planted, texts).map(sayTelling);

/** The same of every file in a folder and of the files' names. Links are not followed. `except`: paths below it, with slashes. */
export const toldIn = (planted: Planted, folder: string, except?: RegExp): string[] =>
  told(planted, textsIn(folder, except));

export function textsIn(folder: string, except?: RegExp): Texts {
  const files = filesIn(folder).map((file) => ({ file, name: relative(folder, file).replaceAll(sep, "/") }));
  const chosen = files.filter(({ name }) => !except?.test(name));
  return Object.fromEntries(chosen.map(({ file, name }) => [name, `${name}\n${contentOf(file)}`]));
}

function filesIn(folder: string): string[] {
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
