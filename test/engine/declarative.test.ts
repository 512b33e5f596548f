import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator/src";
import { backendFolder } from "../../tools/local/pulumi.mts";
import { openStack } from "../../tools/local/stack.mts";
import { CHECKOUT, hermetic } from "./environment.mts";
import { LLAMA, pointingAt, SHAPE, type Site, site } from "./gateway";
import { writeInto } from "./project.mts";
import { run, start } from "./run.mts";
import { createStack, type Stack } from "./stack.mts";

const COLLECTIONS = [
  "datasets",
  "models",
  "deploymentShapes",
  "deployments",
  "deployedModels",
  "routers",
  "secrets",
  "users",
  "users/apiKeys",
];

/** What differs from run to run: random parts of names, times, and the mark, which is made of the project's name. */
const OWN = [
  "internal",
  "key",
  "keyId",
  "prefix",
  "createTime",
  "updateTime",
  "pulumi-fireworks",
  "pulumi-fireworks-attempt",
];

/** Every object, field by field. */
function objects(gateway: Emulator): unknown[] {
  const all = COLLECTIONS.flatMap((collection) => gateway.list(collection));
  const text = JSON.stringify(all, (key, value) => (OWN.includes(key) ? key : value));
  const named = text
    .replace(/-[0-9a-f]{8}\b/g, "-HASH")
    .replace(/(deployedModels\/[^"]+)-[0-9a-z]{8}(?=")/g, "$1-RANDOM")
    .replace(/(versions|apiKeys)\/\w+/g, "$1/HASH");
  return JSON.parse(named) as unknown[];
}

/** `npm run up`'s own way to run at the checkout's root: the stack's file lies elsewhere. */
async function root(folder: string, gateway: Emulator) {
  mkdirSync(backendFolder(folder), { recursive: true });
  const env = { ...hermetic(folder, backendFolder(folder)), ...pointingAt(gateway) };
  const stack = await openStack(folder, env as NodeJS.ProcessEnv);
  const quiet = ["--non-interactive", "--color", "never", ...stack.options];
  return (...args: string[]) => run(start([...args, ...quiet], CHECKOUT, stack.env), args.join(" "), {});
}

test("the quickstart as data, at the checkout's root, makes what the TypeScript program makes", async () => {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "pulumi-fireworks-root-"));
  const [theirs, ours] = [await startEmulator({ speed: 2000 }), await startEmulator({ speed: 2000 })];
  let program: Stack | undefined;
  try {
    const at = await root(folder, ours);
    program = await createStack({ copyOf: join(CHECKOUT, "examples", "quickstart"), env: pointingAt(theirs) });
    const [{ output }] = await Promise.all([at("up", "--yes", "--skip-preview"), program.up()]);
    expect(output).toContain("+ 10 created");
    expect(objects(ours)).toEqual(objects(theirs));
    expect(objects(ours)).toHaveLength(11);

    ours.clearJournal();
    await at("preview", "--expect-no-changes");
    await at("up", "--yes", "--skip-preview", "--expect-no-changes");
    expect(ours.journal()).toEqual([]);
    await at("refresh", "--yes", "--skip-preview", "--expect-no-changes");

    await dataInPlaceOf(program);
    await Promise.all([at("destroy", "--yes", "--skip-preview"), program.destroy()]);
    for (const gateway of [ours, theirs]) expect(objects(gateway).length).toBe(2);
  } finally {
    await program?.dispose();
    await Promise.all([theirs.stop(), ours.stop()]);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});

/** The same names make the same URNs: state that a program wrote goes on under data. */
async function dataInPlaceOf(stack: Stack): Promise<void> {
  writeInto(stack.dir, "fireworks.yaml", readFileSync(join(CHECKOUT, "fireworks.yaml"), "utf8"));
  const paths = {
    "support-examples": { properties: { source: { file: "./support.jsonl" } } },
    tone: { properties: { source: { directory: "./adapter" } } },
  };
  writeInto(stack.dir, `fireworks.${stack.name}.yaml`, JSON.stringify({ resources: paths }));
  writeInto(stack.dir, "package.json", JSON.stringify({ private: true, main: "index.js" }));
  stack.program(PROGRAM);
  await stack.preview(["--expect-no-changes"]);
}

const PROGRAM = 'module.exports = require("pulumi-fireworks/stack").program();';

