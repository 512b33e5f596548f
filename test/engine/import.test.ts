import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LLAMA, program, SHAPE, type Site, site } from "./gateway";

let here: Site;

beforeEach(async () => {
  here = await site();
});

afterEach(() => here.dispose());

const account = "accounts/emulator";

/** As somebody made it elsewhere: in the web console, say. */
async function made(path: string, body: object): Promise<string> {
  const { url, apiKey } = here.gateway;
  const answer = await fetch(`${url}/v1/${account}/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return String(((await answer.json()) as { name: string }).name);
}

const deployed = (id: string, more: object = {}) =>
  made(`deployments?deploymentId=${id}`, { baseModel: LLAMA, deploymentShape: SHAPE, maxReplicaCount: 2, ...more });

const writes = () =>
  here.gateway
    .journal()
    .filter(({ method }) => method !== "GET")
    .map(({ method, path }) => `${method} ${path}`);

const declared = (name: string, importId: string, more = "") =>
  `new fireworks.Deployment("${name}", { baseModel: "${LLAMA}", deploymentShape: "${SHAPE}", maxReplicaCount: 2, ${more} }, { import: "${importId}" });`;

async function quiet(): Promise<void> {
  await here.stack.preview(["--expect-no-changes"]);
  await here.stack.refresh(["--expect-no-changes"]);
  here.gateway.clearJournal();
  await here.stack.up(["--expect-no-changes"]);
  expect(here.gateway.journal()).toEqual([]);
}

test("every kind is taken over as it is", async () => {
  const { gateway, stack } = here;
  const deployment = await deployed("chat");
  const shape = await made("deploymentShapes?deploymentShapeId=long", {
    baseModel: LLAMA,
    acceleratorType: "NVIDIA_H100_80GB",
    acceleratorCount: 1,
  });
  await made("secrets", { name: `${account}/secrets/openai`, keyName: "OPENAI", value: "planted" });
  const router = await made("routers?routerId=support", { deployments: [deployment], evenLoad: {} });
  const user = await made("users?userId=ada", { email: "ada@example.com", role: "user" });
  const dataset = `${account}/datasets/examples`;
  gateway.put({
    name: dataset,
    state: "READY",
    format: "CHAT",
    exampleCount: "1",
    displayName: "Examples",
    userUploaded: {},
  });
  const model = `${account}/models/weights`;
  gateway.put({ name: model, state: "READY", kind: "HF_BASE_MODEL", displayName: "Weights" });
  gateway.clock.advance("1h");
  gateway.clearJournal();
  const before = [deployment, shape, router, user, dataset, model].map((name) => [name, gateway.get(name)?.createTime]);
  const rows = '{ messages: [{ role: "user", content: "x" }] }';
  stack.program(
    program(
      `const chat = ${declared("chat", deployment)}`,
      `new fireworks.DeploymentShape("long", { baseModel: "${LLAMA}", acceleratorType: "NVIDIA_H100_80GB", acceleratorCount: 1 }, { import: "long" });`,
      `new fireworks.Secret("openai", { keyName: "OPENAI", value: "planted" }, { import: "openai" });`,
      `new fireworks.Router("support", { deployments: [chat.name], evenLoad: {} }, { import: "${router}" });`,
      `new fireworks.User("ada", { email: "ada@example.com", role: "user" }, { import: "ada" });`,
      `new fireworks.Dataset("examples", { format: "CHAT", displayName: "Examples", source: { rows: [${rows}] } }, { import: "${dataset}" });`,
      `new fireworks.Model("weights", { kind: "HF_BASE_MODEL", displayName: "Weights" }, { import: "weights" });`,
    ),
  );
  await stack.up();
  // Nobody can see whether the value is what it was.
  expect(writes().filter((write) => !write.includes("/secrets/"))).toEqual([]);
  expect(before.map(([name]) => [name, gateway.get(String(name))?.createTime])).toEqual(before);
  await quiet();
  await stack.destroy();
  expect(gateway.list("deployments")).toEqual([]);
});

test("what differs in place is written, what cannot be changed is an error that lists it", async () => {
  const { gateway, stack } = here;
  const name = await deployed("chat");
  gateway.clock.advance("1h");
  const { createTime } = gateway.get(name) ?? {};

  stack.program(
    program(
      declared(
        "chat",
        "chat",
        `displayName: "Chat", placement: { region: "US_OHIO_1" }, baseModel: "accounts/fireworks/models/qwen3-8b"`,
      ),
    ),
  );
  gateway.put({ name, placement: { region: "US_IOWA_1" } });
  gateway.clearJournal();
  const { output } = await stack.up([], { expectFailure: true });
  expect(output).toContain(
    `${name} cannot be taken over: it differs in what cannot be changed in place. Nothing was changed; adapt the program.`,
  );
  expect(output).toContain(`baseModel: "${LLAMA}" there, "accounts/fireworks/models/qwen3-8b" in the program`);
  expect(output).toContain('placement: {"region":"US_IOWA_1"} there, {"region":"US_OHIO_1"} in the program');
  expect(output).not.toMatch(/^\s+at /m);
  expect(writes()).toEqual([]);
  expect((await stack.resources()).filter(({ type }) => type.includes("fireworks"))).toEqual([]);

  stack.program(program(declared("chat", "chat", 'displayName: "Chat", placement: { region: "US_IOWA_1" }')));
  await stack.up();
  expect(writes()).toEqual([`PATCH /v1/${name}`]);
  expect(gateway.get(name)).toMatchObject({ displayName: "Chat", createTime });
  await quiet();

  // Without the option it stays what it is, and with another it is not another.
  stack.program(
    program(
      declared("chat", "chat", 'displayName: "Chat", placement: { region: "US_IOWA_1" }').replace(
        /, \{ import.*\}/,
        "",
      ),
    ),
  );
  await stack.up(["--expect-no-changes"]);
  stack.program(program(declared("chat", "other", 'displayName: "Chat", placement: { region: "US_IOWA_1" }')));
  expect((await stack.preview([], { expectFailure: true })).output).toContain(
    `import: names ${account}/deployments/other, but this resource is ${name}: take the option out`,
  );
});

test("what is not there, is somebody else's, or cannot be imported", async () => {
  const { stack } = here;
  stack.program(program(declared("chat", "gone")));
  expect((await stack.up([], { expectFailure: true })).output).toContain(
    `${account}/deployments/gone does not exist, so it cannot be imported. Nothing was changed.`,
  );
  stack.program(program(declared("chat", "accounts/somebody/deployments/chat")));
  expect((await stack.preview([], { expectFailure: true })).output).toContain(
    `import: must name one of ${account}/deployments/…, not accounts/somebody/deployments/chat`,
  );
  stack.program(program(`new fireworks.ApiKey("key", { user: "${account}/users/ada" }, { import: "x" });`));
  expect((await stack.preview([], { expectFailure: true })).output).toContain(
    "import: cannot be used with a ApiKey, whose id the service makes: take the option out",
  );
});

test("one object is imported by one resource", async () => {
  const { stack } = here;
  const name = await deployed("chat");
  stack.program(program(declared("one", "chat"), declared("two", name)));
  expect((await stack.preview([], { expectFailure: true })).output).toMatch(
    /deploymentId: is the id of (one|two) too \(accounts\/emulator\/deployments\/chat\)/,
  );
  stack.program(program(declared("one", "chat")));
  await stack.up();
  stack.program(program(declared("two", "chat")));
  const { output } = await stack.up([], { expectFailure: true });
  expect(output).toContain(`${name} is one in this stack's state already: take the import option out`);
  expect(here.gateway.get(name)?.state).toMatch(/READY|CREATING/);
});

