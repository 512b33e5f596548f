import { type Emulator, startEmulator } from "../../emulator/src";
import { createStack, type Stack, type StackOptions } from "../engine/stack.mts";
import { examples, folderOf } from "./folders";

const ACCOUNTS = [
  { accountId: "staging", apiKey: "fw_staging" },
  { accountId: "production", apiKey: "fw_production" },
];

/** What an example has to be told; its configuration has no defaults for it. */
const CONFIG: Record<string, StackOptions["config"]> = {
  "two-accounts": {
    stagingAccount: "staging",
    stagingKey: { secure: "fw_staging" },
    productionAccount: "production",
    productionKey: { secure: "fw_production" },
    openaiKey: { secure: "sk-of-the-test" },
  },
};

const COLLECTIONS = ["deployments", "deployedModels", "deploymentShapes", "models", "datasets", "routers", "secrets"];

const held = (gateway: Emulator) =>
  [...COLLECTIONS, "users/apiKeys"].flatMap((collection) =>
    gateway.accounts.flatMap(({ accountId }) => gateway.list(collection, accountId)),
  );

let gateway: Emulator;
let stack: Stack | undefined;

beforeEach(async () => {
  gateway = await startEmulator({ speed: 200, accounts: ACCOUNTS });
});
afterEach(async () => {
  await stack?.dispose();
  stack = undefined;
  await gateway.stop();
});

const open = (copyOf: string, config: StackOptions["config"] = {}) =>
  createStack({
    copyOf,
    config,
    env: {
      FIREWORKS_BASE_URL: gateway.url,
      FIREWORKS_API_KEY: gateway.apiKey,
      FIREWORKS_ACCOUNT_ID: gateway.accountId,
    },
  });

async function upTwiceAndDown(opened: Stack): Promise<void> {
  await opened.up();
  expect(held(gateway).length).toBeGreaterThan(0);
  gateway.clearJournal();
  await opened.up(["--expect-no-changes"]);
  expect(gateway.journal().filter(({ method }) => method !== "GET")).toEqual([]);
  await opened.destroy();
  expect(held(gateway)).toEqual([]);
}

test.each(examples)("%s: up, up without changes, destroy", async (example) => {
  stack = await open(folderOf(example), CONFIG[example]);
  await upTwiceAndDown(stack);
});
