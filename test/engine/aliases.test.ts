import { LLAMA, SHAPE, type Site, site } from "./gateway";

let here: Site;

beforeEach(async () => {
  here = await site();
});

afterEach(() => here.dispose());

const program = (...lines: string[]) =>
  [
    'const pulumi = require("@pulumi/pulumi");',
    'const fireworks = require("pulumi-fireworks");',
    'class Team extends pulumi.ComponentResource { constructor(name, opts) { super("test:Team", name, {}, opts); } }',
    ...lines,
  ].join("\n");

const deployment = `{ baseModel: "${LLAMA}", deploymentShape: "${SHAPE}" }`;
const key = '{ user: "accounts/emulator/users/emulator" }';

/** The living objects, and when each was made. */
const living = () =>
  ["deployments", "routers", "users/apiKeys"].flatMap((collection) =>
    here.gateway.list(collection).map(({ name, keyId, createTime }) => [name ?? keyId, createTime]),
  );

async function untouched(renamed: string): Promise<void> {
  const before = living();
  expect(before).toHaveLength(3);
  here.stack.program(renamed);
  const { output } = await here.stack.preview();
  expect(output).not.toMatch(/replace|to update|delete|fireworks:\w+ .* create /);
  here.gateway.clearJournal();
  await here.stack.up();
  expect(here.gateway.journal()).toEqual([]);
  expect(living()).toEqual(before);
  await here.stack.refresh(["--expect-no-changes"]);
  here.gateway.clearJournal();
  await here.stack.up(["--expect-no-changes"]);
  expect(here.gateway.journal()).toEqual([]);
}

async function begin(): Promise<void> {
  here.stack.program(
    program(
      `const chat = new fireworks.Deployment("chat", ${deployment});`,
      'new fireworks.Router("support", { deployments: [chat.name] });',
      `new fireworks.ApiKey("key", ${key});`,
    ),
  );
  await here.stack.up();
}

test("a resource that is renamed stays what it is", async () => {
  await begin();
  await untouched(
    program(
      `const chat = new fireworks.Deployment("talk", ${deployment}, { aliases: [{ name: "chat" }] });`,
      'new fireworks.Router("help", { deployments: [chat.name] }, { aliases: [{ name: "support" }] });',
      `new fireworks.ApiKey("token", ${key}, { aliases: [{ name: "key" }] });`,
    ),
  );
});

test("a resource that moves under a component stays what it is", async () => {
  await begin();
  const moved = "{ parent: team, aliases: [{ parent: pulumi.rootStackResource }] }";
  await untouched(
    program(
      'const team = new Team("team");',
      `const chat = new fireworks.Deployment("chat", ${deployment}, ${moved});`,
      `new fireworks.Router("support", { deployments: [chat.name] }, ${moved});`,
      `new fireworks.ApiKey("key", ${key}, ${moved});`,
    ),
  );
});

test("a name that is used again after a renaming is another object", async () => {
  await begin();
  const before = here.gateway.list("deployments").map(({ name }) => name);
  here.stack.program(
    program(
      `new fireworks.Deployment("talk", ${deployment}, { aliases: [{ name: "chat" }] });`,
      `new fireworks.Deployment("chat", ${deployment});`,
    ),
  );
  const { output } = await here.stack.up([], { expectFailure: true });
  expect(output).toMatch(/deployments\/chat-\w+/);
  expect(here.gateway.list("deployments").map(({ name, state }) => [name, state])).toContainEqual([before[0], "READY"]);
});
