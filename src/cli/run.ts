import type { Command } from "commander";
import { type Answer, EXIT, WrongUse } from "./answer";
import type { Common } from "./options";

/** What stands behind a command: its options, and those that every command takes. */
export type Work<Options> = (options: Options & Common, args: readonly string[]) => Promise<Answer>;

/** Prints the answer, or the one message that says why there is none. */
export const answering =
  <Options>(work: Work<Options>) =>
  async (...given: unknown[]): Promise<void> => {
    const command = given.at(-1) as Command;
    const options = command.optsWithGlobals<Options & Common>();
    try {
      const { json, text, findings } = await work(options, command.args);
      process.stdout.write(`${options.json ? JSON.stringify(json, undefined, 2) : text}\n`);
      process.exitCode = findings ? EXIT.findings : EXIT.fine;
    } catch (error) {
      fail(error, options.json === true);
    }
  };

/** A program that reads the output gets the message there too. */
export function fail(error: unknown, json: boolean): void {
  const message = error instanceof Error ? error.message : String(error);
  process.exitCode = error instanceof WrongUse ? EXIT.wrongUse : EXIT.failed;
  if (json) process.stdout.write(`${JSON.stringify({ error: message, exitCode: process.exitCode }, undefined, 2)}\n`);
  process.stderr.write(`error: ${message}\n`);
}
