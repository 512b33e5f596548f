import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { CHECKOUT, type Environment } from "../engine/environment.mts";
import { finish, type RunResult } from "../engine/run.mts";

export const BIN = join(CHECKOUT, "bin", "pulumi-fireworks.js");

export interface CliOptions {
  cwd?: string;
  env?: Environment;
  stdin?: string;
}

/** The command as a user runs it. */
export function cli(args: string[], { cwd, env = process.env, stdin = "" }: CliOptions = {}): Promise<RunResult> {
  const child: ChildProcess = spawn(process.execPath, [BIN, ...args], { cwd, env: env as NodeJS.ProcessEnv });
  child.stdin?.on("error", () => {}).end(stdin);
  return finish(child);
}
