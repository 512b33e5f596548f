import { type Result, rounded } from "./row.mts";

const columns = (cells: (string | number)[]): string => cells.map((cell) => String(cell).padStart(8)).join("");

export const tableHead = `${"".padEnd(72)}${columns(["ours", "theirs", "ratio", "goal"])}`;

export function tableLine({ name, ours, theirs, ratio, goal }: Result, note: string): string {
  const verdict = ratio <= goal ? "" : "  OVER";
  return `${name.padEnd(72)}${columns([ours, theirs, ratio, goal].map(rounded))}${verdict}  ${note}`.trimEnd();
}
