import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const repository = resolve(__dirname, "..");
const home = mkdtempSync(join(tmpdir(), "build-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** With the real build, a source, and what an earlier source was compiled to. */
function checkout(name: string): string {
  const folder = join(home, name);
  for (const tool of ["root.mts", "build"])
    cpSync(join(repository, "tools", tool), join(folder, "tools", tool), { recursive: true });
  for (const part of ["src", "dist"]) mkdirSync(join(folder, part));
  writeFileSync(join(folder, "src", "index.ts"), "export const made: string = 'new';\n");
  writeFileSync(join(folder, "dist", "index.js"), "exports.made = 'old';\n");
  writeFileSync(join(folder, "package.json"), "{}");
  const compilerOptions = { module: "node20", rootDir: "src", types: [], lib: ["es5"], skipLibCheck: true };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["src"] }));
  symlinkSync(join(home, "node_modules"), join(folder, "node_modules"));
  return folder;
}

function build(folder: string): string {
  const part = JSON.stringify({ name: "part", folder, inputs: [join(folder, "src")] });
  const script = `import { buildPart } from "./tools/build/part.mts"; await buildPart(${part});`;
  execFileSync(process.execPath, ["--input-type=module", "-e", script], { cwd: folder, stdio: "pipe" });
  return readFileSync(join(folder, "dist", "index.js"), "utf8");
}

test("checkouts that share node_modules by a link are built each for itself", () => {
  mkdirSync(join(home, "node_modules", ".cache", "build"), { recursive: true });
  for (const tool of ["typescript", "rolldown"])
    symlinkSync(join(repository, "node_modules", tool), join(home, "node_modules", tool));
  for (const name of ["one", "other"]) expect(build(checkout(name))).toContain("'new'");
});
