import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, extname, relative, resolve } from "node:path";
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
}

const isYaml = (file: string) => [".yaml", ".yml"].includes(extname(file));

/** @throws WrongUse */
export function targetOf(options: Common & { out?: string; language?: string; dryRun?: true }): Target {
  const { out } = options;
  const language = options.language ?? (out !== undefined && isYaml(out) ? "yaml" : "typescript");
  if (language !== "typescript" && language !== "yaml")
    throw new WrongUse(`--language must be typescript or yaml, not ${JSON.stringify(language)}.`);
  if (out === "-" || options.dryRun) return { language, shown: "standard output" };
  const name = out ?? `fireworks.imported.${language === "yaml" ? "yaml" : "ts"}`;
  if (extname(name) !== "" && isYaml(name) !== (language === "yaml"))
    throw new WrongUse(`--out ${name} is not the name of a file for ${language}.`);
  const file = resolve(options.cwd, name);
  const shown = relative(process.cwd(), file) || basename(file);
  if (existsSync(file))
    throw new WrongUse(
      `There is a file ${shown} already. Nothing was changed: name another one with --out, or move it away.`,
    );
  return { language, file, shown };
}

/** What is not finished yet: an import that was cut off is told by it. */
const unfinished = (file: string) => `${file}.unfinished`;

/** What an import that was cut off was about to declare. */
export function leftOver({ file }: Target): string | undefined {
  return file !== undefined && existsSync(unfinished(file)) ? readFileSync(unfinished(file), "utf8") : undefined;
}

/** Before state is written: who has the resources in state needs the program that declares them. */
export function writeUnfinished({ file }: Target, text: string): void {
  if (file !== undefined) writeFileSync(unfinished(file), text);
}

export function finish({ file }: Target): void {
  if (file !== undefined) renameSync(unfinished(file), file);
}
