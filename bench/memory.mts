import { execFile } from "node:child_process";
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
