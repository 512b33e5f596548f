import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");

export function inCheckout(...parts: string[]): string {
  return join(ROOT, ...parts);
}

export function shortName(file: string): string {
  return relative(ROOT, file);
}

/** Where the script of a development dependency's command lies, to be run with this very Node. */
export function scriptOf(packageName: string, script: string): string {
  const manifest = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
  return join(dirname(manifest), script);
}
