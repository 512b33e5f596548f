import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const repository = resolve(__dirname, "..");
const home = mkdtempSync(join(tmpdir(), "build-"));
beforeAll(() => {
  mkdirSync(join(home, "node_modules", ".cache", "build"), { recursive: true });
  for (const tool of ["typescript", "rolldown"])
    symlinkSync(join(repository, "node_modules", tool), join(home, "node_modules", tool));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** With the real build, a source, and what an earlier source was compiled to. */
function checkout(name: string, files: Record<string, string> = {}): string {
  const folder = join(home, name);
  for (const tool of ["root.mts", "build"])
    cpSync(join(repository, "tools", tool), join(folder, "tools", tool), { recursive: true });
  const compilerOptions = {
    module: "node20",
    rootDir: "src",
    types: [],
    lib: ["es2022"],
    skipLibCheck: true,
    declaration: true,
  };
  writeAll(folder, {
    "src/index.ts": "export const made: string = 'new';\n",
    "dist/index.js": "exports.made = 'old';\n",
    "package.json": "{}",
    "tsconfig.json": JSON.stringify({ compilerOptions, include: ["src"] }),
    ...files,
  });
  symlinkSync(join(home, "node_modules"), join(folder, "node_modules"));
  return folder;
}

function writeAll(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

function build(folder: string, entries?: Record<string, string>): string {
  const part = JSON.stringify({ name: "part", folder, inputs: [join(folder, "src")], entries });
  const script = `import { buildPart } from "./tools/build/part.mts"; await buildPart(${part});`;
  execFileSync(process.execPath, ["--input-type=module", "-e", script], { cwd: folder, stdio: "pipe" });
  return readFileSync(join(folder, "dist", "index.js"), "utf8");
}

const filesIn = (folder: string) =>
  (readdirSync(folder, { recursive: true }) as string[]).map((name) => name.replaceAll("\\", "/")).sort();

test("checkouts that share node_modules by a link are built each for itself", () => {
  for (const name of ["one", "other"]) expect(build(checkout(name))).toContain("'new'");
});

const library = (name: string, files: Record<string, string>) =>
  writeAll(join(home, "node_modules", name), {
    "package.json": JSON.stringify({ name, version: "1.2.3", main: "index.js" }),
    "index.js": `exports.word = "from ${name}";\n`,
    "index.d.ts": "export const word: string;\n",
    ...files,
  });

const BUNDLED = {
  "package.json": '{"name":"part","version":"4.5.6","description":"long","dependencies":{"outside":"1"}}',
  "src/index.ts": `import { word } from "bundled";
import { word as other } from "outside";
import type { Shown } from "./shown";
export { inner } from "./inside/inner";
declare const require: (id: string) => { version: string };
export const made: Shown = { words: word + other, version: require("../package.json").version };
export const later = () => import("./late/run.js");
`,
  "src/shown.ts": "export interface Shown { words: string; version: string }\n",
  "src/inside/inner.ts": 'import { hidden } from "./deep/hidden";\nexport const inner: number = hidden;\n',
  "src/inside/deep/hidden.ts": "export const hidden: number = 1;\n",
  "src/late/run.ts": "export const run: number = 2;\n",
};

test("a bundle has its libraries and their licences, and of the declarations those that it leads to", () => {
  library("bundled", { LICENCE: "Do as you like.\n" });
  library("outside", {});
  const folder = checkout("bundled", BUNDLED);
  const code = build(folder, { index: "src/index.ts" });
  expect(filesIn(join(folder, "dist"))).toEqual([
    "LICENSES.txt",
    "index.d.ts",
    "index.js",
    "inside",
    "inside/inner.d.ts",
    "late",
    "late/run.d.ts",
    "shared",
    "shared/bundled.js",
    "shared/late-run.js",
    "shown.d.ts",
  ]);
  expect(readFileSync(join(folder, "dist/LICENSES.txt"), "utf8")).toBe("bundled 1.2.3\n\nDo as you like.\n");
  expect(code).not.toContain('"long"');
  for (const file of ["index.js", "shared/bundled.js", "shared/late-run.js"])
    expect(readFileSync(join(folder, "dist", file), "utf8")).toMatch(/^"use strict";/);
  const made = `process.stdout.write(JSON.stringify(require(${JSON.stringify(join(folder, "dist"))}).made))`;
  const said = execFileSync(process.execPath, ["-e", made], { encoding: "utf8" });
  expect(JSON.parse(said)).toEqual({ words: "from bundledfrom outside", version: "4.5.6" });
});

test("a library without a licence is not passed on", () => {
  library("bundled", {});
  rmSync(join(home, "node_modules/bundled/LICENCE"), { force: true });
  expect(() => build(checkout("unlicensed", BUNDLED), { index: "src/index.ts" })).toThrow(/bundled has no licence/);
});

describe("the package", () => {
  const dist = join(repository, "dist");
  const named = (suffix: string) => filesIn(dist).filter((name) => name.endsWith(suffix));
  const text = (name: string) => readFileSync(join(dist, name), "utf8");

  test("passes on the licence of each library in it", () => {
    const inside = named(".js").flatMap((name) =>
      [...text(name).matchAll(/^\/\/ node_modules\/((?:@[^/]+\/)?[^/]+)\//gm)].map(([, library = ""]) => library),
    );
    const libraries = [...new Set(inside)].sort();
    expect(libraries).toEqual(expect.arrayContaining(["commander", "ky", "p-retry", "yaml", "zod"]));
    const licences = text("LICENSES.txt");
    for (const library of libraries) {
      const { version } = JSON.parse(readFileSync(join(repository, "node_modules", library, "package.json"), "utf8"));
      expect(licences).toContain(`${library} ${version}\n\n`);
    }
  });

  test("is strict code", () => {
    expect(named(".js").filter((name) => !text(name).startsWith('"use strict";'))).toEqual([]);
  });

  test("declares itself by what is installed with it, and holds no empty folder", () => {
    const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
    const installed = [...Object.keys({ ...dependencies, ...peerDependencies })];
    const imported = named(".d.ts").flatMap((name) =>
      [...text(name).matchAll(/(?:from |import\(|import )["']([^."'][^"']*)["']/g)].map(([, id = ""]) => id),
    );
    expect(imported).toContain("@pulumi/pulumi");
    const isInstalled = (id: string) => installed.some((name) => id === name || id.startsWith(`${name}/`));
    expect(imported.filter((id) => !isInstalled(id))).toEqual([]);
    const entries = readdirSync(dist, { recursive: true, withFileTypes: true });
    const folders = entries
      .filter((entry) => entry.isDirectory())
      .map(({ parentPath, name }) => join(parentPath, name));
    expect(folders.filter((folder) => filesIn(folder).length === 0)).toEqual([]);
  });
});
