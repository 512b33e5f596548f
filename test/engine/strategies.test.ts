import { program, type Site, site } from "./gateway";
import { deployments } from "./kinds/prepared";

let here: Site;

beforeAll(async () => {
  here = await site();
  await deployments(here.gateway, ["one", "two"]);
});

afterAll(() => here.dispose());

const declared = (strategy: string) =>
  program(
    `new fireworks.Router("support", { routerId: "support", deployments: ["accounts/emulator/deployments/one", "accounts/emulator/deployments/two"], ${strategy} });`,
  );

const NAME = "accounts/emulator/routers/support";

function strategy(): unknown[] {
  const { evenLoad, weightedRandom, sessionAffinity } = here.gateway.get(NAME) ?? {};
  return Object.entries({ evenLoad, weightedRandom, sessionAffinity }).flatMap(([key, value]) => (value ? [key] : []));
}

async function quiet(): Promise<void> {
  await here.stack.preview(["--expect-no-changes"]);
  await here.stack.refresh(["--expect-no-changes"]);
  here.gateway.clearJournal();
  await here.stack.up(["--expect-no-changes"]);
  expect(here.gateway.journal()).toEqual([]);
}

test("one strategy follows another in place", async () => {
  const { gateway, stack } = here;
  stack.program(declared("evenLoad: {}"));
  await stack.up();
  expect(strategy()).toEqual(["evenLoad"]);
  const { createTime } = gateway.get(NAME) ?? {};
  await quiet();

  stack.program(declared("weightedRandom: {}"));
  expect((await stack.preview()).output).toContain("[diff: +weightedRandom-evenLoad]");
  await stack.up();
  expect(strategy()).toEqual(["weightedRandom"]);
  expect(gateway.get(NAME)?.createTime).toBe(createTime);
  await quiet();

  stack.program(declared("evenLoad: {}"));
  await stack.up();
  expect(strategy()).toEqual(["evenLoad"]);
  expect(gateway.get(NAME)?.createTime).toBe(createTime);
  await quiet();
});

test("left out, it is the service's choice", async () => {
  const { stack } = here;
  stack.program(declared(""));
  await stack.up();
  expect(strategy()).not.toContain("evenLoad");
  await quiet();
  here.gateway.put({ name: NAME, weightedRandom: undefined, evenLoad: {} });
  await quiet();
});

test("a strategy that somebody else chose is drift of a chosen one, and is put right", async () => {
  const { gateway, stack } = here;
  stack.program(declared("weightedRandom: {}"));
  await stack.up();
  expect(strategy()).toEqual(["weightedRandom"]);
  gateway.put({ name: NAME, weightedRandom: undefined, evenLoad: {} });
  expect(strategy()).toEqual(["evenLoad"]);
  const { output } = await stack.preview(["--refresh"]);
  expect(output).toContain("1 to update");
  expect(output).toMatch(/\[diff: \+weightedRandom\]/);
  await stack.up(["--refresh"]);
  expect(strategy()).toEqual(["weightedRandom"]);
  await quiet();
});
