import { type ChildProcess, spawn } from "node:child_process";
import { basename } from "node:path";
import { text } from "node:stream/consumers";

const TICK_SECONDS = 10;

export interface Step {
  title: string;
  command: string;
  args: string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  limitSeconds?: number;
}

/** Runs a program quietly, says every ten seconds that it still runs, and fails with its last words. Returns what it printed on stdout. */
export async function runStep(step: Step): Promise<string> {
  const started = Date.now();
  // A process group of its own: an installer's curl has to end with the installer.
  const child = spawn(step.command, step.args, {
    cwd: step.cwd,
    env: step.env ?? process.env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const release = endWithUs(child);
  const ticker = setInterval(() => say(`${step.title} … ${secondsSince(started)} s`), TICK_SECONDS * 1000);
  const limit = step.limitSeconds ?? 3600;
  const timer = setTimeout(() => endGroup(child), limit * 1000);
  try {
    const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended(child)]);
    if (code === 0) return stdout;
    const late = Date.now() - started >= limit * 1000;
    throw new Error(`${step.title}: ${late ? `no end after ${limit} s` : lastWords(stderr || stdout)}`);
  } finally {
    clearInterval(ticker);
    clearTimeout(timer);
    release();
  }
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once("close", resolve);
    child.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "ENOENT" ? new Error(`${child.spawnfile} is not on PATH`) : error);
    });
  });
}

/** Like `runStep`, for the steps that take long enough to be announced. */
export async function runLongStep(step: Step): Promise<string> {
  const started = Date.now();
  say(step.title);
  const output = await runStep(step);
  say(`${step.title}: done in ${secondsSince(started)} s`);
  return output;
}

/** In the name of the tool that runs: "engine", "browser". */
export function say(line: string): void {
  process.stderr.write(`${basename(process.argv[1] ?? "", ".mts")}: ${line}\n`);
}

function secondsSince(started: number): number {
  return Math.round((Date.now() - started) / 1000);
}

function lastWords(output: string): string {
  const lines = output.split("\n").map((line) => line.trim());
  return lines.filter((line) => line && !/^npm (warn|notice)/.test(line)).at(-1) ?? "failed without a word";
}

function endGroup(child: ChildProcess): void {
  try {
    if (child.pid) process.kill(-child.pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/** A detached child does not get the terminal's Ctrl-C. */
function endWithUs(child: ChildProcess): () => void {
  const onInterrupt = () => {
    endGroup(child);
    process.exit(130);
  };
  const onExit = () => endGroup(child);
  process.on("SIGINT", onInterrupt).on("SIGTERM", onInterrupt).on("exit", onExit);
  return () => process.off("SIGINT", onInterrupt).off("SIGTERM", onInterrupt).off("exit", onExit);
}
