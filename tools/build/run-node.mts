import { spawn } from "node:child_process";
import { once } from "node:events";
import { ROOT, shortName } from "../root.mts";

/** The script has already said on stderr what was wrong. */
export class ScriptFailed extends Error {}

/** Its stdout goes to stderr: what a caller prints on stdout is its own. */
export async function runNode(script: string, args: string[]): Promise<void> {
  const child = spawn(process.execPath, [script, ...args], { cwd: ROOT, stdio: ["ignore", process.stderr, "inherit"] });
  const [code] = await once(child, "close");
  if (code !== 0) throw new ScriptFailed(`${shortName(script)} failed`);
}
