import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { median } from "../../bench/median.mts";
import { compared, readRecord, recordFile, summary, writeRecord } from "../../bench/recorded.mts";
import type { Result } from "../../bench/row.mts";

const row = (name: string, ratio: number): Result => ({ name, ours: ratio * 3, theirs: 3, ratio, goal: 1 });
const words = (line: string) => line.trim().split(/ {2,}/);

test("a row stands beside what is recorded of it, and only what costs more than a tenth more is said to", () => {
  const recorded = { a: 0.5 };
  expect(words(compared(row("a", 0.5), recorded))).toEqual(["a", "0.5", "0.5", "+0 %"]);
  expect(words(compared(row("a", 0.4999), recorded))).toEqual(["a", "0.5", "0.5", "+0 %"]);
  expect(words(compared(row("a", 0.25), recorded))).toEqual(["a", "0.5", "0.25", "-50 %"]);
  expect(words(compared(row("a", 0.549), recorded))).toEqual(["a", "0.5", "0.549", "+10 %"]);
  expect(words(compared(row("a", 0.56), recorded))).toEqual(["a", "0.5", "0.56", "+12 %", "COSTS MORE"]);
});

test("a row of which nothing is recorded is shown, and costs no more", () => {
  expect(words(compared(row("new", 7), {}))).toEqual(["new", "none", "7"]);
  expect(summary([row("new", 7)], {})).toBe(
    "0 rows compared with what is recorded (recorded, but not compared: 0; without a record: 1): none costs a tenth more",
  );
});

test("the last line counts what costs more, and what was not compared", () => {
  const recorded = { a: 1, b: 1, c: 1, d: 1, e: 1 };
  expect(summary([row("a", 1.2), row("b", 1.05), row("c", 0.1)], recorded)).toContain(
    "3 rows compared with what is recorded (recorded, but not compared: 2)",
  );
  expect(summary([row("a", 1.2), row("b", 1.05), row("c", 0.1)], recorded)).toContain(": 1 COST MORE");
});

test("what is recorded are ratios alone: nothing of the machine that measured", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "fireworks-recorded-"));
  try {
    const file = path.join(folder, "recorded.json");
    writeRecord(file, [row("a", 0.123456), row("b", 12)], ["a", "b", "c"]);
    expect(readRecord(file)).toEqual({ a: 0.123, b: 12 });
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ ratios: { a: 0.123, b: 12 } });
    writeRecord(file, [row("b", 11), row("c", 1)], ["a", "b", "c"]);
    expect(readRecord(file)).toEqual({ a: 0.123, b: 11, c: 1 });
    writeRecord(file, [row("c", 2)], ["b", "c"]);
    expect(readRecord(file)).toEqual({ b: 11, c: 2 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("there is a record", () => {
  const ratios = Object.values(readRecord(recordFile));
  expect(ratios.length).toBeGreaterThan(40);
  expect(ratios.every((ratio) => Number.isFinite(ratio) && ratio > 0)).toBe(true);
});

test("a median is the middle, or lies between the two that are", () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 10]), median([5])]).toEqual([2, 3, 5]);
});
