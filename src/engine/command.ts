import { execFile } from "node:child_process";

const PATIENCE_MS = 30_000;

/** What a command of `pulumi` prints, asked of the stack's backend in a process of its own. */
function printed(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { timeout: PATIENCE_MS, maxBuffer: 1024 * 1024 * 1024 };
    execFile("pulumi", [...args, "--non-interactive"], options, (error, stdout) => {
      if (error) reject(error);
      else resolve(stdout);
    });
  });
}

/** Parsed out here: what throws in the callback ends the process. */
const ask = async (args: readonly string[]): Promise<unknown> => JSON.parse(await printed(args));

let running: Promise<unknown> = Promise.resolve();
const waiting = new Map<string, Promise<unknown>>();

/** A process for each question would be too many: those that are asked while one runs share the next. */
export function asked<T>(...args: string[]): Promise<T> {
  const key = args.join(" ");
  const known = waiting.get(key);
  if (known) return known as Promise<T>;
  const next = running.then(() => {
    waiting.delete(key);
    const answer = ask(args);
    running = answer.catch(() => {});
    return answer;
  });
  waiting.set(key, next);
  return next as Promise<T>;
}
