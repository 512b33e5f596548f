import type { Piece } from "../client/storage";
import { chunksOf } from "./chunks";
import { type LocalFile, mustBeUnchanged } from "./file";

export const pieceOfFile = (file: LocalFile): Piece => ({
  name: file.name,
  size: file.size,
  open: () => chunksOf(file.path),
  verify: () => mustBeUnchanged(file),
});

export function pieceOfText(name: string, text: string): Piece {
  const bytes = Buffer.from(text);
  return { name, size: bytes.length, open: () => [bytes], verify: () => {} };
}

/** @throws when it is no longer what it was */
export async function wholeOf(piece: Piece): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(piece.size);
  let length = 0;
  for await (const chunk of piece.open()) {
    if (length < bytes.length) bytes.set(chunk.subarray(0, bytes.length - length), length);
    length += chunk.length;
  }
  piece.verify();
  return bytes;
}
