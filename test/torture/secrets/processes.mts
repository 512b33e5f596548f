import { readdirSync, readFileSync } from "node:fs";
import type { Texts } from "../scan.mts";

/** So often a look is taken: a provider lives for seconds. */
const EVERY_MS = 100;

function contentOf(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8").replaceAll("\0", "\n");
  } catch {
    // It has ended, or is somebody else's.
    return "";
  }
}

/** Looks at the arguments and environments of all processes whose environment names the folder, until it is ended. */
export function watchProcesses(folder: string): () => Texts {
  const seen: Texts = {};
  const look = () => {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      const environment = contentOf(pid, "environ");
      if (!environment.includes(folder)) continue;
      const args = contentOf(pid, "cmdline");
      const program = args.split("\n").slice(0, 3).join(" ");
      seen[`the arguments of ${pid}, ${program}`] = args;
      seen[`the environment of ${pid}, ${program}`] = environment;
    }
  };
  // Where there is no such folder (macOS) nobody but the owner and root can look.
  if (process.platform !== "linux") return () => seen;
  const timer = setInterval(look, EVERY_MS);
  return () => {
    clearInterval(timer);
    return seen;
  };
}
