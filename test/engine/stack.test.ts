import { spawn } from "node:child_process";
import { run } from "./run.mts";
import { createStack, finish, type Stack } from "./stack.mts";

/** A dynamic resource in the way of this package's own: a handler that state names, and no serialised closure. */
const HANDLER = `
let calls = 0;
exports.handler = {
  check: async (olds, news) => ({ inputs: news, failures: [] }),
  diff: async (id, olds, news) => ({}),
  create: async (inputs) => ({ id: "thing-1", outs: { ...inputs, made: true } }),
  update: async (id, olds, news) => ({ outs: { ...news, made: true } }),
  read: async (id, props) => ({ id, props, inputs: { __provider: props.__provider, size: props.size } }),
  delete: async () => {},
};`;

const program = (size: number) => `
const pulumi = require("@pulumi/pulumi");
class Thing extends pulumi.CustomResource {
  constructor(name, args) {
    super("pulumi-nodejs:dynamic/test:Thing", name, { ...args, made: undefined, __provider: "exports.handler=()=>require('./handler').handler" });
  }
}
const config = new pulumi.Config();
const thing = new Thing("thing", { size: ${size} });
exports.size = thing.size;
exports.made = thing.made;
exports.plain = config.get("plain");
exports.hidden = config.getSecret("hidden");
`;

let stack: Stack;

beforeAll(async () => {
  const config = { plain: "a=b", hidden: { secure: "s3cret" } };
  stack = await createStack({ program: program(1), files: { "handler.js": HANDLER }, config });
});

afterAll(() => stack.dispose());

test("a stack lives through its commands", async () => {
  const preview = await stack.preview();
  expect(preview.output).toContain("+ 2 to create");
  await stack.up();
  expect(await stack.outputs()).toEqual({ size: 1, made: true, plain: "a=b", hidden: "s3cret" });

  const state = await stack.export();
  await stack.import(state);
  await stack.preview(["--expect-no-changes"]);
  await stack.refresh(["--expect-no-changes"]);
  await stack.up(["--expect-no-changes"]);

  stack.program(program(2));
  await expect(stack.preview(["--expect-no-changes"])).rejects.toThrow(/1 to update/);
  await stack.preview(["--expect-no-changes"], { expectFailure: true });
  await stack.up();
  const thing = (await stack.resources()).find((resource) => resource.id === "thing-1");
  expect(thing).toMatchObject({ urn: await stack.urn("thing"), inputs: { size: 2 }, outputs: { size: 2, made: true } });

  await stack.destroy();
  expect(await stack.resources()).toEqual([]);
});

test("what should fail and does not is an error, with the output", async () => {
  await expect(stack.pulumi(["version"], { expectFailure: true })).rejects.toThrow(/should have failed\nv3/);
});

test("a killed command leaves its lock behind", async () => {
  stack.program("setTimeout(() => {}, 60_000);");
  const child = stack.spawn(["up", "--yes", "--skip-preview"]);
  const end = finish(child);
  await new Promise((resolve) => child.stdout?.once("data", resolve));
  child.kill("SIGKILL");
  expect((await end).code).toBe(-1);
  const locked = await stack.up([], { expectFailure: true });
  expect(locked.output).toContain("the stack is currently locked");
  await stack.pulumi(["cancel", "--yes"]);
});

test("a command that hangs is killed, and its output told", async () => {
  // Not of pulumi, which says nothing within seconds on a busy machine.
  const child = spawn("bash", ["-c", "echo Updating; sleep 600"]);
  await expect(run(child, "pulumi up", { limitSeconds: 4 })).rejects.toThrow(
    /^pulumi up: killed after 4 s\nUpdating\n$/,
  );
  expect(child.signalCode).toBe("SIGKILL");
});

test("what honours proxies reaches nothing but loopback", async () => {
  const other = await createStack({
    program: "fetch('http://192.0.2.1/').catch((error) => { throw error.cause; });",
    env: { NODE_USE_ENV_PROXY: "1" },
  });
  try {
    expect((await other.up([], { expectFailure: true })).output).toContain("ECONNREFUSED");
  } finally {
    await other.dispose();
  }
});
