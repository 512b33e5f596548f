import { readFileSync } from "node:fs";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { runNode, ScriptFailed } from "../build/run-node.mts";
import { scriptOf } from "../root.mts";

export async function publintProblems(tarball: string): Promise<string[]> {
  const bytes = new Uint8Array(readFileSync(tarball)).buffer;
  const { messages, pkg } = await publint({ level: "warning", pack: { tarball: bytes } });
  return messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code);
}

/** Whether the types resolve as the code does, for every way in which a program can import the package. */
export async function typesProblems(tarball: string): Promise<string[]> {
  const attw = scriptOf("@arethetypeswrong/cli", "dist/index.js");
  try {
    await runNode(attw, [tarball, "--profile", "node16", "--no-color", "--no-emoji"]);
    return [];
  } catch (error) {
    if (error instanceof ScriptFailed) return ["attw found problems, see above"];
    throw error;
  }
}
