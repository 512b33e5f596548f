/** Where something stands: a line of a file, or a key of the stack's configuration. */
export interface Place {
  /** `fireworks.yaml`, or `configuration fireworks:resources`. */
  source: string;
  line?: number;
  column?: number;
}

export type Path = readonly PropertyKey[];

export interface Scalar {
  is: "scalar";
  place: Place;
  value: string | number | boolean | null;
  /** As it is written, quotes aside. */
  written: string;
  quoted: boolean;
}

export interface List {
  is: "list";
  place: Place;
  items: Node[];
}

export interface Mapping {
  is: "map";
  place: Place;
  members: Map<string, Member>;
}

export interface Member {
  /** Of the key. */
  place: Place;
  value: Node;
}

/** Data, each piece with its place. */
export type Node = Scalar | List | Mapping;

export const isNull = (node: Node): boolean => node.is === "scalar" && node.value === null;

/** What a node is, for people. */
export function describe(node: Node): string {
  if (node.is === "list") return "a list";
  if (node.is === "map") return "a map";
  if (node.value === null) return "nothing";
  return typeof node.value === "string" ? "a text" : node.written;
}

/** A map of one member whose key is a function's: it is replaced as a whole, never merged. */
export function callOf(node: Node): { name: string; member: Member } | undefined {
  if (node.is !== "map" || node.members.size !== 1) return undefined;
  const [[name, member]] = node.members as unknown as [[string, Member]];
  return name.toLowerCase().startsWith("fn::") ? { name, member } : undefined;
}

/** What is at a path below a member, or the last place on the way to it; of a map's member the key's. */
export function placeAt({ place, value }: Member, path: Path): { place: Place; node?: Node } {
  let here: { place: Place; node?: Node } = { place, node: value };
  for (const key of path) {
    const { node } = here;
    const member = node?.is === "map" ? node.members.get(String(key)) : undefined;
    const item = node?.is === "list" ? node.items[Number(key)] : undefined;
    if (member) here = { place: member.place, node: member.value };
    else if (item) here = { place: item.place, node: item };
    else return { place: here.place };
  }
  return here;
}
