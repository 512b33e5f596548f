import { meant } from "./meant";
import { describe, isNull, type Mapping, type Member, type Path, type Place } from "./node";
import type { Report } from "./problem";

/** The members of the map that a path's last key names; none where there is no such member. */
export function members(map: Mapping, path: Path, report: Report): Map<string, Member> {
  const member = map.members.get(String(path.at(-1)));
  if (!member || isNull(member.value)) return new Map();
  if (member.value.is === "map") return member.value.members;
  report(member.value.place, path, `must be a map, not ${describe(member.value)}`);
  return new Map();
}

/** What none of the words is, with what was probably meant. */
export function strangers(
  map: ReadonlyMap<string, { place: Place }>,
  path: Path,
  words: readonly string[],
  what: string,
  report: Report,
): void {
  for (const [key, { place }] of map) {
    if (words.includes(key)) continue;
    report(place, [...path, key], `${what} has no such member${meant(key, words)}`);
  }
}

/** A member that is taken as it is, without references. */
export function literal(map: Mapping, key: string, wanted: "string" | "boolean", path: Path, report: Report): unknown {
  const value = map.members.get(key)?.value;
  if (!value || isNull(value)) return undefined;
  if (value.is === "scalar" && typeof value.value === wanted) return value.value;
  report(
    value.place,
    [...path, key],
    `must be ${wanted === "string" ? "text" : "true or false"}, not ${describe(value)}`,
  );
  return undefined;
}
