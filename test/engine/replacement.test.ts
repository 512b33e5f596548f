import { LLAMA, program, type Site, site } from "./gateway";
import { deployments } from "./kinds/prepared";

let here: Site;

beforeEach(async () => {
  // So that not hours pass between two commands; what a failed run can have made is told by both clocks.
  here = await site({ env: { FIREWORKS_SPEED: "30" } }, { speed: 30 });
  await deployments(here.gateway, ["one"]);
});

afterEach(() => here.dispose());

const NAME = "accounts/emulator/routers/support";

const router = (more = "") =>
  program(
    `new fireworks.Router("support", { routerId: "support", deployments: ["accounts/emulator/deployments/one"], ${more} });`,
  );

/** Deleted first, since the id is pinned; whether it was made anew the provider is not told. */
async function replacedInDoubt(): Promise<void> {
  const { gateway, stack } = here;
  stack.program(router());
  await stack.up();
  stack.program(router(`model: "${LLAMA}"`));
  gateway.faults.add({ operation: "CreateRouter", when: "after", nth: 1, action: { reset: true } });
}

async function itIsThere(): Promise<void> {
  const { gateway, stack } = here;
  expect(gateway.list("routers").map(({ name, model }) => [name, model])).toEqual([[NAME, LLAMA]]);
  gateway.clearJournal();
  await stack.up(["--expect-no-changes"]);
  expect(gateway.journal()).toEqual([]);
}

test("a successor that was made in doubt is taken up at once", async () => {
  await replacedInDoubt();
  expect((await here.stack.up()).output).toContain(`Taking over ${NAME}`);
  await itIsThere();
}, 120_000);

test("a successor that a failed run has made is taken up by the next", async () => {
  const { gateway, stack } = here;
  await replacedInDoubt();
  // The first look ends the deletion.
  gateway.faults.add({ operation: "GetRouter", nth: 2, times: 1000, action: { status: 403 } });
  await stack.up([], { expectFailure: true });
  expect(gateway.get(NAME)).toMatchObject({ model: LLAMA });
  gateway.faults.clear();
  expect((await stack.up()).output).toContain(`Taking over ${NAME}`);
  await itIsThere();
}, 120_000);
