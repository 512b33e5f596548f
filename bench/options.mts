import { existsSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { readRecord, recordFile } from "./recorded.mts";

export const usage = `npm run --silent bench -- [--json] [--quick] [--full] [--only TEXT] [--record]
npm run bench:compare

  --json     print {"rows": [{"name", "ours", "theirs", "ratio", "goal"}]}: a ratio up to its goal is good
  --quick    to see that it works, not how fast: everything small
  --full     what takes long, too
  --only     the rows whose names contain the text
  --record   write the ratios down, in bench/recorded.json; those of rows that are not measured stay
  --compare  a few rows in a minute or two, beside the ratios that are written down
  --file     another file than bench/recorded.json

Exit code 1: a row could not be measured. 2: the options are wrong.`;

const parsed = (args?: string[]) =>
  parseArgs({
    ...(args ? { args } : {}),
    options: {
      json: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      full: { type: "boolean", default: false },
      only: { type: "string", default: "" },
      record: { type: "boolean", default: false },
      compare: { type: "boolean", default: false },
      file: { type: "string", default: recordFile },
      help: { type: "boolean", default: false },
    },
  }).values;

export type Options = ReturnType<typeof parsed>;

/** Its message is one line for whoever typed the options. */
export class WrongOptions extends Error {}

export function readOptions(args?: string[]): Options {
  const options = attempt(() => parsed(args));
  const { record, quick, compare, file } = options;
  if (record && (quick || compare))
    throw new WrongOptions(`--record does not go with ${quick ? "--quick" : "--compare"}: it would record other rows`);
  if (record && !existsSync(path.dirname(file))) throw new WrongOptions(`there is no folder ${path.dirname(file)}`);
  if (compare || (record && existsSync(file))) attempt(() => readRecord(file));
  return options;
}

function attempt<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new WrongOptions((error as Error).message.split("\n")[0]);
  }
}
