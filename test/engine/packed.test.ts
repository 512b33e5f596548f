import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator/src";
import { version } from "../../package.json";
import { CHECKOUT } from "./environment.mts";
import { pointingAt } from "./gateway";
import { writeInto } from "./project.mts";
import { createStack } from "./stack.mts";

/** What a user's repository holds after `npm install pulumi-fireworks`: nothing of this checkout. */
let repo: string;
let gateway: Emulator;

beforeAll(async () => {
  gateway = await startEmulator({ speed: 2000 });
  repo = realpathSync(mkdtempSync(join(tmpdir(), "infra-repo-")));
  const npm = (args: string[], cwd: string) =>
    execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  npm(["pack", "--ignore-scripts", "--pack-destination", repo], CHECKOUT);
  const [tarball = ""] = readdirSync(repo).filter((file) => file.endsWith(".tgz"));
  writeInto(repo, "package.json", JSON.stringify({ name: "infra", private: true }));
  npm(
    [
      "install",
      "--prefer-offline",
      "--no-audit",
      "--no-fund",
      "--ignore-scripts",
      `./${tarball}`,
      "@pulumi/pulumi@3.270.0",
      "typescript@6.0.3",
      "@types/node@22",
    ],
    repo,
  );
});

afterAll(async () => {
  await gateway?.stop();
  if (repo) rmSync(repo, { recursive: true, force: true, maxRetries: 5 });
});

const BODY = `
const router = new fireworks.Router("support", { deployments: ["accounts/emulator/deployments/one"], evenLoad: {} });
const secret = new fireworks.Secret("openai", { keyName: KEY, value: "planted" });
`;

const PROGRAMS: Record<string, Record<string, string>> = {
  JavaScript: {
    "index.js": `const fireworks = require("pulumi-fireworks");\nconst KEY = "JAVASCRIPT";${BODY}exports.model = router.inferenceModel;\n`,
    "package.json": JSON.stringify({ name: "js", private: true }),
  },
  "ES module": {
    "index.mjs": `import * as fireworks from "pulumi-fireworks";\nimport { Router } from "pulumi-fireworks";\nif (Router !== fireworks.Router) throw new Error("two Routers");\nconst KEY = "MODULE";${BODY}export const model = router.inferenceModel;\n`,
    "package.json": JSON.stringify({ name: "esm", private: true, type: "module", main: "index.mjs" }),
  },
  TypeScript: {
    "index.ts": `import * as fireworks from "pulumi-fireworks";\nconst KEY: string = "TYPESCRIPT";${BODY}export const model = router.inferenceModel;\n`,
    "package.json": JSON.stringify({ name: "ts", private: true }),
    "tsconfig.json": JSON.stringify({
      compilerOptions: { strict: true, target: "es2022", module: "node16", moduleResolution: "node16", outDir: "bin" },
      files: ["index.ts"],
    }),
  },
  data: {
    "index.js": 'module.exports = require("pulumi-fireworks/stack").program();\n',
    "fireworks.yaml": `resources:
  support: { type: Router, properties: { deployments: [accounts/emulator/deployments/one], evenLoad: {} } }
  openai: { type: Secret, properties: { keyName: DATA, value: planted } }
outputs: { model: "\${support.inferenceModel}" }
`,
    "package.json": JSON.stringify({ name: "data", private: true }),
  },
};

/** Where the editor shows `new fireworks.Secret`; data is declared by its one line of program. */
const SECRET_AT: Record<string, string> = {
  JavaScript: "project:///index.js#4,16",
  "ES module": "project:///index.mjs#6,16",
  TypeScript: "project:///index.ts#4,16",
  data: "project:///index.js#1,52",
};

test.each(Object.keys(PROGRAMS))("the packed package runs a %s program in an empty infra repo", async (language) => {
  const dir = join(repo, language.replace(" ", "-"));
  mkdirSync(dir);
  writeInto(dir, "Pulumi.yaml", `name: packed-${language.slice(0, 2).toLowerCase()}\nruntime: nodejs\n`);
  for (const [path, text] of Object.entries(PROGRAMS[language] ?? {})) writeInto(dir, path, text);
  gateway.put({
    name: "accounts/emulator/deployments/one",
    state: "READY",
    baseModel: "accounts/fireworks/models/llama-v3p1-8b-instruct",
  });
  const stack = await createStack({ dir, env: pointingAt(gateway) });
  try {
    await stack.up();
    expect((await stack.outputs()).model).toMatch(/^accounts\/emulator\/routers\/support-/);
    const secret = (await stack.resources()).find(({ type }) => type.endsWith("fireworks:Secret"));
    expect(secret?.sourcePosition).toBe(SECRET_AT[language]);
    await stack.up(["--expect-no-changes"]);
    await stack.refresh(["--expect-no-changes"]);
    await stack.destroy();
    expect([...gateway.list("routers"), ...gateway.list("secrets")]).toEqual([]);
  } finally {
    await stack.dispose();
  }
});

test("the packed command runs in the infra repo", () => {
  const command = (...args: string[]) =>
    execFileSync(join(repo, "node_modules/.bin/pulumi-fireworks"), args, { cwd: repo, encoding: "utf8" });
  expect(command("--version")).toBe(`${version}\n`);
  expect(command("cost", "--help")).toContain("Usage: pulumi-fireworks cost");
});

test("the types of the packed package hold under strict settings, and show their documentation", () => {
  writeInto(
    repo,
    "types/wrong.ts",
    'import { Deployment } from "pulumi-fireworks";\nnew Deployment("x", { baseModel: 7 });\n',
  );
  const tsc = () =>
    execFileSync(
      join(repo, "node_modules/.bin/tsc"),
      ["--noEmit", "--strict", "--module", "node16", "--skipLibCheck", "false", "--types", "node", "types/wrong.ts"],
      { cwd: repo, encoding: "utf8", stdio: "pipe" },
    );
  expect(tsc).toThrow();
  writeInto(
    repo,
    "types/wrong.ts",
    'import { Deployment } from "pulumi-fireworks";\nnew Deployment("x", { baseModel: "accounts/a/models/m", acceleratorType: "NEW_GPU_2030" });\nimport { declare } from "pulumi-fireworks/stack";\nexport const { outputs } = declare({ file: "x.yaml" });\nimport { Secret } from "pulumi-fireworks/provider";\nexport const removed: Promise<void> = Secret.delete("accounts/a/secrets/s", {});\n',
  );
  expect(tsc()).toBe("");
});
