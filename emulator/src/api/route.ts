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
  /** The decoded path without version and verb. */
  name: string;
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

/** "wrong method" when the path exists for another one, "malformed" when it cannot be decoded. */
export function route(method: string, pathname: string): Route | "wrong method" | "malformed" | undefined {
  // Before it is taken apart, as grpc-gateway does: a slash in an id is one more segment, and leads nowhere.
  const path = decoded(pathname);
  if (path === undefined) return "malformed";
  const { segments, verb } = split(path);
  let at: Node | undefined = root;
  const values: string[] = [];
  for (const segment of segments) {
    const next: Node | undefined = at.fixed.get(segment);
    if (!next) values.push(segment);
    at = next ?? (segment === "" ? undefined : at.parameter);
    if (!at) return undefined;
  }
  const end = at.ends.get(method + verb);
  if (end) {
    const params = Object.fromEntries(end.names.map((name, i) => [name, values[i] ?? ""]));
    return { operation: end.operation, params, name: segments.slice(1).join("/") };
  }
  return [...at.ends.keys()].some((key) => key.endsWith(verb) && !key.slice(0, -verb.length || undefined).includes(":"))
    ? "wrong method"
    : undefined;
}

function split(pathname: string): { segments: string[]; verb: string } {
  const colon = pathname.indexOf(":", pathname.lastIndexOf("/"));
  const verb = colon < 0 ? "" : pathname.slice(colon);
  return { segments: (colon < 0 ? pathname : pathname.slice(0, colon)).slice(1).split("/"), verb };
}

/** Undefined for what is no escaped UTF-8. */
export function decoded(escaped: string): string | undefined {
  if (!escaped.includes("%")) return escaped;
  try {
    return decodeURIComponent(escaped);
  } catch {
    return undefined;
  }
}
