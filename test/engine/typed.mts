import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "./environment.mts";
import { type RunResult, run } from "./run.mts";

/** The commands of a page's first block for a shell, one a line. */
export function commandsIn(page: string): string[] {
  const [, block] = /```sh\n([\s\S]*?)```/.exec(readFileSync(page, "utf8")) ?? [];
  if (!block) throw new Error(`${page} has no block for a shell`);
  return block.trim().split("\n");
}

export interface Terminal {
  folder: string;
  /** Of each command: npm may see this machine, pulumi may not. */
  env: (command: string) => Environment;
  /** What is typed where a command asks. */
  answer: (command: string) => string | undefined;
}

/** As typed in one terminal: each command begins in the folder where the one before it ended. */
export async function typed(commands: readonly string[], terminal: Terminal): Promise<RunResult[]> {
  const note = join(terminal.folder, ".folder");
  const results: RunResult[] = [];
  let cwd = terminal.folder;
  for (const command of commands) {
    const env = terminal.env(command) as NodeJS.ProcessEnv;
    const child = spawn("bash", ["-c", `${command} && pwd >'${note}'`], { cwd, env });
    const answer = terminal.answer(command);
    results.push(await run(child, command, answer === undefined ? {} : { stdin: answer }));
    cwd = readFileSync(note, "utf8").trim();
  }
  return results;
}
