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
});

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
});

test("what stands on a pinned deployment goes and comes with it", async () => {
  const { gateway, stack } = here;
  const adapter = "accounts/emulator/models/adapter";
  gateway.put({ name: adapter, state: "READY", kind: "HF_PEFT_ADDON", peftDetails: { baseModel: LLAMA, r: 8 } });
  const both = (region: string) =>
    program(
      `const chat = new fireworks.Deployment("chat", { deploymentId: "chat", baseModel: "${LLAMA}", acceleratorType: "NVIDIA_H100_80GB", precision: "BF16",
        enableAddons: true, acceptShapelessRisk: true, placement: { region: "${region}" } });`,
      `new fireworks.DeployedModel("support", { model: "${adapter}", deployment: chat.name });`,
    );
  stack.program(both("US_IOWA_1"));
  await stack.up();
  const loaded = () => gateway.list("deployedModels").filter(({ model }) => model === adapter);
  const before = loaded().map(({ name }) => name);
  stack.program(both("EU_FRANKFURT_1"));
  await stack.up();
  expect(loaded()).toMatchObject([{ deployment: "accounts/emulator/deployments/chat", state: "DEPLOYED" }]);
  expect(loaded().map(({ name }) => name)).not.toEqual(before);
  await stack.refresh(["--expect-no-changes"]);
});
