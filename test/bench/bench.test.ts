import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readOptions, WrongOptions } from "../../bench/options.mts";
import { build } from "../../emulator/test/process";

beforeAll(build);

const root = path.join(__dirname, "..", "..");
const command = ["--disable-warning=ExperimentalWarning", "bench/main.mts"];

/** What `npm run bench` runs after the build, which all tests share. */
function ended(args: string[], env: Record<string, string> = {}) {
  const options = { cwd: root, encoding: "utf8", env: { ...process.env, ...env }, timeout: 840_000 } as const;
  return spawnSync(process.execPath, [...command, ...args], options);
}

function bench(...args: string[]): string {
  const { status, stdout, stderr } = ended(args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout;
}

const folders: string[] = [];

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), "fireworks-bench-test-"));
  folders.push(made);
  return made;
}

afterAll(() => {
  for (const made of folders) rmSync(made, { recursive: true });
});

interface Row {
  name: string;
  ours: number;
  theirs: number;
  ratio: number;
  goal: number;
}

const rowsOf = (stdout: string): Row[] => (JSON.parse(stdout) as { rows: Row[] }).rows;

test("--json prints what was measured, row by row, and nothing is left", () => {
  const TMPDIR = folder();
  const { status, stdout } = ended(["--json", "--quick", "--full"], { TMPDIR });
  expect(status).toBe(0);
  const rows = rowsOf(stdout);
  expect(rows.length).toBeGreaterThan(60);
  expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  for (const row of rows) {
    expect(Object.keys(row)).toEqual(["name", "ours", "theirs", "ratio", "goal"]);
    const { ours, theirs, ratio, goal } = row;
    // Of a few secrets at a limit none may be refused.
    expect(Number.isFinite(ours) && ours >= (row.name.includes(": refused") ? 0 : Number.MIN_VALUE)).toBe(true);
    expect([theirs, goal].every((figure) => Number.isFinite(figure) && figure > 0)).toBe(true);
    expect(ratio).toBeCloseTo(ours / theirs, 10);
  }
  const growth = rows.filter(({ name }) => name.includes("of up of 10 against 8, times"));
  expect(growth.map(({ ours, theirs }) => ours === 1 || theirs === 1)).toEqual([false, false]);
  expect(readdirSync(TMPDIR)).toEqual([]);
});

test("the command that is documented prints JSON alone, of some of the rows", () => {
  const args = ["run", "--silent", "bench", "--", "--json", "--quick", "--only", "memory with "];
  const { stdout } = spawnSync("npm", args, { cwd: root, encoding: "utf8" });
  expect(rowsOf(stdout).map(({ name }) => name)).toEqual(["memory with 100 objects made over HTTP, MB"]);
});

test("a row that cannot be measured is said, and costs only itself; what needs no curl is measured without", () => {
  const nowhere = { PATH: "/nonexistent", PULUMI_FIREWORKS_ENGINE: "/nonexistent" };
  const { status, stdout, stderr } = ended(["--quick", "--full", "--only", "memory "], nowhere);
  expect(status).toBe(1);
  expect(stderr.trim().split("\n")).toEqual([expect.stringMatching(/^memory of up of .*: not measured: .*ENOENT/)]);
  const marked = stdout.split("\n").filter((line) => line.includes("  against a constant"));
  expect(marked.map((line) => line.slice(0, 30).trim())).toEqual([
    expect.stringMatching(/^memory with 100/),
    expect.stringMatching(/^upload of/),
    expect.stringMatching(/^upload of/),
  ]);
  const without = ended(["--quick", "--only", "against curl"], nowhere);
  expect([without.status, without.stderr.trim()]).toEqual([
    0,
    expect.stringMatching(/^upload of .* curl -Z with 4 streams: not measured: there is no curl$/),
  ]);
});

test("--record keeps what was not measured, and drops what is no row any more", () => {
  const file = path.join(folder(), "recorded.json");
  const kept = { "import of pulumi-fireworks/stack into a program, ms over @pulumi/pulumi": 7 };
  writeFileSync(file, JSON.stringify({ ratios: { ...kept, "a row of old": 3 } }));
  const recorded = () => JSON.parse(readFileSync(file, "utf8")).ratios as Record<string, number>;
  bench("--record", "--file", file, "--only", "start, ms against");
  expect(recorded()).toEqual({ ...kept, "start, ms against a bare node:http server's": expect.any(Number) });
  const lines = bench("--compare", "--quick", "--file", file, "--only", "start, ms").trim().split("\n").slice(2);
  expect(lines).toEqual([
    expect.stringMatching(/^ +recorded +now +change$/),
    expect.stringMatching(/^start, ms against a bare node:http server's +\d+(\.\d+)? +\d+(\.\d+)? +[+-]\d+ %/),
    "",
    expect.stringMatching(/^1 rows compared with what is recorded \(recorded, but not compared: 1\): /),
  ]);
});

test.each([
  [["--record", "--quick"], "--record does not go with --quick"],
  [["--record", "--compare"], "--record does not go with --compare"],
  [["--record", "--file", "/nonexistent/recorded.json"], "there is no folder /nonexistent"],
  [["--compare", "--file", "/nonexistent/recorded.json"], "no such file"],
  [["--only"], "--only"],
  [["--only", "--json"], "--only"],
  [["--unknown"], "--unknown"],
  [["start"], "'start'"],
])("%p is refused in a line", (args, words) => {
  const refused = () => readOptions(args);
  expect(refused).toThrow(WrongOptions);
  expect(refused).toThrow(words);
  expect(refused).not.toThrow("\n");
});

test.each([
  [["--only", "zzz"], 'no row has "zzz" in its name; some are "'],
  [["--record", "--quick"], "--record does not go with --quick"],
])("%p ends with 2, before anything is measured", (args, words) => {
  const { status, stdout, stderr } = ended(args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr.trim().split("\n")).toEqual([expect.stringMatching(/^bench: /)]);
  expect(stderr).toContain(words);
});

/** Sent a signal while an emulator runs: answers once nobody holds its output any more. */
async function interrupted(signal: NodeJS.Signals, TMPDIR: string): Promise<number | null> {
  const child: ChildProcess = spawn(process.execPath, [...command, "--quick", "--only", "start"], {
    cwd: root,
    env: { ...process.env, TMPDIR },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout?.on("data", (text: Buffer) => {
    if (text.includes("bare node:http")) child.kill(signal);
  });
  child.stderr?.resume();
  return new Promise((resolve) => child.once("close", resolve));
}

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)(
  "%s ends all that was started, removes all that was written, and is told by the exit code",
  async (signal, code) => {
    const TMPDIR = folder();
    expect(await interrupted(signal, TMPDIR)).toBe(code);
    expect(readdirSync(TMPDIR)).toEqual([]);
  },
);

test("a bench that is killed leaves no emulator", async () => {
  expect(await interrupted("SIGKILL", folder())).toBe(null);
});
