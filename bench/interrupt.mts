import type { ChildProcess } from "node:child_process";
import { subscribe } from "node:diagnostics_channel";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { family, kill } from "../test/engine/processes.mts";

const CODES = { SIGINT: 130, SIGTERM: 143 };

const children = new Set<ChildProcess>();
let over = false;

/** What fails from now on fails because its process was ended. */
export const isInterrupted = (): boolean => over;

/** All that rows write goes to one folder, and all that they start ends when the bench is told to. */
export function leaveNothing(): void {
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), "fireworks-bench-"));
  process.env.TMPDIR = folder;
  process.on("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  subscribe("child_process", (message) => {
    const { process: child } = message as { process: ChildProcess };
    children.add(child);
    child.once("exit", () => children.delete(child));
  });
  for (const [signal, code] of Object.entries(CODES)) process.once(signal, () => void endAll(code));
}

async function endAll(code: number): Promise<void> {
  over = true;
  await endChildren();
  process.exit(code);
}

/** An engine's own children do not end with it: all of a family are ended. */
export async function endChildren(): Promise<void> {
  const running = [...children].flatMap(({ pid, exitCode }) => (pid === undefined || exitCode !== null ? [] : [pid]));
  for (const pid of running) kill(await family(pid).catch(() => [{ pid, parent: process.pid, args: "" }]));
}
