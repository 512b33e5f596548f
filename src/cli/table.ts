import { stripVTControlCharacters } from "node:util";

const width = (cell: string) => [...stripVTControlCharacters(cell)].length;

/** Columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, at) => Math.max(...rows.map((row) => width(row[at] ?? ""))));
  const padded = (row: readonly string[]) =>
    row.map((cell, at) => (at === row.length - 1 ? cell : cell + " ".repeat((widths[at] ?? 0) - width(cell))));
  return rows.map((row) => padded(row).join("  ").trimEnd()).join("\n");
}
