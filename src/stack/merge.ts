import { perhaps } from "./meant";
import { callOf, isNull, type Mapping, type Member, type Node, type Path, type Place } from "./node";
import type { Report } from "./problem";

/** What an overlay took out, by its path as JSON, and where it says so. */
export type Removed = Map<string, Place>;

export const removalKey = (path: Path) => JSON.stringify(path);

interface Merging {
  removed: Removed;
  report: Report;
}

/**
 * An overlay over what is below it: maps member by member, everything else replaced, `null` takes out. A function's
 * call is replaced as a whole.
 */
export function merge(base: Mapping, overlay: Mapping, merging: Merging, path: Path = []): Mapping {
  const { removed } = merging;
  const members = new Map(base.members);
  for (const [key, member] of overlay.members) {
    const before = members.get(key);
    const here = [...path, key];
    if (isNull(member.value)) {
      members.delete(key);
      if (before) takeOut(before.value, here, member.place, removed);
      else if (path.length > 0 && !removed.has(removalKey(here))) tookNothing(base, member.place, here, merging);
    } else {
      removed.delete(removalKey(here));
      members.set(key, over(before, member, merging, here));
    }
  }
  return { ...base, members };
}

/** What is below it can be missed by its own name. */
function takeOut(value: Node, path: Path, place: Place, removed: Removed): void {
  removed.set(removalKey(path), place);
  for (const key of value.is === "map" ? value.members.keys() : []) removed.set(removalKey([...path, key]), place);
}

/** A slip in the name would let what shall be gone run on. */
function tookNothing(base: Mapping, place: Place, path: Path, { report }: Merging): void {
  const hint = perhaps(String(path.at(-1)), [...base.members.keys()]);
  report(place, path, `takes out what is not there${hint || ": take the line out"}`);
}

function over(before: Member | undefined, member: Member, merging: Merging, path: Path): Member {
  if (!before || !mergeable(before.value) || !mergeable(member.value)) return member;
  return { place: before.place, value: merge(before.value, member.value, merging, path) };
}

const mergeable = (node: Node): node is Mapping => node.is === "map" && callOf(node) === undefined;
