import { callOf, isNull, type Mapping, type Member, type Node, type Path, type Place } from "./node";

/** What an overlay took out, by its path as JSON, and where it says so. */
export type Removed = Map<string, Place>;

export const removalKey = (path: Path) => JSON.stringify(path);

/**
 * An overlay over what is below it: maps member by member, everything else replaced, `null` takes out. A function's
 * call is replaced as a whole.
 */
export function merge(base: Mapping, overlay: Mapping, removed: Removed, path: Path = []): Mapping {
  const members = new Map(base.members);
  for (const [key, member] of overlay.members) {
    const before = members.get(key);
    const here = [...path, key];
    if (isNull(member.value)) {
      members.delete(key);
      removed.set(removalKey(here), member.place);
    } else {
      removed.delete(removalKey(here));
      members.set(key, over(before, member, removed, here));
    }
  }
  return { ...base, members };
}

function over(before: Member | undefined, member: Member, removed: Removed, path: Path): Member {
  if (!before || !mergeable(before.value) || !mergeable(member.value)) return member;
  return { place: before.place, value: merge(before.value, member.value, removed, path) };
}

const mergeable = (node: Node): node is Mapping => node.is === "map" && callOf(node) === undefined;
