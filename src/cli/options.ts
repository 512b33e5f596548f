import type { Command } from "commander";

/** What every command takes, before its name or after it. */
export interface Common {
  /** The folder of the Pulumi project. */
  cwd: string;
  /** The stack's name; default: the selected one. */
  stack?: string;
  json?: true;
}

export const withCommon = (command: Command): Command =>
  command
    .option("-C, --cwd <folder>", "folder of the Pulumi project", ".")
    .option("-s, --stack <name>", "stack to look at (default: PULUMI_STACK, then the selected one)")
    .option("--json", "print one JSON document instead of text");
