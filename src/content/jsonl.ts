import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { isObject } from "../client/json";
import { type Facts, recall, remember } from "./cache";
import { type LocalFile, mustBeUnchanged } from "./file";

/** A line or row that is no example, counted from 1. */
export interface BadExample {
  number: number;
  reason: string;
}

export type Examined = { facts: Required<Facts> } | { bad: BadExample[] };

/** Enough to see what is wrong; a file in the wrong format is wrong in every line. */
const MOST_COMPLAINTS = 5;
const LONGEST_LINE = 128 * 1024 * 1024;
const NEWLINE = 0x0a;

/** Reads a JSONL file to its end, unless that was done before and it has not changed since. */
export async function examineFile(file: LocalFile, format: string | undefined): Promise<Examined> {
  const reading = `examples ${format ?? ""}`;
  const known = recall(file, reading);
  if (known?.examples !== undefined) return { facts: { sha256: known.sha256, examples: known.examples } };
  const hash = createHash("sha256");
  const bad: BadExample[] = [];
  let number = 0;
  let examples = 0;
  let blank = 0;
  for await (const line of linesOf(file.path, (chunk) => hash.update(chunk))) {
    number++;
    const text = decoded(line);
    if (text?.trim() === "") blank ||= number;
    else {
      // Only the end of a file may be blank.
      if (blank > 0) bad.push({ number: blank, reason: "is blank" });
      blank = 0;
      examples++;
      const reason = text === undefined ? "is not UTF-8" : wrongWithText(text, format);
      if (reason !== undefined) bad.push({ number, reason });
    }
    if (bad.length >= MOST_COMPLAINTS) break;
  }
  if (bad.length > 0) return { bad };
  mustBeUnchanged(file);
  const facts = { sha256: hash.digest("hex"), examples };
  remember(file, reading, facts);
  return { facts };
}

async function* linesOf(path: string, seen: (chunk: Buffer) => void): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = [];
  let length = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
    seen(chunk);
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      yield Buffer.concat([...pieces, chunk.subarray(start, end)]);
      pieces = [];
      length = 0;
      start = end + 1;
    }
    pieces.push(chunk.subarray(start));
    length += chunk.length - start;
    if (length > LONGEST_LINE) throw new Error(`a line is longer than ${LONGEST_LINE / 1024 / 1024} MiB`);
  }
  if (length > 0) yield Buffer.concat(pieces);
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decoded(line: Buffer): string | undefined {
  try {
    return utf8.decode(line);
  } catch {
    return undefined;
  }
}

function wrongWithText(text: string, format: string | undefined): string | undefined {
  if (text.startsWith("\ufeff")) return "begins with a byte order mark: save the file as UTF-8 without one";
  try {
    return wrongWith(JSON.parse(text), format);
  } catch (error) {
    return `is not JSON: ${(error as Error).message.slice(0, 120)}`;
  }
}

/** Why a value is no example of the format; undefined if it is one. */
export function wrongWith(example: unknown, format: string | undefined): string | undefined {
  if (!isObject(example)) return "is not a JSON object";
  if (format === "CHAT") {
    const { messages } = example;
    if (!Array.isArray(messages) || messages.length === 0) return "has no list `messages`, which the format CHAT needs";
    const at = messages.findIndex((message) => !isObject(message) || typeof message.role !== "string");
    if (at >= 0) return `has a message without a \`role\` (messages[${at}])`;
  }
  if (format === "COMPLETION") {
    const missing = ["prompt", "completion"].find((key) => typeof example[key] !== "string");
    if (missing) return `has no text \`${missing}\`, which the format COMPLETION needs`;
  }
  return undefined;
}