const account = "accounts/emulator";
const deployments = `${account}/deployments`;
const deployed = { state: "READY", baseModel: LLAMA, deploymentShape: `${SHAPE}/versions/1`, maxReplicaCount: 2 };

const DATA = `
config:
  replicas: { type: integer, default: 2 }
  openaiKey: { type: string, secret: true }
variables:
  base: ${LLAMA}
  looked: { fn::invoke: { function: fireworks:getModel, arguments: { name: "\${base}" } } }
resources:
  support:
    type: Router
    properties:
      deployments: ["\${chat.name}", "\${taken.name}"]
      displayName: Support of \${pulumi.stack}
      evenLoad: {}
    options: { protect: true, dependsOn: ["\${openai}"] }
  chat: &chat
    type: fireworks:Deployment
    properties: &deployed
      baseModel: \${base}
      deploymentShape: ${SHAPE}
      maxReplicaCount: \${replicas}
      description: of $\${HOME}
    options: { ignoreChanges: [displayName], customTimeouts: { create: 40m } }
  taken:
    <<: *chat
    properties: { <<: *deployed, description: null }
    options: { import: by-hand, retainOnDelete: true }
  second:
    type: Provider
    properties: { apiKey: "\${config.secondKey}", accountId: second, baseUrl: "\${config.fireworks:baseUrl}" }
  theirs:
    type: Secret
    properties: { keyName: THEIRS, value: { fn::secret: planted-2 } }
    options: { provider: "\${second}", parent: "\${support}", aliases: [{ name: before, noParent: true }] }
  openai: { type: Secret, properties: { keyName: OPENAI_API_KEY, value: "\${openaiKey}" } }
  rows:
    type: Dataset
    properties: { format: COMPLETION, source: { fn::stringAsset: '{"prompt": "x", "completion": "y"}' } }
    options: { deletedWith: "\${openai}" }
  elsewhere: { type: Deployment, get: { id: ${deployments}/elsewhere } }
outputs:
  model: \${support.inferenceModel}
  kind: \${looked.kind}
  account: { fn::invoke: { function: getAccount, options: { provider: "\${second}" }, return: name } }
  elsewhere: \${elsewhere.displayName}
  text: "\${openai.name} and \${support.deployments[1]}"
  hidden: { fn::secret: planted-3 }
`;

const ACCOUNTS = [
  { accountId: "emulator", apiKey: "fw_planted-1" },
  { accountId: "second", apiKey: "fw_planted-2" },
];

async function declaredSite(): Promise<Site> {
  const here = await site({ program: PROGRAM, files: { "fireworks.yaml": DATA } }, { accounts: ACCOUNTS });
  const { stack, gateway } = here;
  for (const id of ["by-hand", "elsewhere"])
    gateway.put({ ...deployed, name: `${deployments}/${id}`, displayName: `${id}, once` });
  await stack.pulumi(["config", "set-all", "--secret", "openaiKey=planted-4", "--secret", "secondKey=fw_planted-2"]);
  await stack.config("fireworks:baseUrl", gateway.url);
  // As somebody writes it into the stack's file.
  const file = join(stack.dir, `Pulumi.${stack.name}.yaml`);
  const settings = readFileSync(file, "utf8");
  const embedded = `  fireworks:resources:
    embedded:
      type: Secret
      properties: { keyName: EMBEDDED, value: "\${config.openaiKey}" }
`;
  writeFileSync(file, settings.replace(/^config:\n/m, `config:\n${embedded}`));
  return here;
}

const overlay = (stack: Stack, data: object) =>
  writeInto(stack.dir, `fireworks.${stack.name}.yaml`, JSON.stringify(data));

const routed = (gateway: Emulator) =>
  gateway.list("routers")[0] as { name: string; displayName: string; deployments: string[] };

