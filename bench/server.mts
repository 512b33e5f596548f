import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

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

/** What servers are launched with. */
let pin: string[] = [];

const stay = (cores: string) => taskset("--all-tasks", "--pid", cores, String(process.pid));

/**
 * From now on servers have the first core for themselves, and whoever loads them stays away from it, until what this
 * answers is called.
 */
export function keepApart(): () => void {
  try {
    const before = taskset("--pid", String(process.pid)).split(": ").at(-1)?.trim() ?? "";
    stay("1-63");
    pin = ["taskset", "--cpu-list", "0"];
    return () => {
      pin = [];
      stay(before);
    };
  } catch {
    return () => {};
  }
}

export function conditions(): string {
  const cores = `${availableParallelism()} cores`;
  try {
    taskset("1-63", "true");
    return cores;
  } catch {
    return `${cores}, emulator not on a core of its own`;
  }
}

export function launch(script: string, args: string[], options: string[] = []): ChildProcess {
  const [command = "", ...rest] = [...pin, process.execPath, ...options, script, ...args];
  return spawn(command, rest, { stdio: ["ignore", "pipe", "inherit", "ipc"] });
}

/** Answers the line of JSON that a server prints once it listens. */
export async function listening(child: ChildProcess): Promise<{ url: string }> {
  const [line] = (await once(child.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
  return JSON.parse(line.toString());
}

export async function serve(script: string, args: string[]): Promise<Server> {
  const child = launch(script, args, ["--disable-warning=ExperimentalWarning", "--import", fileHere("usage.mts")]);
  const { url } = await listening(child);
  const usage = async () => {
    child.send("usage");
    const [answer] = (await once(child, "message")) as [{ cpu: NodeJS.CpuUsage; memory: number }];
    return answer;
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
