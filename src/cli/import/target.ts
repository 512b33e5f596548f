import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, relative, resolve, sep } from "node:path";
import { WrongUse } from "../answer";
import type { Common } from "../options";

export type Language = "typescript" | "yaml";

/** Where the program goes. */
export interface Target {
  language: Language;
  /** Absent for standard output. */
  file?: string;
  /** As people are told of it. */
  shown: string;
  /** From the project's folder, as a module is named. */
  module?: string;
  /** From its folder to the project's: `../`. */
  up?: string;
}

const slashes = (path: string) => path.split(sep).join("/");

const isYaml = (file: string) => [".yaml", ".yml"].includes(extname(file));

/** @throws WrongUse */
export function targetOf(options: Common & { out?: string; language?: string; dryRun?: true }): Target {
  const { out } = options;
  const language = options.language ?? (out !== undefined && isYaml(out) ? "yaml" : "typescript");
  if (language !== "typescript" && language !== "yaml")
    throw new WrongUse(`--language must be typescript or yaml, not ${JSON.stringify(language)}.`);
  if (out === "-" || options.dryRun) return { language, shown: "standard output" };
  const name = out ?? `fireworks.imported.${language === "yaml" ? "yaml" : "ts"}`;
  if (!/\.(?:[cm]?ts|ya?ml)$/.test(name)) throw new WrongUse(`--out ${name} must end in .ts or .yaml, or be -.`);
  if (isYaml(name) !== (language === "yaml"))
    throw new WrongUse(`--out ${name} is not the name of a file for ${language}.`);
  const file = resolve(options.cwd, name);
  const shown = relative(process.cwd(), file) || basename(file);
  if (!existsSync(dirname(file)))
    throw new WrongUse(`There is no folder ${dirname(name)}: make it, or name another file with --out.`);
  if (existsSync(file))
    throw new WrongUse(
      `There is a file ${shown} already. Nothing was changed: name another one with --out, or move it away.`,
    );
  const module = `./${slashes(relative(resolve(options.cwd), file))}`.replace(/^\.\/\.\.\//, "../");
  const up = slashes(relative(dirname(file), resolve(options.cwd)));
  return {
    language,
    file,
    shown,
    up: up === "" ? "" : `${up}/`,
    module: module.replace(/\.ts$/, "").replace(/\.([cm])ts$/, ".$1js"),
  };
}

/** What is not finished yet: an import that was cut off is told by it. */
const unfinished = (file: string) => `${file}.unfinished`;

/** As people are told of it. */
export const shownUnfinished = ({ shown }: Target) => unfinished(shown);

/** Its last line says what it declares. */
const DECLARES = /^(?:\/\/|#) declares: (\[.*\])$/;

/** The ids of what an import that was cut off was about to declare. */
export function leftOver({ file }: Target): Set<string> {
  if (file === undefined || !existsSync(unfinished(file))) return new Set();
  const last = readFileSync(unfinished(file), "utf8").trimEnd().split("\n").at(-1) ?? "";
  const ids = DECLARES.exec(last)?.[1];
  if (ids === undefined)
    throw new WrongUse(
      `${unfinished(file)} does not end as an import leaves it. Nothing was changed: name another file with --out, or move it away.`,
    );
  return new Set(JSON.parse(ids) as string[]);
}

/** Before state is written: who has the resources in state needs the program that declares them. */
export function writeUnfinished({ file, language }: Target, program: string, ids: readonly string[]): void {
  if (file === undefined) return;
  const whole = `${program}${language === "yaml" ? "#" : "//"} declares: ${JSON.stringify(ids)}\n`;
  // In one step: what was there may be the only program of what is in state.
  writeFileSync(`${unfinished(file)}.new`, whole);
  renameSync(`${unfinished(file)}.new`, unfinished(file));
}

/** What somebody else has put there in the meantime stays. */
export function finish({ file, shown }: Target, program: string): void {
  if (file === undefined) return;
  try {
    writeFileSync(file, program, { flag: "wx" });
  } catch (error) {
    throw new Error(
      `State holds what was imported, but ${shown} could not be written: ${(error as Error).message}. The program is ${unfinished(shown)}.`,
    );
  }
  rmSync(unfinished(file));
}
