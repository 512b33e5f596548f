import { readdirSync, rmdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { filesUnder } from "./fingerprint.mts";

/**
 * Takes away the declarations that those of the entries do not lead to, and the folders that are empty then: what they
 * describe is inside the bundle.
 */
export function keepReachable(folder: string, entries: string[]): void {
  const roots = entries.map((name) => resolve(folder, `${name}.d.ts`));
  const options = { module: ts.ModuleKind.Node20, noLib: true, types: [] };
  const reached = new Set(
    ts
      .createProgram(roots, options)
      .getSourceFiles()
      .map(({ fileName }) => resolve(fileName)),
  );
  for (const file of filesUnder(folder)) if (file.endsWith(".d.ts") && !reached.has(resolve(file))) rmSync(file);
  removeEmpty(folder);
}

function removeEmpty(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) removeEmpty(join(folder, entry.name));
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}
