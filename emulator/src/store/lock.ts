import { linkSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

interface Holder {
  pid: number;
  /** When the process began: a process id alone may have been given to another one. */
  began: string;
  url?: string;
}

export interface Lock {
  /** Tells a server that is refused where this one listens. */
  announce(url: string): void;
  release(): void;
}

/**
 * The folder for this process alone. Each holder makes a lock file with the next number, "lock", "lock.1", "lock.2" and so on; the highest
 * counts. So nobody ever has to remove the file of a dead holder in order to get in, which two could do at the same time, the second one
 * removing the file that the first has just made.
 */
export function lock(folder: string): Lock {
  const mine: Holder = { pid: process.pid, began: beginningOf(process.pid) };
  const draft = path.join(folder, `draft.${process.pid}.${Math.random().toString(36).slice(2)}`);
  const write = (holder: Holder) => writeFileSync(draft, JSON.stringify(holder));
  write(mine);
  let number: number;
  try {
    number = claim(draft, folder);
  } finally {
    rmSync(draft, { force: true });
  }
  const file = path.join(folder, nameOf(number));
  for (const old of numbersIn(folder)) if (old < number) rmSync(path.join(folder, nameOf(old)), { force: true });
  return {
    announce(url) {
      write({ ...mine, url });
      renameSync(draft, file);
    },
    release: () => rmSync(file, { force: true }),
  };
}

const nameOf = (number: number): string => (number === 0 ? "lock" : `lock.${number}`);

const numbersIn = (folder: string): number[] =>
  readdirSync(folder)
    .map((file) => /^lock(?:\.(\d+))?$/.exec(file))
    .filter((match) => match !== null)
    .map(([, number = "0"]) => Number(number));

function claim(draft: string, folder: string): number {
  for (;;) {
    const highest = Math.max(-1, ...numbersIn(folder));
    const holder = read(path.join(folder, nameOf(highest)));
    if (highest >= 0 && holder && alive(holder)) {
      const where = holder.url ? ` and listens at ${holder.url}` : "";
      throw new Error(`${folder} is in use: another fireworks-emulator (process ${holder.pid}) has it${where}`);
    }
    const file = path.join(folder, nameOf(highest + 1));
    // A link is made by one of several processes only, with its content in place.
    if (!linked(draft, file)) continue;
    // Whoever looked long ago may have taken a number that others have long passed.
    if (Math.max(...numbersIn(folder)) === highest + 1) return highest + 1;
    rmSync(file, { force: true });
  }
}

function linked(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  }
}

/** Undefined when it has just been released. */
function read(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Holder;
  } catch {
    return undefined;
  }
}

function alive({ pid, began }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return beginningOf(pid) === began;
}

/** Start time in Linux's process table; elsewhere the process id has to do. */
function beginningOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A killed process whose parent has not asked about it yet is still listed.
    return fields[0] === "Z" ? "dead" : (fields[19] ?? "");
  } catch {
    return "";
  }
}
