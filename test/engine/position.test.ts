import { pathToFileURL } from "node:url";
import { Resource } from "@pulumi/pulumi";
import { nameProgramLines, programLines } from "../../src/engine/position";

const stack = (...frames: string[]) => ["Error", ...frames.map((frame) => `    at ${frame}`)].join("\n");
const lines = (...frames: string[]) => programLines(stack(...frames), "/repo/node_modules/pulumi-fireworks/dist/");

test("a frame is read in all the forms that it has", () => {
  const uri = pathToFileURL("/repo/a b (c)/index.ts").toString();
  for (const frame of [
    "/repo/a b (c)/index.ts:3:14",
    "Object.<anonymous> (/repo/a b (c)/index.ts:3:14)",
    "new Serving (/repo/a b (c)/index.ts:3:14)",
    "async /repo/a b (c)/index.ts:3:14",
    "async declare (file:///repo/a%20b%20(c)/index.ts:3:14)",
    "file:///repo/a%20b%20(c)/index.ts:3:14",
  ])
    expect([frame, lines(frame)]).toEqual([frame, [{ uri, line: 3, column: 14 }]]);
});

test("what is not the program's line is left out", () => {
  expect(
    lines(
      "Function.get (/repo/node_modules/pulumi-fireworks/dist/generated/secret.js:43:16)",
      "new CustomResource (/repo/node_modules/@pulumi/pulumi/resource.js:541:9)",
      "Module._compile (node:internal/modules/cjs/loader:1554:14)",
      "eval (eval at declare (/repo/index.js:1:1), <anonymous>:1:1)",
      "Module.m._compile (/repo/node_modules/ts-node/dist/index.js:1:1)",
      "Promise.all (index 0)",
      "async Promise.all (index 0)",
      "new Promise (<anonymous>)",
      "native",
    ),
  ).toEqual([]);
});

test("a component's constructor and who calls it are kept, and not the depths of a program", () => {
  const found = lines(...[1, 2, 3, 4, 5].map((line) => `declare (/repo/index.js:${line}:1)`));
  expect(found.map(({ line }) => line)).toEqual([1, 2]);
  expect(lines("new Site (/repo/node_modules/our-components/site.js:1:1)")).toHaveLength(1);
});

describe("while a resource is constructed", () => {
  class Made {}
  const sdk = Resource as unknown as { stackTrace?: ((skip: number) => unknown[]) | undefined };
  const before = { trace: sdk.stackTrace, prepare: Error.prepareStackTrace };
  const mapped = () => "mapped by somebody else";
  beforeEach(() => {
    Error.prepareStackTrace = mapped;
  });
  afterEach(() => {
    Error.prepareStackTrace = before.prepare;
    sdk.stackTrace = before.trace;
  });

  test("an error that is read later has the stack that it would have had", () => {
    const putBack = nameProgramLines(Made);
    const thrown = new Error("from a transformation");
    expect(new Error("read at once").stack).toMatch(/^Error: read at once\n {4}at /);
    putBack();
    expect([Error.prepareStackTrace, sdk.stackTrace]).toEqual([mapped, before.trace]);
    expect(thrown.stack).toBe("mapped by somebody else");
  });

  test("one may be constructed within another, and each finds the stacks as the program has them", () => {
    const stacks: string[] = [];
    Error.prepareStackTrace = (error) => `${error}\n    at /repo/index.ts:${stacks.length + 1}:1`;
    const outer = nameProgramLines(Made);
    const inner = nameProgramLines(Made);
    expect(sdk.stackTrace?.(4)).toEqual([{ uri: pathToFileURL("/repo/index.ts").toString(), line: 1, column: 1 }]);
    inner();
    stacks.push("inner");
    expect(sdk.stackTrace?.(4)).toEqual([{ uri: pathToFileURL("/repo/index.ts").toString(), line: 2, column: 1 }]);
    outer();
    expect(sdk.stackTrace).toBe(before.trace);
  });

  test("what nobody can read is left to the SDK, and so is an SDK that asks otherwise", () => {
    sdk.stackTrace = (skip) => [skip];
    Error.prepareStackTrace = () => {
      throw new Error("out of order");
    };
    const putBack = nameProgramLines(Made);
    // Its own four frames, and two of ours.
    expect(sdk.stackTrace?.(4)).toEqual([6]);
    putBack();
    delete sdk.stackTrace;
    nameProgramLines(Made)();
    expect(sdk.stackTrace).toBeUndefined();
  });
});
