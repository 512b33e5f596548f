import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { kinds } from "../../../src/resources";
import { MODELINE } from "../../../src/stack/modeline";
import { CHECKOUT } from "../../engine/environment.mts";
import { pointingAt, type Site, site } from "../../engine/gateway";
import { createStack, type Stack } from "../../engine/stack.mts";
import { textBySchema } from "../../stack/schema.mts";
import { cli } from "../cli";
import { FILLED, fillAccount } from "./account";

const COUNT = Number(process.env.IMPORT_OBJECTS ?? 500);
const SEED = Number(process.env.IMPORT_SEED ?? 20261121);
const MINUTES = 60_000;

let here: Site;
let yaml: Stack;
let made: string[];

beforeAll(async () => {
  here = await site({}, { speed: 0 });
  made = fillAccount(here.gateway, COUNT, SEED);
  yaml = await createStack({ name: "data", env: pointingAt(here.gateway) });
}, 2 * MINUTES);

afterAll(async () => {
  await yaml?.dispose();
  await here?.dispose();
});

test("the account has objects of every kind", () => {
  expect(FILLED.toSorted()).toEqual(kinds.map(({ type }) => type).toSorted());
});

interface Answer {
  file: string;
  imported: { type: string; name: string; id: string }[];
  skipped: { id: string; reason: string }[];
  failed: unknown[];
  warnings: string[];
}

async function imported(stack: Stack, ...args: string[]): Promise<Answer> {
  const { stdout, stderr, code } = await cli(["import", "--all", "--json", ...args], {
    cwd: stack.dir,
    env: stack.env,
  });
  if (code !== 0) throw new Error(`exit code ${code}\n${stdout}\n${stderr}`);
  return JSON.parse(stdout) as Answer;
}

const writes = () => here.gateway.journal().filter(({ method }) => method !== "GET");

/** A command of this checkout, in the stack's folder; throws with what it prints. */
async function tool(stack: Stack, name: string, ...args: string[]): Promise<void> {
  const program = join(CHECKOUT, "node_modules", ".bin", name);
  try {
    await promisify(execFile)(program, args, { cwd: stack.dir, maxBuffer: 1e9 });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${name}: ${stdout}${stderr}`.slice(0, 8000));
  }
}

async function unchanged(stack: Stack): Promise<void> {
  await stack.preview(["--expect-no-changes"], { limitSeconds: 600 });
  await stack.up(["--refresh", "--expect-no-changes"], { limitSeconds: 600 });
  expect(writes()).toEqual([]);
}

test(
  "everything in the account, as TypeScript that compiles, is formatted, and finds nothing to change",
  async () => {
    const { stack } = here;
    here.gateway.clearJournal();
    const answer = await imported(stack);
    const own = answer.skipped.filter(({ reason }) => reason.includes("made by the service itself"));
    expect(answer.failed).toEqual([]);
    expect(answer.warnings).toEqual([]);
    const ids = [...answer.imported.map(({ id }) => id), ...own.map(({ id }) => id)];
    expect(made.filter((name) => !ids.includes(name))).toEqual([]);
    expect(new Set(answer.imported.map(({ name }) => name)).size).toBe(answer.imported.length);

    const { file } = answer;
    await tool(stack, "prettier", "--check", "--no-config", "--no-editorconfig", file);
    await tool(stack, "biome", "format", "--indent-style=space", "--line-width=80", file);
    writeFileSync(join(stack.dir, "index.ts"), 'import "./fireworks.imported";\n');
    const compilerOptions = {
      ...{ strict: true, noEmit: true, target: "es2023", module: "node20", types: ["node"], skipLibCheck: true },
      ...{ noUnusedLocals: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true },
    };
    writeFileSync(join(stack.dir, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["index.ts"] }));
    await tool(stack, "tsc", "-p", "tsconfig.json");

    await unchanged(stack);
    const state = await stack.resources();
    const ours = state.filter(({ type }) => type.includes("fireworks:"));
    expect(ours).toHaveLength(answer.imported.length);
    expect(ours.filter(({ protect }) => !protect)).toEqual([]);
    expect(JSON.stringify(state)).not.toMatch(/planted-secret|fw_planted_key/);
    expect(readFileSync(join(stack.dir, file), "utf8")).not.toMatch(/planted-secret|fw_planted_key/);

    const again = await imported(stack, "--out", "more.ts");
    expect(again.imported).toEqual([]);
    expect(again.skipped).toHaveLength(answer.imported.length + own.length);
  },
  15 * MINUTES,
);

test(
  "everything in the account, as a declarative stack that finds nothing to change",
  async () => {
    here.gateway.clearJournal();
    await imported(yaml, "--out", "fireworks.yaml");
    const text = readFileSync(join(yaml.dir, "fireworks.yaml"), "utf8");
    expect(text.split("\n")[0]).toBe(MODELINE);
    expect(textBySchema(text)).toEqual([]);
    yaml.program('module.exports = require("pulumi-fireworks/stack").program();\n');
    await yaml.preview(["--refresh", "--expect-no-changes"], { limitSeconds: 600 });
    expect(writes()).toEqual([]);
  },
  15 * MINUTES,
);
