import { type Operation, operations } from "./spec";

interface Node {
  fixed: Map<string, Node>;
  parameter?: Node;
  /** "POST" or "POST:validateUpload" → the operation and the names of the parameters along the way. */
  ends: Map<string, { operation: Operation; names: string[] }>;
}

export interface Route {
  operation: Operation;
  params: Record<string, string>;
}

const node = (): Node => ({ fixed: new Map(), ends: new Map() });
const root = node();

for (const operation of operations) {
  const { segments, verb } = split(operation.path);
  let at = root;
  const names: string[] = [];
  for (const segment of segments) {
    const name = /^\{(\w+)\}$/.exec(segment)?.[1];
    if (name) {
      names.push(name);
      at.parameter ??= node();
      at = at.parameter;
    } else {
      const next = at.fixed.get(segment) ?? node();
      at.fixed.set(segment, next);
      at = next;
    }
  }
  at.ends.set(operation.method + verb, { operation, names });
}

/** "wrong method" when the path exists for another one. */
export function route(method: string, pathname: string): Route | "wrong method" | undefined {
  const { segments, verb } = split(pathname);
  let at: Node | undefined = root;
  const values: string[] = [];
  for (const segment of segments) {
    const next: Node | undefined = at.fixed.get(segment);
    if (!next && segment !== "") values.push(decode(segment));
    at = next ?? (segment === "" ? undefined : at.parameter);
    if (!at) return undefined;
  }
  const end = at.ends.get(method + verb);
  if (end)
    return {
      operation: end.operation,
      params: Object.fromEntries(end.names.map((name, i) => [name, values[i] ?? ""])),
    };
  return [...at.ends.keys()].some((key) => key.endsWith(verb) && !key.slice(0, -verb.length || undefined).includes(":"))
    ? "wrong method"
    : undefined;
}

function split(pathname: string): { segments: string[]; verb: string } {
  const colon = pathname.indexOf(":", pathname.lastIndexOf("/"));
  const verb = colon < 0 ? "" : pathname.slice(colon);
  return { segments: (colon < 0 ? pathname : pathname.slice(0, colon)).slice(1).split("/"), verb };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
