import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "../../emulator/test/process";

beforeAll(build);

const root = path.join(__dirname, "..", "..");

/** What `npm run bench` runs after the build, which all tests share. */
const bench = (...args: string[]): string =>
  execFileSync(process.execPath, ["--disable-warning=ExperimentalWarning", "bench/main.mts", ...args], {
    cwd: root,
    encoding: "utf8",
    timeout: 840_000,
  });

interface Row {
  name: string;
  ours: number;
  theirs: number;
  ratio: number;
  goal: number;
}

test("--json prints what was measured, row by row", () => {
  const { rows } = JSON.parse(bench("--json", "--quick")) as { rows: Row[] };
  expect(rows.length).toBeGreaterThan(15);
  expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  for (const row of rows) {
    expect(Object.keys(row)).toEqual(["name", "ours", "theirs", "ratio", "goal"]);
    const { ours, theirs, ratio, goal } = row;
    expect([ours, theirs, goal].every((figure) => Number.isFinite(figure) && figure > 0)).toBe(true);
    expect(ratio).toBeCloseTo(ours / theirs, 10);
  }
});

test("the table has the same rows, and can be cut down to some", () => {
  const lines = bench("--quick", "--only", "memory with ").trim().split("\n");
  expect(lines).toEqual([
    expect.stringMatching(/^\d{4}-.*Node v/),
    "",
    expect.stringMatching(/ours +theirs +ratio +goal$/),
    expect.stringMatching(/^memory with 100 objects made over HTTP, MB +\d+(\.\d)? +120 +\d+(\.\d+)? +1 /),
  ]);
});

test("--compare prints the short rows beside what --record wrote down", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "fireworks-bench-"));
  try {
    const file = path.join(folder, "recorded.json");
    const start = ["--quick", "--only", "start", "--file", file];
    bench(...start, "--record");
    const recorded = JSON.parse(readFileSync(file, "utf8")).ratios as Record<string, number>;
    expect(Object.keys(recorded).length).toBeGreaterThan(1);
    const lines = bench(...start, "--compare")
      .trim()
      .split("\n")
      .slice(2);
    expect(lines).toEqual([
      expect.stringMatching(/^ +recorded +now +change$/),
      expect.stringMatching(/^start, ms until the first answer +\d+(\.\d+)? +\d+(\.\d+)? +[+-]\d+ %/),
      "",
      expect.stringMatching(/^1 rows compared with bench\/recorded.json: /),
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
