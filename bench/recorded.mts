import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Result, rounded } from "./row.mts";

/** Ratios by the names of rows: of two things that were measured side by side, so that the machine cancels out. */
export type Recorded = Record<string, number>;

export const recordFile = fileURLToPath(new URL("recorded.json", import.meta.url));

export function readRecord(file: string): Recorded {
  const { ratios } = JSON.parse(readFileSync(file, "utf8")) as { ratios?: Recorded };
  if (typeof ratios !== "object") throw new Error(`${file} has no ratios`);
  return ratios;
}

/** @param names of all rows that there are: of others nothing is kept, and what was not measured this time stays as it was */
export function writeRecord(file: string, rows: readonly Result[], names: readonly string[]): void {
  const before = existsSync(file) ? Object.entries(readRecord(file)) : [];
  const kept = Object.fromEntries(before.filter(([name]) => names.includes(name)));
  const measured = Object.fromEntries(rows.map(({ name, ratio }) => [name, rounded(ratio)]));
  writeFileSync(file, `${JSON.stringify({ ratios: { ...kept, ...measured } }, undefined, 2)}\n`);
}

/** What a change may cost before somebody should look at it. */
const TENTH = 1.1;

export const comparisonHead = `${"".padEnd(72)}${["recorded", "now", "change"].map((head) => head.padStart(10)).join("")}`;

/** A line for a row beside what is recorded of it. */
export function compared({ name, ratio }: Result, recorded: Recorded, note = ""): string {
  const before = recorded[name];
  const change = before === undefined ? 1 : ratio / before;
  const percent = Math.round((change - 1) * 100);
  const figures =
    before === undefined
      ? ["none", rounded(ratio), ""]
      : [rounded(before), rounded(ratio), `${percent < 0 ? "" : "+"}${percent} %`];
  const verdict = change > TENTH ? "COSTS MORE" : "";
  const words = [verdict, note].filter((word) => word !== "").map((word) => `  ${word}`);
  return `${name.padEnd(72)}${figures.map((figure) => String(figure).padStart(10)).join("")}${words.join("")}`.trimEnd();
}

/** What the comparison comes to, in its last line. */
export function summary(rows: readonly Result[], recorded: Recorded): string {
  const known = rows.filter(({ name }) => recorded[name] !== undefined);
  const dearer = known.filter(({ name, ratio }) => ratio > TENTH * (recorded[name] as number));
  const left = Object.keys(recorded).length - known.length;
  const others = [`recorded, but not compared: ${left}`];
  if (known.length < rows.length) others.push(`without a record: ${rows.length - known.length}`);
  const many = `${known.length} rows compared with what is recorded (${others.join("; ")})`;
  if (dearer.length === 0) return `${many}: none costs a tenth more`;
  return `${many}: ${dearer.length} COST MORE, by more than a tenth. On a busy machine that may be nothing; npm run bench says.`;
}
