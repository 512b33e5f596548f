import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { configuredData, setting, settingList } from "./configured";
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
}

export interface Read {
  /** Undefined where something could not be read, which is reported. */
  data: Mapping | undefined;
  removed: Removed;
}

const DEFAULT = "fireworks.yaml";

/** The file, its overlays, and what stands in the configuration, one over the other. */
export function read(sources: Sources, report: Report): Read {
  const root = rootFolder();
  const chosen = sources.file ?? setting("file");
  const file = chosen ?? DEFAULT;
  const own = join(dirname(file), `${basename(file, extname(file))}.${pulumi.getStack()}${extname(file)}`);
  const named = [...(sources.overlays ?? settingList("overlays"))];
  const configured = configuredData((place, reason) => report(place, [], reason));
  const base = layer(root, file, report);
  const above = layer(root, own, report);
  if (base === undefined && (chosen !== undefined || !configured))
    report({ source: file }, [], missing(chosen !== undefined, root));
  const overlays = named.map((name) => {
    const found = layer(root, name, report);
    if (found === undefined) report({ source: name }, [], "there is no such file, but fireworks:overlays names it");
    return found;
  });
  const removed: Removed = new Map();
  const all = [base, above, ...overlays, configured];
  const whole = !all.includes("unreadable") && all.some((one) => one !== undefined);
  const empty: Mapping = { is: "map", place: { source: file }, members: new Map() };
  const layers = all.filter((one) => one !== undefined && one !== "unreadable");
  const data = layers.reduce<Mapping>((below, one) => merge(below, one, removed), empty);
  return { data: whole ? data : undefined, removed };
}

function missing(chosen: boolean, root: string): string {
  const where = basename(root);
  return chosen
    ? `there is no such file, but the stack's configuration names it (fireworks:file, relative to the folder ${where})`
    : `there is no such file in the folder ${where}: write it, name another with \`pulumi config set fireworks:file PATH\`, or declare fireworks:resources in the stack's configuration`;
}

function layer(root: string, name: string, report: Report): Mapping | "unreadable" | undefined {
  try {
    return readDocument(name, readFileSync(resolve(root, name), "utf8"), report) ?? "unreadable";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    if (code === "ENOENT") return undefined;
    report({ source: name }, [], `cannot be read (${code})`);
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
