import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator/src";
import { openEditor } from "../stack/editor.mts";
import { CHECKOUT, type Environment, hermetic } from "./environment.mts";
import { LLAMA } from "./gateway";
import { createStack, type Stack } from "./stack.mts";
import { commandsIn, typed } from "./typed.mts";

const SPEED = 1000;
const QUIET_NPM = { npm_config_prefer_offline: "true", npm_config_audit: "false", npm_config_fund: "false" };

let gateway: Emulator;
/** The folder above the checkout, as the page has it. */
let above: string;
let env: Environment;

beforeAll(async () => {
  gateway = await startEmulator({ speed: SPEED });
  above = mkdtempSync(join(realpathSync(tmpdir()), "new-"));
  symlinkSync(CHECKOUT, join(above, "pulumi-fireworks"));
  mkdirSync(join(above, "state"));
  // Key and account come from the configuration that the page sets.
  env = {
    ...hermetic(above, join(above, "state")),
    FIREWORKS_BASE_URL: gateway.url,
    // Slower: the minute that a request may take is to be long on a busy machine.
    FIREWORKS_SPEED: "20",
  };
});

afterAll(async () => {
  await gateway?.stop();
  rmSync(above, { recursive: true, force: true, maxRetries: 5 });
});

/** What templates/README.md says, for a template and the name of the new project. */
async function follow(template: string, project: string): Promise<string> {
  const commands = commandsIn(join(CHECKOUT, "templates", "README.md")).map((command) =>
    command
      .replace("fireworks-yaml", template)
      .replace(/\binfra\b/g, project)
      .replace("my-account", gateway.accountId),
  );
  await typed(commands, {
    folder: above,
    env: (command) => (command.startsWith("npm") ? { ...process.env, ...QUIET_NPM } : env),
    answer: (command) => (command.includes("--secret") ? gateway.apiKey : undefined),
  });
  return join(above, project);
}

const opened = (dir: string): Promise<Stack> =>
  createStack({ dir, backend: join(above, "state"), existing: true, env });

/** That what the template declares is there and nothing else, that it stays so, and that it can be ended. */
async function holds(dir: string): Promise<void> {
  const stack = await opened(dir);
  try {
    const [chat, ...others] = gateway.list("deployments");
    expect(chat).toMatchObject({ baseModel: LLAMA, minReplicaCount: 0, maxReplicaCount: 1 });
    expect(others).toEqual([]);
    expect(await stack.outputs()).toEqual({ model: chat?.name });
    await stack.up(["--expect-no-changes"]);
    expect(JSON.stringify(await stack.export())).not.toContain(gateway.apiKey);
    await stack.destroy();
    expect(gateway.list("deployments")).toEqual([]);
  } finally {
    await stack.dispose();
  }
}

test("pulumi new from the template for data, followed as its page says", async () => {
  const dir = await follow("fireworks-yaml", "infra");
  const file = (name: string) => readFileSync(join(dir, name), "utf8");
  expect(file("Pulumi.yaml")).toMatch(/^name: infra\n/);
  expect(file("Pulumi.yaml")).not.toContain("template:\n");
  expect(file("README.md")).toMatch(/^# infra\n/);
  expect(file(".gitignore")).toContain("node_modules/");
  expect(file("Pulumi.dev.yaml")).not.toContain(gateway.apiKey);
  const editor = await openEditor(dir);
  try {
    expect(await editor.check(file("fireworks.yaml"))).toEqual([]);
    const wrong = await editor.check(file("fireworks.yaml").replace("maxReplicaCount", "maxReplicas"));
    expect(wrong.map(({ message }) => message)).toEqual(["Property maxReplicas is not allowed."]);
  } finally {
    await editor.close();
  }
  await holds(dir);
});

test("pulumi new from the template for TypeScript", async () => {
  await holds(await follow("fireworks-typescript", "shop"));
});
