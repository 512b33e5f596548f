import { program, type Site, site } from "./gateway";

let here: Site;

beforeEach(async () => {
  here = await site();
});

afterEach(() => here.dispose());

const user = (id: string) => here.gateway.get(`accounts/emulator/users/${id}`);

test("what would replace a user is refused in preview, which says why", async () => {
  const { gateway, stack } = here;
  stack.program(program('new fireworks.User("ada", { email: "ada@example.com", role: "user" });'));
  await stack.up();
  gateway.clearJournal();
  const why =
    "cannot be changed: it would replace the user, and the API deletes none. Declare a second User, and take this one out of the program";
  for (const [property, args] of [
    ["email", '{ email: "eva@example.com", role: "user" }'],
    ["serviceAccount", '{ serviceAccount: true, role: "user" }'],
    ["userId", '{ userId: "eva", email: "ada@example.com", role: "user" }'],
  ]) {
    stack.program(program(`new fireworks.User("ada", ${args});`));
    const { output } = await stack.preview([], { expectFailure: true });
    expect(output).toContain(`User resource 'ada' has a problem: ${property}: ${why}`);
    expect(output).not.toMatch(/^\s+at /m);
  }
  expect(gateway.journal()).toEqual([]);

  // What it is called already is no change.
  stack.program(program('new fireworks.User("ada", { userId: "ada", email: "ada@example.com", role: "user" });'));
  expect((await stack.preview()).output).not.toMatch(/replace|errored/);

  stack.program(program('new fireworks.User("ada", { email: "ada@example.com", role: "contributor" });'));
  await stack.up();
  expect(user("ada")?.role).toBe("contributor");
  await stack.up(["--expect-no-changes"]);
});

test("destroy leaves users, says so, and lowers roles where it is told to", async () => {
  const { gateway, stack } = here;
  stack.program(
    program(
      'new fireworks.User("ada", { email: "ada@example.com", role: "admin" });',
      'new fireworks.User("bob", { email: "bob@example.com", role: "admin", deletionPolicy: "lowerRole" });',
      'new fireworks.User("eve", { email: "eve@example.com", role: "inference-user", deletionPolicy: "lowerRole" });',
    ),
  );
  await stack.up();
  gateway.clearJournal();
  const { output } = await stack.destroy();
  const stays = (id: string, how: string) =>
    `warning: accounts/emulator/users/${id} stays in the account ${how}: the API deletes no user. To delete it: firectl user delete.`;
  expect(output).toContain(stays("ada", "as it is"));
  expect(output).toContain(stays("bob", "with the role inference-user"));
  expect(output).toContain(stays("eve", "as it is"));
  expect([user("ada")?.role, user("bob")?.role]).toEqual(["admin", "inference-user"]);
  const writes = gateway.journal().filter(({ method }) => method !== "GET");
  expect(writes.map(({ method, path }) => `${method} ${path}`)).toEqual(["PATCH /v1/accounts/emulator/users/bob"]);

  // Whoever left comes back under the same id: by the option that says so.
  stack.program(program('new fireworks.User("bob", { email: "bob@example.com", role: "user" });'));
  gateway.clock.advance("2h");
  expect((await stack.up([], { expectFailure: true })).output).toContain(
    'accounts/emulator/users/bob exists already. To take it over add the resource option `import: "accounts/emulator/users/bob"`',
  );
  stack.program(program('new fireworks.User("bob", { email: "bob@example.com", role: "user" }, { import: "bob" });'));
  await stack.up();
  expect(user("bob")?.role).toBe("user");
});

test("a service account and its key", async () => {
  const { gateway, stack } = here;
  const declared = (name: string) =>
    program(
      'const robot = new fireworks.User("robot", { serviceAccount: true, role: "contributor", deletionPolicy: "lowerRole" });',
      `const key = new fireworks.ApiKey("key", { user: robot.name, displayName: "${name}" });`,
      "exports.key = key.key; exports.user = robot.name;",
    );
  stack.program(declared("first"));
  await stack.up();
  const { key, user: name } = await stack.outputs();
  expect(name).toBe("accounts/emulator/users/robot");
  expect(user("robot")).toMatchObject({ serviceAccount: true, role: "contributor" });
  const works = async (value: unknown) =>
    (await fetch(`${gateway.url}/v1/accounts/emulator`, { headers: { authorization: `Bearer ${value}` } })).status;
  expect(await works(key)).toBe(200);
  expect(JSON.stringify(await stack.export())).not.toContain(String(key));
  await stack.up(["--expect-no-changes"]);

  // Rotation: another key, then the old one goes.
  stack.program(declared("second"));
  const { output } = await stack.up();
  const { key: next } = await stack.outputs();
  expect(next).not.toBe(key);
  expect([await works(next), await works(key)]).toEqual([200, 401]);
  expect(output).not.toContain(String(next));
  await stack.destroy();
  expect(await works(next)).toBe(401);
});
