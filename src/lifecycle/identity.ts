import { createHash } from "node:crypto";
import { SEGMENT } from "../client/name";
import { type Json, type Kind, keysWith } from "./kind";
import { hasUnknown } from "./unknown";

/** The rule for ids in the API's documentation ("IDs", getting-started/concepts). */
export const ID = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
export const ID_RULE = "1 to 63 of a–z, 0–9 and hyphens, with no hyphen at either end";

export const lastSegment = (name: string) => name.slice(name.lastIndexOf("/") + 1);
export const accountOf = (name: string) => name.split("/").slice(0, 2).join("/");

/** Whether it is the full name of an object of the kind, below the account or a user of it. */
export const isNameOf = ({ collection }: Kind, name: string) =>
  new RegExp(`^accounts/${SEGMENT}(/[a-zA-Z]+/${SEGMENT})*/${collection}/${SEGMENT}$`).test(name);

/** A word of an id: what the API allows, made from any text. */
export function slug(text: string, length: number): string {
  const words = text.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return words.slice(0, length).replace(/^-|-$/g, "");
}

/** Equal for equal values, whatever the order of keys. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`)
    .join()}}`;
}

export function shortHash(...parts: unknown[]): string {
  return createHash("sha256").update(canonical(parts)).digest("hex").slice(0, 8);
}

/** The immutable inputs, secrets apart: they are part of what an object is. */
export function immutables(kind: Kind, inputs: Json): Json {
  const secret = new Set(keysWith(kind, "secret"));
  const keys = [...keysWith(kind, "immutable"), "contentDigest"].filter(
    (key) => !secret.has(key) && inputs[key] !== undefined,
  );
  return Object.fromEntries(keys.map((key) => [key, inputs[key]]));
}

/**
 * The id an unpinned object gets: the same in a rerun of an interrupted program, another one for a replacement, so that
 * it can be made before the old object goes.
 */
export function derivedId(kind: Kind, inputs: Json, urn: string): string {
  const logicalName = urn.slice(urn.lastIndexOf("::") + 2);
  const own = kind.deriveId?.(inputs, logicalName);
  if (own !== undefined) return own;
  const word = slug(logicalName, 50);
  // Newer texts of the API refuse a leading digit.
  const start = /^[a-z]/.test(word) ? word : `${kind.type[0]?.toLowerCase()}-${word}`.replace(/-$/, "");
  return `${start}-${shortHash(urn, immutables(kind, inputs))}`;
}

/** The full name, or undefined while an immutable input (a guess there would preview false replacements) is unknown. */
export function fullName(kind: Kind, inputs: Json, parent: string | undefined, urn: string): string | undefined {
  if (!parent) return undefined;
  const pinned = kind.idField === undefined ? undefined : inputs[kind.idField];
  if (pinned !== undefined) return typeof pinned === "string" ? `${parent}/${kind.collection}/${pinned}` : undefined;
  if (hasUnknown(immutables(kind, inputs))) return undefined;
  return `${parent}/${kind.collection}/${derivedId(kind, inputs, urn)}`;
}
