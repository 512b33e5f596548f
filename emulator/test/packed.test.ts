import { type ExecFileSyncOptions, execFileSync, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { build, ended } from "./process";

const root = path.join(__dirname, "..", "..");
const modules = path.join(root, "node_modules");
const readme = readFileSync(path.join(__dirname, "..", "README.md"), "utf8");

/** What somebody's project holds after `npm install --save-dev fireworks-emulator`. */
let project: string;

const run = (file: string, args: string[], options: ExecFileSyncOptions = {}): string => {
  try {
    return String(execFileSync(file, args, { cwd: project, stdio: ["ignore", "pipe", "pipe"], ...options }));
  } catch (error) {
    const { stdout, stderr } = error as { stdout: Buffer; stderr: Buffer };
    throw new Error(`${file} ${args.join(" ")} failed:\n${stdout}${stderr}`);
  }
};

function write(file: string, content: string | object): void {
  const whole = path.join(project, file);
  mkdirSync(path.dirname(whole), { recursive: true });
  writeFileSync(whole, typeof content === "string" ? content : JSON.stringify(content));
}

beforeAll(() => {
  build();
  project = realpathSync(mkdtempSync(path.join(tmpdir(), "fireworks-emulator-project-")));
  run("npm", ["pack", "--ignore-scripts", "--pack-destination", project], { cwd: path.join(__dirname, "..") });
  const [tarball = ""] = readdirSync(project).filter((file) => file.endsWith(".tgz"));
  write("package.json", { name: "project", private: true });
  const quiet = ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"];
  run("npm", ["install", ...quiet, "--save-dev", `./${tarball}`]);
  // The project's other tools are those of this repository: to install them again would take a minute.
  for (const tool of ["jest", "vitest", "typescript", "@types/node", "@types/jest", "@swc/core", "@swc/jest"]) {
    mkdirSync(path.dirname(path.join(project, "node_modules", tool)), { recursive: true });
    symlinkSync(path.join(modules, tool), path.join(project, "node_modules", tool));
  }
});

afterAll(() => rmSync(project, { recursive: true, force: true, maxRetries: 5 }));

function example(after: string): string {
  const found = new RegExp(`${after}\\n\\n\`\`\`ts\\n([\\s\\S]*?)\`\`\``).exec(readme)?.[1];
  if (!found) throw new Error(`the README has no example after "${after}"`);
  return found;
}

const lines = example("Start it, show your code where it is, let time pass, break something, stop it:");
const program = `import { startEmulator } from "fireworks-emulator";

async function main() {
${lines}}

main().then(() => console.log("done"));
`;

const compile = (...args: string[]) => run(process.execPath, [path.join(modules, "typescript/bin/tsc"), ...args]);

test("the README's examples compile under strict settings with the types of libraries checked, and run", () => {
  const compilerOptions = {
    strict: true,
    skipLibCheck: false,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    target: "es2022",
    module: "node16",
    rootDir: ".",
    outDir: "out",
    types: ["node", "jest"],
  };
  write("tsconfig.json", { compilerOptions, include: ["jest", "vitest", "lines"] });
  write("jest/package.json", { type: "commonjs" });
  write("jest/example.test.ts", example("With Jest:"));
  write("vitest/package.json", { type: "module" });
  write("vitest/example.test.ts", example("With Vitest:"));
  write("lines/module.mts", program);
  write("lines/common.cts", program);
  compile();
  expect(run(process.execPath, ["out/lines/module.mjs"])).toBe("done\n");
  expect(run(process.execPath, ["out/lines/common.cjs"])).toBe("done\n");
});

test("what the README shows and links to is in the package", () => {
  const files = [...readme.matchAll(/(?:\]\(|src="|srcset=")(?!https?:|#)([^)"]+)/g)].map(([, file = ""]) => file);
  expect(files).toEqual(expect.arrayContaining(["docs/console.png", "operations.md"]));
  const missing = files.filter((file) => !existsSync(path.join(project, "node_modules/fireworks-emulator", file)));
  expect(missing).toEqual([]);
});

test("what the types forbid does not compile", () => {
  write("wrong.mts", program.replace("speed: 0", 'speed: "fast"'));
  const options = ["--noEmit", "--strict", "--module", "node16", "--target", "es2022", "--types", "node"];
  const wrong = () => compile("--ignoreConfig", ...options, "--skipLibCheck", "wrong.mts");
  expect(wrong).toThrow("Type 'string' is not assignable to type 'number'");
});

test("the example for Jest passes", () => {
  const report = path.join(project, "jest.json");
  write("jest/package.json", { type: "commonjs", jest: { transform: { "\\.ts$": "@swc/jest" } } });
  write("jest/example.test.ts", example("With Jest:"));
  const jest = path.join(modules, "jest/bin/jest.js");
  run(process.execPath, [jest, "--json", "--outputFile", report], { cwd: path.join(project, "jest") });
  expect(JSON.parse(readFileSync(report, "utf8"))).toMatchObject({ numPassedTests: 2, numTotalTests: 2 });
});

test("the example for Vitest passes", () => {
  const report = path.join(project, "vitest.json");
  write("vitest/package.json", { type: "module" });
  write("vitest/example.test.ts", example("With Vitest:"));
  const vitest = path.join(modules, "vitest/vitest.mjs");
  run(process.execPath, [vitest, "run", "--root", "vitest", "--reporter=json", `--outputFile=${report}`]);
  expect(JSON.parse(readFileSync(report, "utf8"))).toMatchObject({ numPassedTests: 2, numTotalTests: 2 });
});

test("npx starts it from the project", async () => {
  const child = spawn("npx", ["--no-install", "fireworks-emulator", "--json", "--speed", "0"], {
    cwd: project,
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  try {
    const { value: line } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
    const { url, apiKey, accountId } = JSON.parse(line) as Record<string, string>;
    const response = await fetch(`${url}/v1/accounts/${accountId}`, { headers: { authorization: `Bearer ${apiKey}` } });
    expect(await response.json()).toMatchObject({ name: "accounts/emulator", state: "READY" });
  } finally {
    process.kill(-(child.pid as number), "SIGTERM");
    await ended(child);
  }
});
