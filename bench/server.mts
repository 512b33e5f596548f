import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { plainEnv } from "./run.mts";

export interface Server {
  url: string;
  /** CPU time of all its threads so far, in microseconds. */
  cpu(): Promise<number>;
  /** Resident memory in bytes. */
  memory(): Promise<number>;
  stop(): Promise<void>;
}

export const fileHere = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
export const emulator = fileHere("../emulator/bin/fireworks-emulator.js");

const taskset = (...args: string[]): string =>
  execFileSync("taskset", ["--cpu-list", ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

/** The processors that this process may use, as far as the machine tells: `0,2-5` are five. */
function cores(): number[] {
  try {
    const list = taskset("--pid", String(process.pid)).split(": ").at(-1)?.trim() ?? "";
    return list.split(",").flatMap((range) => {
      const [from = 0, to = from] = range.split("-").map(Number);
      return Array.from({ length: to - from + 1 }, (_, at) => from + at);
    });
  } catch {
    return [];
  }
}

/** What servers are launched with. */
let pin: string[] = [];

/**
 * From now on servers have a core for themselves, and whoever loads them stays away from it, until what this answers is
 * called. Where there is one core, or no `taskset`, they share what there is.
 */
export function keepApart(): () => void {
  const [first, ...others] = cores();
  if (first === undefined || others.length === 0) return () => {};
  const stay = (list: number[]) => taskset("--all-tasks", "--pid", list.join(","), String(process.pid));
  stay(others);
  pin = ["taskset", "--cpu-list", String(first)];
  return () => {
    pin = [];
    stay([first, ...others]);
  };
}

export const conditions = (): string =>
  `${availableParallelism()} cores${cores().length > 1 ? "" : ", emulator not on a core of its own"}`;

export function launch(script: string, args: string[]): ChildProcess {
  const options = ["--disable-warning=ExperimentalWarning", "--require", fileHere("usage.cjs")];
  const [command = "", ...rest] = [...pin, process.execPath, ...options, script, ...args];
  return spawn(command, rest, { env: plainEnv(), stdio: ["ignore", "pipe", "inherit", "ipc"] });
}

/** What the promise answers, unless the process ends, or never starts. */
export function whileItRuns<T>(child: ChildProcess, name: string, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null, signal: string | null) =>
      reject(new Error(`${name} has ended by itself, with ${signal ?? code}`));
    child.once("error", reject);
    child.once("exit", ended);
    promise.then(resolve, reject).finally(() => child.off("error", reject).off("exit", ended));
  });
}

/** Answers the line of JSON that a server prints once it listens. */
export async function listening(child: ChildProcess): Promise<{ url: string }> {
  const line = once(child.stdout as NodeJS.ReadableStream, "data") as Promise<[Buffer]>;
  return JSON.parse((await whileItRuns(child, "the server", line)).toString());
}

export async function serve(script: string, args: string[]): Promise<Server> {
  const child = launch(script, args);
  const { url } = await listening(child);
  const usage = async () => {
    const answer = once(child, "message") as Promise<[{ cpu: NodeJS.CpuUsage; memory: number }]>;
    child.send("usage");
    return (await whileItRuns(child, "the server", answer))[0];
  };
  return {
    url,
    cpu: async () => {
      const { cpu } = await usage();
      return cpu.user + cpu.system;
    },
    memory: async () => (await usage()).memory,
    stop: () => end(child),
  };
}

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill();
  await exit;
}
