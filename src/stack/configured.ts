import * as pulumi from "@pulumi/pulumi";
import { CONFIGURATION_KEYS } from "../configuration";
import { INEXACT, isInexact, isTooDeep, TOO_DEEP } from "./document";
import { meant } from "./meant";
import type { Mapping, Member, Node, Path, Place } from "./node";
import type { Report } from "./problem";

const NAMESPACE = "fireworks";

/** Parts of the data that may stand in the stack's configuration itself. */
export const SECTIONS = ["config", "variables", "resources", "outputs"] as const;

/** Not part of Pulumi's published types; what it cannot tell is taken for secret only where the program says so. */
export function isSecretKey(key: string): boolean {
  const runtime = pulumi.runtime as unknown as { isConfigSecret?: (key: string) => boolean };
  return runtime.isConfigSecret?.(key) ?? false;
}

/** Whether a key that is set is not encrypted; false where that cannot be told. */
export function isInClear(key: string): boolean {
  return "isConfigSecret" in pulumi.runtime && !isSecretKey(key);
}

export const setting = (name: string): string | undefined => pulumi.runtime.getConfig(`${NAMESPACE}:${name}`);

/** Keys of this package's that it does not read: mistyped, most likely. */
export function checkKeys(report: Report): void {
  // There the namespace is the project's own.
  if (pulumi.getProject() === NAMESPACE) return;
  const words = [...CONFIGURATION_KEYS, ...SECTIONS].map((key) => `${NAMESPACE}:${key}`);
  for (const key of Object.keys(pulumi.runtime.allConfig()))
    if (key.startsWith(`${NAMESPACE}:`) && !words.includes(key))
      report({ source: `configuration ${key}` }, [], `there is no such key${meant(key, words)}`);
}

/** A list in the configuration, of texts; one text is a list of one. */
export function settingList(name: string): string[] {
  const text = setting(name);
  if (text === undefined) return [];
  const value = parsed(text);
  return Array.isArray(value) ? value.map(String) : [text];
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What stands in the stack's configuration, `fireworks:resources` and its like, as data. */
export function configuredData(report: Report): Mapping | undefined {
  const members = new Map<string, Member>();
  let any = false;
  for (const section of SECTIONS) {
    const key = `${NAMESPACE}:${section}`;
    const text = pulumi.runtime.getConfig(key);
    if (text === undefined) continue;
    any = true;
    const place = { source: `configuration ${key}` };
    const value = parsed(text);
    if (isSecretKey(key)) report(place, [], SECRET);
    else if (typeof value !== "object" || value === null || Array.isArray(value)) report(place, [], "must be a map");
    else members.set(section, { place, value: nodeFrom(value, place, [section], report) });
  }
  return any ? { is: "map", place: { source: "configuration" }, members } : undefined;
}

const SECRET = `has a secret in it, which makes all of it secret: give the secret a key of its own (pulumi config set --secret KEY), and refer to it by \${config.KEY}`;

function nodeFrom(value: unknown, place: Place, path: Path, report: Report): Node {
  const below = (one: unknown, key: PropertyKey) => nodeFrom(one, place, [...path, key], report);
  if (isInexact(value)) report(place, path, `a whole number ${INEXACT}`);
  if (isTooDeep(path)) {
    report(place, path.slice(0, 3), TOO_DEEP);
    return { is: "scalar", place, value: null, written: "", quoted: false };
  }
  if (Array.isArray(value)) return { is: "list", place, items: value.map(below) };
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(([key, member]) => [key, { place, value: below(member, key) }] as const);
    return { is: "map", place, members: new Map(members) };
  }
  const plain = (value ?? null) as string | number | boolean | null;
  return { is: "scalar", place, value: plain, written: String(plain), quoted: typeof plain === "string" };
}
