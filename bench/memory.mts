import { execFile, execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";

const run = promisify(execFile);

const EVERY_MS = 300;

/** Resident bytes of all that this process has started, and what that has started in turn. */
async function resident(): Promise<number> {
  const { stdout } = await run("ps", ["-eo", "pid=,ppid=,rss=,comm="], { maxBuffer: 2 ** 26 });
  const all = stdout.split("\n").flatMap((line) => {
    const [pid, parent, size, command] = line.trim().split(/\s+/);
    return command === undefined || command === "ps" ? [] : [{ pid, parent, size: Number(size) * 1024 }];
  });
  const below = (pid: string): number =>
    all.filter(({ parent }) => parent === pid).reduce((sum, child) => sum + child.size + below(String(child.pid)), 0);
  return below(String(process.pid));
}

/** The most memory that the work's processes held together, engine, program and provider, besides those that ran before. */
export async function peakOf(work: () => Promise<void>): Promise<number> {
  const before = await resident();
  let peak = before;
  let over = false;
  const watch = (async () => {
    while (!over) {
      peak = Math.max(peak, await resident());
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  })();
  try {
    await work();
  } finally {
    over = true;
    await watch;
  }
  return peak - before;
}

/** What Linux says of a process, in bytes; elsewhere nothing. */
function status(pid: number, field: "VmRSS" | "VmHWM"): number | undefined {
  try {
    const kilobytes = new RegExp(`^${field}:\\s*(\\d+)`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}

/** Resident bytes of a process. */
export const residentOf = (pid: number): number =>
  status(pid, "VmRSS") ?? Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" })) * 1024;

/**
 * The most resident bytes of this process. Linux knows it exactly; `resourceUsage().maxRSS` does not, since there it begins with what the parent
 * had. Elsewhere it is looked at every 10 ms.
 */
export function watchPeak(): () => number {
  let peak = 0;
  const look = () => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  look();
  const timer = setInterval(look, 10);
  return () => {
    clearInterval(timer);
    look();
    return status(process.pid, "VmHWM") ?? peak;
  };
}
