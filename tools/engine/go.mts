import { join } from "node:path";
import { findOnPath } from "./on-path.mts";
import { runStep } from "./step.mts";
import { isAtLeast } from "./version.mts";

/** Raised where another Go would help, and nothing else would. */
export class UnsuitableGo extends Error {}

const OLDEST = "1.25.0";

export interface Go {
  executable: string;
  env: NodeJS.ProcessEnv;
}

export async function goOnPath(): Promise<Go> {
  const folder = findOnPath("go");
  if (!folder) throw new UnsuitableGo("go is not on PATH");
  const executable = join(folder, "go");
  const version = await versionOfGo(executable);
  if (!isAtLeast(version, OLDEST)) throw new UnsuitableGo(`go ${version} is older than ${OLDEST}`);
  return { executable, env: {} };
}

export async function versionOfGo(executable: string): Promise<string> {
  const output = await runStep({ title: "go version", command: executable, args: ["env", "GOVERSION"] });
  return output.trim().replace(/^go/, "");
}
