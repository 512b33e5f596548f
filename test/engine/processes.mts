import { execFile } from "node:child_process";
import { promisify } from "node:util";

export interface Process {
  pid: number;
  parent: number;
  args: string;
}

const run = promisify(execFile);

/** Every process of this machine. What has ended, though nobody asked for its exit code yet, is none. */
async function processes(): Promise<Process[]> {
  const { stdout } = await run("ps", ["-eo", "pid=,ppid=,stat=,args="], { maxBuffer: 2 ** 26 });
  return stdout.split("\n").flatMap((line) => {
    const [, pid, parent, state = "", args = ""] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined || state.startsWith("Z") ? [] : [{ pid: Number(pid), parent: Number(parent), args }];
  });
}

/** A process, and all that it and they started. */
export async function family(root: number): Promise<Process[]> {
  const all = await processes();
  const below = (pid: number): Process[] =>
    all.filter(({ parent }) => parent === pid).flatMap((child) => [child, ...below(child.pid)]);
  return [...all.filter(({ pid }) => pid === root), ...below(root)];
}

export const isProvider = ({ args }: Process): boolean => args.includes("dynamic-provider");

/** Which of these live on. A process that has the id of one by now, and runs something else, is another. */
export async function alive(some: readonly Process[]): Promise<Process[]> {
  const all = await processes();
  return some.filter(({ pid, args }) => all.some((one) => one.pid === pid && one.args === args));
}

export function kill(some: readonly Process[]): void {
  for (const { pid } of some) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended meanwhile.
    }
  }
}
