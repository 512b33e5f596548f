import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { type Answer, EXIT, WrongUse } from "./answer";
import type { Common } from "./options";

/** What stands behind a command: its options, and those that every command takes. */
export type Work<Options> = (options: Options & Common, args: readonly string[]) => Promise<Answer>;

/** Prints the answer, or the one message that says why there is none, and ends: a request may be left unanswered. */
export const answering =
  <Options>(work: Work<Options>) =>
  async (...given: unknown[]): Promise<void> => {
    const command = given.at(-1) as Command;
    const options = command.optsWithGlobals<Options & Common>();
    try {
      const folder = resolve(options.cwd);
      if (!existsSync(folder)) throw new WrongUse(`There is no folder ${folder}: check --cwd.`);
      const { json, text, findings } = await work(options, command.args);
      if (options.json || text !== "") await printed(options.json ? JSON.stringify(json, undefined, 2) : text);
      process.exit(findings ? EXIT.findings : EXIT.fine);
    } catch (error) {
      process.exit(await fail(error, options.json === true));
    }
  };

export const printed = (text: string, stream: NodeJS.WriteStream = process.stdout): Promise<void> =>
  new Promise((resolve) => stream.write(`${text}\n`, () => resolve()));

/** A program that reads the output gets the message there too. */
export async function fail(error: unknown, json: boolean): Promise<number> {
  const message = error instanceof Error ? error.message : String(error);
  const exitCode = error instanceof WrongUse ? EXIT.wrongUse : EXIT.failed;
  if (json) await printed(JSON.stringify({ error: message, exitCode }, undefined, 2));
  await printed(`error: ${message}`, process.stderr);
  return exitCode;
}
