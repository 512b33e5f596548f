import * as pulumi from "@pulumi/pulumi";
import type { Mapping, Member, Node, Place } from "./node";

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
export function configuredData(report: (place: Place, reason: string) => void): Mapping | undefined {
  const members = new Map<string, Member>();
  let any = false;
  for (const section of SECTIONS) {
    const key = `${NAMESPACE}:${section}`;
    const text = pulumi.runtime.getConfig(key);
    if (text === undefined) continue;
    any = true;
    const place = { source: `configuration ${key}` };
    const value = parsed(text);
    if (isSecretKey(key)) report(place, SECRET);
    else if (typeof value !== "object" || value === null || Array.isArray(value)) report(place, "must be a map");
    else members.set(section, { place, value: nodeFrom(value, place) });
  }
  return any ? { is: "map", place: { source: "configuration" }, members } : undefined;
}

const SECRET = `has a secret in it, which makes all of it secret: give the secret a key of its own (pulumi config set --secret KEY), and refer to it by \${config.KEY}`;

function nodeFrom(value: unknown, place: Place): Node {
  if (Array.isArray(value)) return { is: "list", place, items: value.map((item) => nodeFrom(item, place)) };
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(
      ([key, member]) => [key, { place, value: nodeFrom(member, place) }] as const,
    );
    return { is: "map", place, members: new Map(members) };
  }
  const plain = (value ?? null) as string | number | boolean | null;
  return { is: "scalar", place, value: plain, written: String(plain), quoted: typeof plain === "string" };
}
