import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";

const folder = path.join(__dirname, "..");
const program = path.join(folder, "dist", "main.js");

const newest = (root: string): number =>
  Math.max(0, ...readdirSync(root, { recursive: true }).map((file) => statSync(path.join(root, String(file))).mtimeMs));

/** Compiles what users run, unless that is up to date. */
export function build(): void {
  try {
    if (statSync(program).mtimeMs >= newest(path.join(folder, "src"))) return;
  } catch {}
  execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", folder]);
}

export interface Started {
  child: ChildProcess;
  url: string;
  lines: string[];
}

export const launch = (...args: string[]) =>
  spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "pipe"] });

/** Started once it has said where it listens. */
export async function start(...args: string[]): Promise<Started> {
  const child = launch(...args);
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line.startsWith("{") || line.startsWith("export FIREWORKS_ACCOUNT_ID")) break;
  }
  return { child, url: /http:\/\/[^"\s]+/.exec(lines.join("\n"))?.[0] ?? "", lines };
}

export async function ended(child: ChildProcess, signal?: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exit = new Promise<number | null>((resolve) => child.once("exit", resolve));
  if (signal) child.kill(signal);
  return exit;
}

export function run(...args: string[]): { status: number; output: string } {
  try {
    const output = execFileSync(process.execPath, [program, ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    return { status: 0, output };
  } catch (error) {
    const { status, stderr } = error as { status: number; stderr: string };
    return { status, output: stderr };
  }
}