test("pulumi import --file, and refresh, which fills in the rest", async () => {
  const { gateway, stack } = here;
  const name = await deployed("chat", { displayName: "Chat", minReplicaCount: 1 });
  await made("secrets", { name: `${account}/secrets/openai`, keyName: "OPENAI", value: "planted" });
  gateway.clock.advance("1h");
  gateway.clearJournal();
  const handler = (type: string) => ({
    __provider: `exports.handler=()=>require('pulumi-fireworks/provider').${type}`,
  });
  const entry = (type: string, logical: string, id: string) => ({
    type: `pulumi-nodejs:dynamic/fireworks:${type}`,
    name: logical,
    id,
    inputs: handler(type),
    outputs: handler(type),
  });
  mkdirSync(stack.dir, { recursive: true });
  const resources = [entry("Deployment", "chat", name), entry("Secret", "openai", `${account}/secrets/openai`)];
  writeFileSync(join(stack.dir, "import.json"), JSON.stringify({ resources }));
  await stack.pulumi([
    "import",
    "--file",
    "import.json",
    "--generate-code=false",
    "--yes",
    "--skip-preview",
    "--protect=false",
  ]);
  await stack.refresh();
  const state = (await stack.resources()).find(({ id }) => id === name);
  expect(state?.inputs).toMatchObject({
    deploymentId: "chat",
    baseModel: LLAMA,
    displayName: "Chat",
    minReplicaCount: 1,
    maxReplicaCount: 2,
  });
  stack.program(
    program(
      `new fireworks.Deployment("chat", { deploymentId: "chat", baseModel: "${LLAMA}", deploymentShape: "${SHAPE}", displayName: "Chat", minReplicaCount: 1, maxReplicaCount: 2 });`,
      'new fireworks.Secret("openai", { keyName: "OPENAI", value: "planted" });',
    ),
  );
  const { output } = await stack.preview();
  expect(output).not.toMatch(/to (replace|create|delete)$/m);
  await stack.up();
  expect(writes().filter((write) => write.startsWith("DELETE") || write.startsWith("POST"))).toEqual([]);
  await quiet();
});

test("get", async () => {
  const { gateway, stack } = here;
  const name = await deployed("chat", { displayName: "Chat" });
  await made("secrets", { name: `${account}/secrets/openai`, keyName: "OPENAI", value: "planted" });
  stack.program(
    program(
      `const chat = fireworks.Deployment.get("chat", "${name}");`,
      `const openai = fireworks.Secret.get("openai", "${account}/secrets/openai");`,
      "exports.all = { base: chat.baseModel, display: chat.displayName, model: chat.inferenceModel, keyName: openai.keyName };",
    ),
  );
  gateway.clearJournal();
  await stack.up();
  expect(await stack.outputs()).toEqual({
    all: { base: LLAMA, display: "Chat", model: name, keyName: "OPENAI" },
  });
  await stack.up(["--expect-no-changes"]);
  await stack.destroy();
  expect(writes()).toEqual([]);
  stack.program(program(`fireworks.Deployment.get("chat", "${account}/deployments/gone");`));
  const { output } = await stack.preview([], { expectFailure: true });
  expect(output).toContain(`${account}/deployments/gone does not exist.`);
  expect(output).not.toMatch(/^\s+at /m);
});