test("what always holds, of data", async () => {
  const { stack, gateway, dispose } = await declaredSite();
  try {
    expect((await stack.preview()).output).toMatch(/\+ 9 to create/);
    const writes = gateway.journal().filter(({ method, query }) => method !== "GET" && query.validateOnly !== "true");
    expect(writes).toEqual([]);
    const { output } = await stack.up();
    expect(output).not.toMatch(/planted/);
    expect(await stack.outputs()).toEqual({
      model: routed(gateway).name,
      kind: "HF_BASE_MODEL",
      account: "accounts/second",
      elsewhere: "elsewhere, once",
      text: `${account}/secrets/openai-api-key and ${deployments}/by-hand`,
      hidden: "planted-3",
    });
    await expectedObjects(stack, gateway);
    await drifts(stack, gateway);
    await isReplaced(stack, gateway);
    await isProtected(stack);
    await isToldByTheRun(stack);
    await stack.pulumi(["state", "unprotect", "--all", "--yes"]);
    await stack.destroy();
    expect(gateway.list("deployments").map(({ name }) => name)).toEqual([
      `${deployments}/by-hand`,
      `${deployments}/elsewhere`,
    ]);
    expect(["routers", "secrets"].flatMap((one) => gateway.list(one))).toEqual([]);
    // Nobody deletes what goes with another.
    expect(gateway.list("datasets")).toHaveLength(1);
  } finally {
    await dispose();
  }
});

async function expectedObjects(stack: Stack, gateway: Emulator): Promise<void> {
  const secrets = gateway
    .list("secrets", "emulator")
    .map(({ name }) => String(name))
    .sort();
  expect(secrets).toEqual([`${account}/secrets/embedded`, `${account}/secrets/openai-api-key`]);
  expect(gateway.list("secrets", "second").map(({ name }) => name)).toEqual(["accounts/second/secrets/theirs"]);
  const chat = gateway.get(routed(gateway).deployments.find((name) => !name.endsWith("by-hand")) as string);
  expect(chat).toMatchObject({ baseModel: LLAMA, maxReplicaCount: 2, description: `of \${HOME}` });
  const state = await stack.resources();
  expect(JSON.stringify(state)).not.toMatch(/planted/);
  expect(state.find(({ urn }) => urn.endsWith("::theirs"))?.parent).toMatch(/::support$/);
  gateway.clearJournal();
  await stack.up(["--expect-no-changes"]);
  expect(gateway.journal().filter(({ method }) => method !== "GET")).toEqual([]);
}

async function drifts(stack: Stack, gateway: Emulator): Promise<void> {
  gateway.put({ ...routed(gateway), displayName: "by hand" });
  const { output } = await stack.up(["--refresh", "--diff"]);
  expect(output).toMatch(/displayName: "by hand"\s+=> "Support of dev"/);
  expect(routed(gateway).displayName).toBe("Support of dev");
}

async function isReplaced(stack: Stack, gateway: Emulator): Promise<void> {
  const before = routed(gateway).deployments;
  const properties = {
    baseModel: "accounts/fireworks/models/qwen3-8b",
    deploymentShape: null,
    acceptShapelessRisk: true,
    acceleratorType: "NVIDIA_H100_80GB",
    precision: "BF16",
  };
  overlay(stack, { resources: { chat: { properties } } });
  expect((await stack.up()).output).toMatch(/\+-1 replaced/);
  const after = routed(gateway).deployments;
  expect(after.filter((name) => !before.includes(name))).toHaveLength(1);
  expect(gateway.get(after.find((name) => !before.includes(name)) as string)).toMatchObject({
    baseModel: properties.baseModel,
  });
}

async function isProtected(stack: Stack): Promise<void> {
  const gone = { support: null, theirs: null };
  overlay(stack, { resources: gone });
  const refused = (await stack.preview([], { expectFailure: true })).output;
  const taken = 'refers to "support", which fireworks.dev.yaml:1:15 takes out';
  const lines = [
    "    error: the declared resources have 2 problems; nothing was registered:",
    `      fireworks.yaml:42:10: outputs.model: \${support.inferenceModel}: ${taken}`,
    `      fireworks.yaml:46:9: outputs.text: \${support.deployments[1]}: ${taken}`,
  ];
  expect(refused).toContain(`${lines.join("\n")}\n`);
  expect(refused).not.toMatch(/\n\s+at |node_modules|RunError/);
  overlay(stack, { resources: gone, outputs: { model: null, text: null } });
  const { output } = await stack.preview([], { expectFailure: true });
  expect(output).toMatch(/cannot be deleted\s+because it is protected/);
}

/** What no file says: still with its place, and without a stack. */
async function isToldByTheRun(stack: Stack): Promise<void> {
  const late = { "fn::select": [5, { "fn::split": [",", `\${openai.name}`] }] };
  overlay(stack, { outputs: { late } });
  const { output } = await stack.preview([], { expectFailure: true });
  expect(output).toContain("    error: fireworks.dev.yaml:1:21: fn::select: there is no item 5: the list has 1\n");
  expect(output).not.toMatch(/\n\s+at /);
}
