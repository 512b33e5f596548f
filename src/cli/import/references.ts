import type { Json } from "../../lifecycle/kind";
import type { Described } from "./describe";
import { Reference, type Value } from "./value";

/** A resource of the program, its arguments with references to the others. */
export interface Declared extends Described {
  properties: Record<string, Value>;
}

/**
 * Every text that is the full name of another imported object, or of something below one, is a reference to it. What is
 * below a name keeps its own id: a deployment that is pinned to a shape's version stays so when the shape gets another.
 */
export function declarations(all: readonly Described[]): Declared[] {
  const names = new Set(all.map(({ name }) => name));
  const waitsFor = new Map<string, Set<string>>();
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean => {
    if (from === to) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    return [...(waitsFor.get(from) ?? [])].some((next) => reaches(next, to, seen));
  };
  const resolved = all.map((one) => {
    const own = new Set<string>();
    waitsFor.set(one.name, own);
    const properties = withReferences(one.args, (text) => {
      const target = holderOf(text, names);
      // Two objects that name each other cannot both come first.
      if (target === undefined || reaches(target, one.name)) return undefined;
      own.add(target);
      return new Reference(target, text.slice(target.length));
    });
    return { ...one, properties };
  });
  return inOrder(resolved, waitsFor);
}

/** `accounts/a/deploymentShapes/s` of itself, and of `accounts/a/deploymentShapes/s/versions/v`. */
function holderOf(text: string, names: ReadonlySet<string>): string | undefined {
  if (!text.startsWith("accounts/") || !/^[\w./@+~-]+$/.test(text)) return undefined;
  if (names.has(text)) return text;
  const above = /^(.*)\/versions\/[^/]+$/.exec(text)?.[1];
  return above !== undefined && names.has(above) ? above : undefined;
}

function withReferences(args: Json, find: (text: string) => Reference | undefined): Record<string, Value> {
  const visit = (value: unknown): Value => {
    if (typeof value === "string") return find(value) ?? value;
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== "object" || value === null) return value as Value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, visit(member)]));
  };
  return visit(args) as Record<string, Value>;
}

/** Kinds beside each other and ids in their order, but what is referred to first. */
function inOrder(all: readonly Declared[], waitsFor: ReadonlyMap<string, ReadonlySet<string>>): Declared[] {
  const byName = new Map(all.map((one) => [one.name, one]));
  const placed = new Set<string>();
  const order: Declared[] = [];
  const place = (one: Declared) => {
    if (placed.has(one.name)) return;
    placed.add(one.name);
    for (const name of [...(waitsFor.get(one.name) ?? [])].sort()) place(byName.get(name) as Declared);
    order.push(one);
  };
  const key = ({ kind, logical }: Declared) => `${kind.type} ${logical}`;
  for (const one of [...all].sort((a, b) => (key(a) < key(b) ? -1 : 1))) place(one);
  return order;
}

/** Whose variable somebody needs. */
export function referredTo(all: readonly Declared[]): Set<string> {
  const targets = new Set<string>();
  const visit = (value: Value) => {
    if (value instanceof Reference) targets.add(value.target);
    else if (typeof value === "object" && value !== null) for (const member of Object.values(value)) visit(member);
  };
  for (const { properties } of all) visit(properties);
  return targets;
}
