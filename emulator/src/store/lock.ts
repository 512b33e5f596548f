import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";

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

export function lock(file: string, folder: string): Lock {
  const mine: Holder = { pid: process.pid, began: beginningOf(process.pid) };
  const draft = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  writeFileSync(draft, JSON.stringify(mine));
  try {
    claim(draft, file, folder);
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    announce: (url) => writeFileSync(file, JSON.stringify({ ...mine, url })),
    release: () => rmSync(file, { force: true }),
  };
}

/** A link is made by one of several processes only, with its content in place. */
function claim(draft: string, file: string, folder: string): void {
  for (let attempt = 0; ; attempt++) {
    try {
      linkSync(draft, file);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || attempt > 5) throw error;
    }
    const holder = read(file);
    if (holder && alive(holder)) {
      const where = holder.url ? ` and listens at ${holder.url}` : "";
      throw new Error(`${folder} is in use: another fireworks-emulator (process ${holder.pid}) has it${where}`);
    }
    rmSync(file, { force: true });
  }
}

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
