import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";

/** Jest's workers inherit the variable. Without an engine the whole run fails: nothing is skipped. */
export default async function globalSetup(): Promise<void> {
  const tool = join(__dirname, "..", "tools", "engine.mts");
  const child = spawn(process.execPath, [tool], { stdio: ["ignore", "pipe", "pipe"] });
  const progress: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (lines: string) => {
    progress.push(lines);
    process.stderr.write(lines);
  });
  const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
  if (code !== 0) throw plainError(progress.join("").trim().split("\n").at(-1) ?? "no engine");
  process.env.PULUMI_FIREWORKS_ENGINE = stdout.trim().split("\n").at(-1);
}

/** Jest prints the stack, which would bury the one line that helps. */
function plainError(message: string): Error {
  const error = new Error(message);
  error.stack = message;
  return error;
}
