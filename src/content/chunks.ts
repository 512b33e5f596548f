import { type FileHandle, open } from "node:fs/promises";

/** Few are cheap. More than a socket keeps for later: whoever sends a chunk waits until it has left before asking for the next. */
const CHUNK = 2 * 1024 * 1024;

/**
 * The bytes of a file, in chunks that are all full but for the last. New memory for each would cost more than the
 * reading, so two take turns: a chunk holds until the one after the next is asked for.
 */
export async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  const file = await open(path);
  try {
    let buffer: Buffer = Buffer.allocUnsafeSlow(CHUNK);
    for (let other: Buffer | undefined; ; ) {
      const chunk = await filled(file, buffer);
      if (chunk.length > 0) yield chunk;
      if (chunk.length < CHUNK) return;
      [buffer, other] = [other ?? Buffer.allocUnsafeSlow(CHUNK), buffer];
    }
  } finally {
    await file.close();
  }
}

/** Some file systems answer less than was asked for. */
async function filled(file: FileHandle, buffer: Buffer): Promise<Buffer> {
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, null);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}
