import { execFileSync } from "node:child_process";
import { inCheckout } from "../tools/root.mts";
import { run } from "./run.mts";
import { fileHere, type Server } from "./server.mts";
import { toldOf } from "./stacks.mts";

let found: string | undefined;

/** The Python that has the official SDK; it is installed if it is not there yet. */
function python(): string {
  found ??= execFileSync(process.execPath, [`${inCheckout()}/tools/python-sdk.mts`], { encoding: "utf8" })
    .trim()
    .split("\n")
    .at(-1) as string;
  return found;
}

/** A script of this folder, told where the gateway is. */
export const runPython = (gateway: Server, script: string, args: unknown[]): Promise<string> =>
  run(python(), [fileHere(script), ...args.map(String)], { ...toldOf(gateway), PYTHONDONTWRITEBYTECODE: "1" });
