import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { CHECKOUT } from "../engine/environment.mts";
import { examples, folderOf } from "./folders";

const compiler = join(CHECKOUT, "node_modules", "typescript", "bin", "tsc");

/** JavaScript is checked by a jsconfig.json, because Pulumi takes a tsconfig.json for that of a TypeScript program. */
const settingsOf = (folder: string) => {
  const found = ["tsconfig.json", "jsconfig.json"].find((name) => existsSync(join(folder, name)));
  if (!found) throw new Error(`${folder} has neither tsconfig.json nor jsconfig.json`);
  return join(folder, found);
};

test.each(examples)("%s has no type errors, by its own settings and the built package", async (example) => {
  const run = promisify(execFile)(process.execPath, [compiler, "-p", settingsOf(folderOf(example))]);
  await run.catch((error: { stdout: string }) => {
    throw new Error(error.stdout);
  });
});
