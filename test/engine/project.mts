import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { CHECKOUT } from "./environment.mts";

export interface ProjectOptions {
  /** The source of index.js. */
  program?: string;
  /** More files, by their path in the project. */
  files?: Record<string, string>;
  /** The project's name; that of `copyOf` stays as it is. */
  project?: string;
  /** A project to start from, for example one of examples/. */
  copyOf?: string;
}

/** An infra repo as a user has it, with this checkout's build as its installed package. */
export function makeProject(dir: string, options: ProjectOptions): void {
  mkdirSync(dir, { recursive: true });
  if (options.copyOf) copyProject(options.copyOf, dir);
  else writeNewProject(dir, options.project ?? "test");
  linkPackages(join(dir, "node_modules"));
  if (options.program !== undefined) writeInto(dir, "index.js", options.program);
  for (const [path, text] of Object.entries(options.files ?? {})) writeInto(dir, path, text);
}

export function writeInto(dir: string, path: string, text: string): void {
  const file = join(dir, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function copyProject(from: string, dir: string): void {
  const isOurs = (path: string) => !/^(node_modules|Pulumi\..+\.yaml)$/.test(basename(path));
  cpSync(from, dir, { recursive: true, filter: isOurs });
}

function writeNewProject(dir: string, name: string): void {
  writeInto(dir, "Pulumi.yaml", `name: ${name}\nruntime: nodejs\n`);
  // Without `main`, so that a test can write index.js or index.ts.
  writeInto(dir, "package.json", JSON.stringify({ name, private: true }));
}

/**
 * The language host walks through node_modules before each run, and follows links: a link to the whole checkout would cost 0.1 s a command.
 * What is missing here (TypeScript, ts-node) is found from the real place of @pulumi/pulumi.
 */
function linkPackages(modules: string): void {
  const own = join(modules, "pulumi-fireworks");
  mkdirSync(own, { recursive: true });
  for (const name of ["package.json", "dist"]) symlinkSync(join(CHECKOUT, name), join(own, name));
  for (const name of ["@pulumi", "@types"]) {
    const installed = join(CHECKOUT, "node_modules", name);
    if (existsSync(installed)) symlinkSync(installed, join(modules, name));
  }
}
