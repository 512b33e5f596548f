import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Result, rounded } from "./row.mts";

/** Ratios by the names of rows: of two things that were measured side by side, so that the machine cancels out. */
export type Recorded = Record<string, number>;

export const recordFile = fileURLToPath(new URL("recorded.json", import.meta.url));

export function readRecord(file: string): Recorded {
  return (JSON.parse(readFileSync(file, "utf8")) as { ratios: Recorded }).ratios;
}

/** @param partial what was not measured this time stays as it was */
export function writeRecord(file: string, rows: readonly Result[], partial = false): void {
  const kept = partial && existsSync(file) ? readRecord(file) : {};
  const measured = Object.fromEntries(rows.map(({ name, ratio }) => [name, rounded(ratio)]));
  writeFileSync(file, `${JSON.stringify({ ratios: { ...kept, ...measured } }, undefined, 2)}\n`);
}

/** What a change may cost before somebody should look at it. */
const TENTH = 1.1;

export const comparisonHead = `${"".padEnd(72)}${["recorded", "now", "change"].map((head) => head.padStart(10)).join("")}`;

/** A line for a row beside what is recorded of it. */
export function compared({ name, ratio }: Result, recorded: Recorded): string {
  const before = recorded[name];
  if (before === undefined) return `${name.padEnd(72)}${"none".padStart(10)}${String(rounded(ratio)).padStart(10)}`;
  const change = ratio / before;
  const percent = Math.round((change - 1) * 100);
  const figures = [rounded(before), rounded(ratio), `${percent < 0 ? "" : "+"}${percent} %`]
    .map((figure) => String(figure).padStart(10))
    .join("");
  return `${name.padEnd(72)}${figures}${change > TENTH ? "  COSTS MORE" : ""}`;
}

/** What the comparison comes to, in its last line. */
export function summary(rows: readonly Result[], recorded: Recorded): string {
  const dearer = rows.filter(({ name, ratio }) => ratio > TENTH * (recorded[name] ?? Number.POSITIVE_INFINITY));
  const many = `${rows.length} rows compared with bench/recorded.json`;
  if (dearer.length === 0) return `${many}: none costs a tenth more`;
  return `${many}: ${dearer.length} COST MORE, by more than a tenth. On a busy machine that may be nothing; npm run bench says.`;
}
