import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import type { Piece } from "../client/storage";
import { type LocalFile, mustBeUnchanged } from "./file";

const CHUNK = 1024 * 1024;

export const pieceOfFile = (file: LocalFile): Piece => ({
  name: file.name,
  size: file.size,
  open: () => createReadStream(file.path, { highWaterMark: CHUNK }),
  verify: () => mustBeUnchanged(file),
});

export function pieceOfText(name: string, text: string): Piece {
  const bytes = Buffer.from(text);
  return { name, size: bytes.length, open: () => Readable.from([bytes]), verify: () => {} };
}
