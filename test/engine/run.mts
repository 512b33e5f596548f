import { type ChildProcess, spawn } from "node:child_process";
import type { Environment } from "./environment.mts";
import { family, kill } from "./processes.mts";

export interface RunResult {
  code: number;
  stdout: string;
  stderr: string;
  /** Both streams, in the order in which they came. */
  output: string;
}

export interface RunOptions {
  stdin?: string;
  env?: Environment;
  /** The command must fail; that it succeeds is the error. */
  expectFailure?: boolean;
  /** Whether it fails is the caller's to judge. */
  mayFail?: boolean;
  /** What Ctrl-C does: the engine finishes the calls that run. */
  signal?: AbortSignal;
  /** A command that hangs is killed, so that the test can say where it hung. */
  limitSeconds?: number;
}

const LIMIT_SECONDS = 600;

export function start(args: string[], cwd: string, env: Environment): ChildProcess {
  return spawn("pulumi", args, { cwd, env: env as NodeJS.ProcessEnv, stdio: ["pipe", "pipe", "pipe"] });
}

/** Collects what a command prints, until it ends. */
export function finish(child: ChildProcess): Promise<RunResult> {
  const result: RunResult = { code: -1, stdout: "", stderr: "", output: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      result[name] += text;
      result.output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ ...result, code: code ?? -1 }));
  });
}

/** A program whose engine was killed looks for it for ever, and computes while it does. */
export async function end({ pid }: ChildProcess): Promise<void> {
  if (pid !== undefined) kill(await family(pid));
}

export async function run(child: ChildProcess, title: string, options: RunOptions): Promise<RunResult> {
  const limit = options.limitSeconds ?? LIMIT_SECONDS;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    void end(child);
  }, limit * 1000);
  const interrupt = () => child.kill("SIGINT");
  options.signal?.addEventListener("abort", interrupt, { once: true });
  // A command that ends before it has read its input is no error of ours.
  child.stdin?.on("error", () => {}).end(options.stdin ?? "");
  try {
    const result = await finish(child);
    if (late) throw new Error(`${title}: killed after ${limit} s\n${result.output}`);
    const failed = result.code !== 0;
    if (options.mayFail || failed === (options.expectFailure ?? false)) return result;
    throw new Error(`${title}: ${failed ? `exit code ${result.code}` : "should have failed"}\n${result.output}`);
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", interrupt);
  }
}
