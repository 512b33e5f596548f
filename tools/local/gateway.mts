import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { isAlive, stopProcess } from "../process.mts";
import { inCheckout } from "../root.mts";

/** An hour of the service's waits passes in three minutes. */
const SPEED = "20";

export interface Gateway {
  url: string;
  apiKey: string;
  accountId: string;
  pid: number;
}

interface Record extends Gateway {
  /** The command that uses it. */
  owner: number;
}

/** The embedded gateway, on the state that earlier runs left. One that still runs there is used: two on one state would overwrite each other's. */
export async function startGateway(folder: string): Promise<Gateway> {
  mkdirSync(folder, { recursive: true });
  const running = readRecord(folder);
  if (running && isAlive(running.owner)) {
    throw new Error(`another command (process ${running.owner}) is using the local gateway: wait until it has ended`);
  }
  const gateway = running && (await answers(running)) ? running : await launch(folder);
  const record: Record = { ...gateway, owner: process.pid };
  writeFileSync(recordFile(folder), JSON.stringify(record), { mode: 0o600 });
  return gateway;
}

export async function stopGateway(folder: string, gateway: Gateway): Promise<void> {
  await stopProcess(gateway.pid);
  rmSync(recordFile(folder), { force: true });
}

async function launch(folder: string): Promise<Gateway> {
  const main = inCheckout("emulator", "dist", "main.js");
  // A process group of its own: the engine still needs the gateway while it winds down after Ctrl-C.
  const child = spawn(process.execPath, [main, "--state", join(folder, "gateway"), "--speed", SPEED, "--json"], {
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const line = await firstLine(child);
  // Read on, so that it can write on, but not waited for.
  (child.stdout as Socket).resume().unref();
  child.unref();
  return { ...(JSON.parse(line) as Omit<Gateway, "pid">), pid: child.pid as number };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    lines.once("line", resolve);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the local gateway ended at its start (exit code ${code})`)));
  });
}

/** A process id alone proves little: after a restart it may be another program's. */
async function answers(gateway: Gateway): Promise<boolean> {
  if (!isAlive(gateway.pid)) return false;
  const url = `${gateway.url}/v1/accounts/${gateway.accountId}`;
  const headers = { authorization: `Bearer ${gateway.apiKey}` };
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(2000) }).catch(() => undefined);
  return response?.ok ?? false;
}

function readRecord(folder: string): Record | undefined {
  if (!existsSync(recordFile(folder))) return undefined;
  return JSON.parse(readFileSync(recordFile(folder), "utf8")) as Record;
}

function recordFile(folder: string): string {
  return join(folder, "running.json");
}
