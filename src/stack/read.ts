import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { checkKeys, configuredData, setting, settingList } from "./configured";
import { readDocument } from "./document";
import { merge, type Removed } from "./merge";
import type { Mapping } from "./node";
import type { Report } from "./problem";

/** Where the data is, for programs; by default the stack's configuration says it. */
export interface Sources {
  /** Relative to the folder of Pulumi.yaml. Configuration `fireworks:file`; default `fireworks.yaml`. */
  file?: string;
  /** Further files over it, the last one on top. Configuration `fireworks:overlays`. */
  overlays?: readonly string[];
  /** Whether the stack's configuration has a say: `fireworks:resources` and its like, and the keys above. Default `true`; a program with several declarations takes it into one of them. */
  configuration?: boolean;
}

export interface Read {
  /** Undefined where something could not be read, which is reported. */
  data: Mapping | undefined;
  removed: Removed;
}

const DEFAULT = "fireworks.yaml";
const EXTENSIONS = [".yaml", ".yml", ".json"];

/** The file, its overlays, and what stands in the configuration, one over the other. */
export function read(sources: Sources, report: Report): Read {
  const root = rootFolder();
  const asked = sources.configuration !== false;
  const chosen = sources.file ?? (asked ? setting("file") : undefined);
  const file = chosen ?? DEFAULT;
  const own = join(dirname(file), `${basename(file, extname(file))}.${pulumi.getStack()}${extname(file)}`);
  const named = [...(sources.overlays ?? (asked ? settingList("overlays") : []))];
  if (asked) checkKeys(report);
  const configured = asked ? configuredData(report) : undefined;
  const base = layer(root, file, report);
  const above = layer(root, own, report);
  if (base === undefined && (chosen !== undefined || !configured))
    report({ source: file }, [], missing(file, chosen !== undefined && sources.file === undefined, root));
  for (const near of namesakes(root, own))
    report({ source: near }, [], `is not read: the stack's own file beside ${file} is called ${own}`);
  const overlays = named.map((name) => {
    const found = layer(root, name, report);
    if (found === undefined) report({ source: name }, [], `there is no such file, but ${namer(sources)} names it`);
    return found;
  });
  if (configured || (asked && !sources.overlays && named.length > 0)) onlyOnce(report);
  const removed: Removed = new Map();
  const all = [base, above, ...overlays, configured];
  const whole = !all.includes("unreadable") && all.some((one) => one !== undefined);
  const empty: Mapping = { is: "map", place: { source: file }, members: new Map() };
  const layers = all.filter((one) => one !== undefined && one !== "unreadable");
  const data = layers.reduce<Mapping>((below, one) => merge(below, one, { removed, report }), empty);
  return { data: whole ? data : undefined, removed };
}

const namer = ({ overlays }: Sources) => (overlays ? "the program" : "fireworks:overlays");

/** Runs whose configuration is in a declaration already. */
const declared = new WeakSet<object>();

/** A program may declare several files; what the configuration has would be registered by each. */
function onlyOnce(report: Report): void {
  const run = pulumi.runtime.getMonitor();
  if (!run) return;
  if (declared.has(run))
    report(
      { source: "configuration" },
      [],
      "fireworks:resources and its like, and fireworks:overlays, are part of another declare() of this program already: give all others `configuration: false`",
    );
  declared.add(run);
}

/** Files of a name that differ in the extension alone. */
function namesakes(root: string, name: string): string[] {
  const stem = name.slice(0, name.length - extname(name).length);
  const others = EXTENSIONS.includes(extname(name)) ? EXTENSIONS.map((one) => `${stem}${one}`) : [];
  return others.filter((one) => one !== name && existsSync(resolve(root, one)));
}

function missing(file: string, configured: boolean, root: string): string {
  const where = basename(root);
  const [near] = namesakes(root, file);
  const hint = near ? `; there is ${near}: rename it, or \`pulumi config set fireworks:file ${near}\`` : "";
  if (configured)
    return `there is no such file, but the stack's configuration names it (fireworks:file, relative to the folder ${where})${hint}`;
  if (file !== DEFAULT) return `there is no such file in the folder ${where}, but the program names it${hint}`;
  const otherwise = `write it, name another with \`pulumi config set fireworks:file PATH\`, or declare fireworks:resources in the stack's configuration`;
  return `there is no such file in the folder ${where}${hint || `: ${otherwise}`}`;
}

function layer(root: string, name: string, report: Report): Mapping | "unreadable" | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(resolve(root, name)));
    return readDocument(name, text, report) ?? "unreadable";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    if (code === "ENOENT") return undefined;
    const why =
      code === "ERR_ENCODING_INVALID_ENCODED_DATA" ? "is not in UTF-8: save it so" : `cannot be read (${code})`;
    report({ source: name }, [], why);
    return "unreadable";
  }
}

/** Where Pulumi.yaml is: with its `main` in another folder the program runs there. */
function rootFolder(): string {
  const start = process.cwd();
  for (let folder = start; ; folder = dirname(folder)) {
    if (["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"].some((name) => existsSync(join(folder, name)))) return folder;
    if (folder === dirname(folder)) return start;
  }
}
