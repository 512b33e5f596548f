import { lastSegment } from "../../lifecycle/identity";
import type { Findings, Found } from "./find";

/** What may be deleted if it is named. */
export const choosable = ({ orphans, unsure }: Findings): Found[] => [...orphans, ...unsure];

/**
 * What is to be deleted: what the names say, in full or by their last part, or else all that are surely orphans.
 * @throws for a name that is none's or several's: a slip of the pen deletes nothing
 */
export const chosen = (findings: Findings, names: readonly string[]): Found[] =>
  names.length === 0 ? findings.orphans : [...new Set(names.map((name) => named(findings, name)))];

function named(findings: Findings, name: string): Found {
  const bears = (one: Found) => one.name === name || lastSegment(one.name) === name;
  const [found, other] = choosable(findings).filter(bears);
  const under = findings.underWay.find(bears);
  if (under && !found) throw new Error(`${name} is no orphan: ${under.why}. Nothing was deleted.`);
  if (!found) throw new Error(`${name} is not among what \`pulumi-fireworks orphans\` lists. Nothing was deleted.`);
  if (other) throw new Error(`${name} may be ${found.name} or ${other.name}: give the full name. Nothing was deleted.`);
  return found;
}
