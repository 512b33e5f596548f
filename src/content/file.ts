import { type BigIntStats, statSync } from "node:fs";
import { cut } from "../client/errors";

/** A file on this machine as it was when it was looked at. */
export interface LocalFile {
  /** Path below the folder, with slashes: its name in the upload. */
  name: string;
  path: string;
  size: number;
  mtimeNs: bigint;
  /** Of files that were put in place with an old time, this one is new. */
  ctimeNs: bigint;
  inode: bigint;
}

/** @throws what `stat` says; a link is followed, as the folders of the Hugging Face cache consist of links */
export function localFile(name: string, path: string, stat: BigIntStats = statSync(path, { bigint: true })): LocalFile {
  const { size, mtimeNs, ctimeNs, ino } = stat;
  return { name, path, size: Number(size), mtimeNs, ctimeNs, inode: ino };
}

/** @throws when the file is not what it was */
export function mustBeUnchanged(file: LocalFile): void {
  const now = localFile(file.name, file.path);
  // Not the inode: some network file systems make one up for each look.
  if (now.size !== file.size || now.mtimeNs !== file.mtimeNs || now.ctimeNs !== file.ctimeNs)
    throw new Error(
      `${file.path} changed while it was read. Run \`pulumi up\` again when nothing writes to it any more.`,
    );
}

/** Why a file or folder that the program names cannot be used; a name may be longer than anybody reads. */
export const unreadable = (place: string, error: unknown): string =>
  `${cut(place, 200)} cannot be read (${cut((error as Error).message, 300)}): check its name and its permissions`;
