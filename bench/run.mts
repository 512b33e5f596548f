import { execFile } from "node:child_process";
import path from "node:path";
import { findOnPath } from "../tools/engine/on-path.mts";

const KEPT = ["PATH", "HOME", "TMPDIR", "LANG", "SystemRoot"];

/**
 * What a process that is measured sees of this machine: where things lie. A proxy, a cache of compiled modules, NODE_OPTIONS or a key of the user's
 * would be measured, too.
 */
export const plainEnv = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(KEPT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))),
  NO_PROXY: "*",
});

const lastLine = (text: string): string => text.trim().split("\n").at(-1) ?? "";

/** Answers what the command printed. The error names it without its arguments, which may be a page of signed URLs. */
export function run(command: string, args: string[], env: NodeJS.ProcessEnv = {}, cwd?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { env: { ...plainEnv(), ...env }, cwd, maxBuffer: 2 ** 26 };
    execFile(command, args, options, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const how = error.signal ?? error.code;
      reject(new Error(`${path.basename(command)} ended with ${how}: ${lastLine(stderr) || "it said nothing"}`));
    });
  });
}

export const isOnPath = (command: string): boolean => findOnPath(command) !== undefined;
