import { type Emulator, startEmulator } from "../../emulator/src";
import { LLAMA, program, SHAPE } from "./gateway";
import { createStack, type Stack } from "./stack.mts";

let gateway: Emulator;
let stack: Stack;

beforeAll(async () => {
  gateway = await startEmulator({
    speed: 2000,
    accounts: [
      { accountId: "emulator", apiKey: "fw_first" },
      { accountId: "second", apiKey: "fw_second" },
      { accountId: "third", apiKey: "fw_second" },
    ],
  });
  stack = await createStack({
    env: { FIREWORKS_BASE_URL: gateway.url },
    config: { "fireworks:apiKey": { secure: "fw_first" } },
  });
});

afterAll(async () => {
  await stack?.dispose();
  await gateway?.stop();
});

test("what a program refers to is looked up, in previews too", async () => {
  stack.program(
    program(
      `const shape = fireworks.getDeploymentShape({ baseModel: "${LLAMA}", presetType: "FAST" });`,
      `const chat = new fireworks.Deployment("chat", { baseModel: "${LLAMA}", deploymentShape: shape.version, maxReplicaCount: 1 });`,
      `exports.model = fireworks.getModel({ name: "${LLAMA}" }).name;`,
      "exports.shape = shape.name; exports.version = shape.version;",
      "exports.account = fireworks.getAccount().name;",
      "exports.quotas = fireworks.getQuotas().apply((all) => all.map(({ name }) => name));",
      'const other = new fireworks.Provider("other", { apiKey: "fw_second", accountId: "second" });',
      "exports.other = fireworks.getAccount({ provider: other }).name;",
      `exports.later = fireworks.getModel({ name: chat.name.apply(() => "${LLAMA}") }).name;`,
    ),
  );
  const preview = await stack.preview();
  expect(preview.output).toContain(`accounts/fireworks/deploymentShapes/`);
  await stack.up();
  const outputs = await stack.outputs();
  expect(outputs).toMatchObject({
    model: LLAMA,
    shape: SHAPE,
    account: "accounts/emulator",
    other: "accounts/second",
    later: LLAMA,
  });
  expect(outputs.version).toMatch(new RegExp(`^${SHAPE}/versions/`));
  expect(outputs.quotas).toContainEqual(expect.stringMatching(/^accounts\/emulator\/quotas\//));
  // The key that looked is a secret; what it saw is not.
  const shown = JSON.parse((await stack.pulumi(["stack", "output", "--json"])).stdout) as object;
  expect(shown).toEqual(outputs);
  await stack.up(["--expect-no-changes"]);
});

test.each([
  [
    'fireworks.getModel({ name: "accounts/fireworks/models/gone" })',
    /GET accounts\/fireworks\/models\/gone: 404 NOT_FOUND/,
  ],
  [
    'fireworks.getDeploymentShape({ baseModel: "accounts/fireworks/models/gone" })',
    /No validated deployment shape for \{"baseModel":"accounts\/fireworks\/models\/gone"\}\. There is none for this model: check its full name/,
  ],
  [
    `fireworks.getDeploymentShape({ baseModel: "${LLAMA}", acceleratorType: "ABACUS" })`,
    /No validated deployment shape for .*There are: accounts\/fireworks\/deploymentShapes\//,
  ],
  [
    'fireworks.getQuotas({ provider: new fireworks.Provider("both", { apiKey: "fw_second" }) })',
    /The key sees several accounts/,
  ],
  [
    'fireworks.getAccount({ provider: new fireworks.Provider("wrong", { apiKey: "fw_wrong" }) })',
    /GET accounts: 401 UNAUTHORIZED: .*\n\s*Check the key: `pulumi config set --secret fireworks:apiKey/,
  ],
])("%s is one clear error", async (line, expected) => {
  stack.program(program(`${line};`));
  const { output } = await stack.preview([], { expectFailure: true });
  expect(output).toMatch(expected);
  expect(output).not.toMatch(/^\s+at |node:internal|fw_|unhandled/m);
});
