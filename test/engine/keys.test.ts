import { program, type Site, site } from "./gateway";

let here: Site;
beforeEach(async () => {
  here = await site();
});
afterEach(() => here.dispose());

const OWNER = "accounts/emulator/users/emulator";
const key = (displayName: string) =>
  program(
    `const key = new fireworks.ApiKey("pipeline", { user: "${OWNER}", displayName: "${displayName}" });`,
    "exports.key = key.key;",
  );
const keys = () => here.gateway.list("users/apiKeys").map((entry) => entry.displayName);

test("a key is shown once, survives refreshes, and is replaced with overlap", async () => {
  const { gateway, stack } = here;
  stack.program(key("first"));
  await stack.up();
  const { key: first } = await stack.outputs();
  await stack.refresh();
  expect((await stack.outputs()).key).toBe(first);
  gateway.clearJournal();
  stack.program(key("second"));
  await stack.up();
  const changes = gateway.journal().filter((entry) => entry.method !== "GET");
  expect(changes.map((entry) => entry.path.split("/").at(-1))).toEqual(["apiKeys", "apiKeys:delete"]);
  expect((await stack.outputs()).key).not.toBe(first);
  expect(keys()).toEqual(["second"]);
});

test("taint makes another key and revokes the old one", async () => {
  const { gateway, stack } = here;
  stack.program(key("tainted"));
  await stack.up();
  const { key: first } = await stack.outputs();
  await stack.pulumi(["state", "taint", "--yes", await stack.urn("pipeline")]);
  await stack.up();
  expect((await stack.outputs()).key).not.toBe(first);
  expect(gateway.list("users/apiKeys")).toHaveLength(1);
});
