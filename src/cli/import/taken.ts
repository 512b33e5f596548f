import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { parse } from "yaml";
import { OWN_NAMES } from "../../stack/own-names";
import type { Configuration } from "../gateway";

const SECTIONS = ["config", "variables", "resources"] as const;

/**
 * Names of the declarative stack that the new file may lie over: a resource of the same name would be merged into that
 * of the file below.
 */
export function takenNames(root: string, stack: string, settings: Configuration): Set<string> {
  const file = settings.file ?? "fireworks.yaml";
  const own = join(dirname(file), `${basename(file, extname(file))}.${stack}${extname(file)}`);
  const files = [file, own, ...textsOf(settings.overlays)].map((name) => resolve(root, name));
  const data = files.map((path) => (existsSync(path) ? parsed(readFileSync(path, "utf8")) : undefined));
  const configured = SECTIONS.map((section) => ({ [section]: parsed(settings[section] ?? "") }));
  return new Set([...OWN_NAMES, ...[...data, ...configured].flatMap(namesIn)]);
}

/** As the stack's configuration has a list; one text is a list of one. */
function textsOf(setting: string | undefined): string[] {
  if (setting === undefined) return [];
  const value = parsed(setting);
  return Array.isArray(value) ? value.map(String) : [setting];
}

/** What is no YAML is for the program's own run to refuse. */
function parsed(text: string): unknown {
  try {
    return parse(text, { logLevel: "silent" });
  } catch {
    return undefined;
  }
}

const membersOf = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

const namesIn = (data: unknown): string[] =>
  SECTIONS.flatMap((section) => Object.keys(membersOf(membersOf(data)[section])));
