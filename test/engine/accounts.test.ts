import { type Emulator, startEmulator } from "../../emulator/src";
import { program } from "./gateway";
import { createStack, type Stack } from "./stack.mts";

const ACCOUNTS = [
  { accountId: "emulator", apiKey: "fw_first" },
  { accountId: "second", apiKey: "fw_second" },
  { accountId: "third", apiKey: "fw_both" },
  { accountId: "fourth", apiKey: "fw_both" },
];

let gateway: Emulator;
let stack: Stack;

/** The stack's own settings, nothing of them in the environment. */
async function begin(config: Record<string, string | { secure: string }> = {}): Promise<void> {
  gateway = await startEmulator({ speed: 2000, accounts: ACCOUNTS });
  stack = await createStack({
    env: { FIREWORKS_BASE_URL: gateway.url },
    config: { "fireworks:apiKey": { secure: "fw_first" }, "fireworks:accountId": "emulator", ...config },
  });
}

afterEach(async () => {
  await stack?.dispose();
  await gateway?.stop();
});

const secrets = (account: string) => gateway.list("secrets", account).map(({ name }) => name);

const OTHER = (key = "fw_second", account = "second") =>
  `const other = new fireworks.Provider("other", { apiKey: "${key}", accountId: "${account}", baseUrl: process.env.FIREWORKS_BASE_URL });`;
const mine = 'new fireworks.Secret("mine", { keyName: "MINE", value: "planted-1" });';
const theirs = 'new fireworks.Secret("theirs", { keyName: "THEIRS", value: "planted-2" }, { provider: other });';
const user =
  'const robot = new fireworks.User("robot", { serviceAccount: true, role: "contributor" }, { provider: other }); new fireworks.ApiKey("key", { user: robot.name }, { provider: other });';

test("two accounts in one program, and none of its environment afterwards", async () => {
  await begin();
  stack.program(program(OTHER(), mine, theirs, user));
  await stack.up();
  expect(secrets("emulator")).toEqual(["accounts/emulator/secrets/mine"]);
  expect(secrets("second")).toEqual(["accounts/second/secrets/theirs"]);
  expect(gateway.list("users", "second").map(({ name }) => name)).toContain("accounts/second/users/robot");
  const state = JSON.stringify(await stack.export());
  expect(state).not.toMatch(/planted|fw_first|fw_second/);

  // Another program in its place, and no environment: the keys come from state.
  stack.program("throw new Error('not run');");
  const env = { FIREWORKS_BASE_URL: gateway.url, FIREWORKS_API_KEY: undefined };
  await stack.refresh(["--expect-no-changes"], { env });
  gateway.remove("accounts/second/secrets/theirs");
  const { output } = await stack.refresh([], { env });
  expect(output).toContain("1 deleted");
  await stack.destroy([], { env });
  expect([...secrets("emulator"), ...secrets("second")]).toEqual([]);
  expect(gateway.list("users/apiKeys", "second")).toEqual([]);
});

test("another account in the configuration replaces, and says so first", async () => {
  await begin();
  stack.program(program(mine));
  await stack.up();
  await stack.config("fireworks:accountId", "second");
  await stack.config("fireworks:apiKey", "fw_second", true);
  const preview = await stack.preview();
  expect(preview.output).toContain("1 to replace");
  expect(preview.output).toContain("~name");
  gateway.clearJournal();
  const up = await stack.up([], { expectFailure: true });
  expect(secrets("second")).toEqual(["accounts/second/secrets/mine"]);
  // The new key does not open the old account: the old object is told of, not forgotten.
  expect(secrets("emulator")).toEqual(["accounts/emulator/secrets/mine"]);
  expect(up.output).toContain(
    "accounts/emulator/secrets/mine was not found, but neither is its accounts/emulator to be seen with this key",
  );
  expect(up.output).not.toMatch(/^\s+at /m);
  const old = (await stack.resources()).find((resource) => resource.delete);
  expect(old?.id).toBe("accounts/emulator/secrets/mine");
});

test("a key that sees both accounts moves everything", async () => {
  await begin({ "fireworks:apiKey": { secure: "fw_both" }, "fireworks:accountId": "third" });
  stack.program(program(mine));
  await stack.up();
  await stack.config("fireworks:accountId", "fourth");
  await stack.up();
  expect(secrets("third")).toEqual([]);
  expect(secrets("fourth")).toEqual(["accounts/fourth/secrets/mine"]);
  await stack.up(["--expect-no-changes"]);
});

test("an explicit provider that is given another account", async () => {
  await begin();
  stack.program(program(OTHER("fw_both", "third"), theirs));
  await stack.up();
  stack.program(program(OTHER("fw_both", "fourth"), theirs));
  expect((await stack.preview()).output).toContain("1 to replace");
  await stack.up();
  expect(secrets("third")).toEqual([]);
  expect(secrets("fourth")).toEqual(["accounts/fourth/secrets/theirs"]);
  await stack.up(["--expect-no-changes"]);
});

test("a key that is rotated changes nothing else", async () => {
  await begin({ "fireworks:apiKey": { secure: "fw_both" }, "fireworks:accountId": "third" });
  stack.program(program(mine));
  await stack.up();
  const { apiKey } = gateway.accounts[0] as { apiKey: string };
  await stack.config("fireworks:apiKey", apiKey, true);
  await stack.config("fireworks:accountId", "third");
  expect((await stack.preview()).output).not.toMatch(/replace|1 to (create|delete)/);
});

test("a key that sees several accounts is asked which", async () => {
  await begin({ "fireworks:apiKey": { secure: "fw_both" } });
  await stack.pulumi(["config", "rm", "fireworks:accountId"]);
  stack.program(program(mine));
  const { output } = await stack.preview([], { expectFailure: true });
  expect(output).toContain(
    "Secret resource 'mine' has a problem: The key sees several accounts (accounts/fourth, accounts/third): say which with fireworks:accountId or FIREWORKS_ACCOUNT_ID.",
  );
  expect(output).not.toMatch(/^\s+at /m);
  await stack.preview([], { env: { FIREWORKS_ACCOUNT_ID: "third" } });
});

test("the only account of a key need not be said", async () => {
  await begin();
  await stack.pulumi(["config", "rm", "fireworks:accountId"]);
  stack.program(program(mine));
  await stack.up();
  expect(secrets("emulator")).toEqual(["accounts/emulator/secrets/mine"]);
  gateway.clearJournal();
  await stack.up(["--expect-no-changes"]);
  expect(gateway.journal().map(({ method, path }) => `${method} ${path.split("?")[0]}`)).toEqual(["GET /v1/accounts"]);
});
