import { ACCOUNT, chat, complaint, LLAMA, lifeAt, ownGateway, writes } from "./gateway";

/** What the engine knows of the stack's state. */
const state: { holders: string[] | undefined; interrupted: boolean; failing: number | undefined } = {
  holders: [],
  interrupted: false,
  failing: undefined,
};
const said: string[] = [];
jest.mock("../../src/engine/monitor", () => ({ recorded: async () => state.holders }));
jest.mock("../../src/engine/pending", () => ({
  interrupted: async () => state.interrupted,
  awaitsReplacement: async () => false,
}));
// In the machine's milliseconds, of which the provider's second has fifty here.
jest.mock("../../src/engine/history", () => ({ failingFor: async () => state.failing && state.failing * 50 }));
jest.mock("../../src/engine/progress", () => ({
  attend: () => {},
  flushed: async () => {},
  log: (severity: string, _urn: unknown, message: string) => void said.push(`${severity}: ${message}`),
}));

const gateway = ownGateway();
const life = (type = "Deployment", name = "chat") => lifeAt(gateway(), type, name);
const PINNED = `${ACCOUNT}/deployments/pinned`;
const URN = "urn:pulumi:dev::test::pulumi-nodejs:dynamic/fireworks:Deployment";
const IMPORT = `To take it over add the resource option \`import: "${PINNED}"\`; otherwise choose another id or delete it.`;
const pinned = chat({ deploymentId: "pinned" });

beforeEach(() => {
  state.holders = [];
  state.interrupted = false;
  state.failing = undefined;
  said.length = 0;
  gateway().clock.setSpeed(1000);
});

/** What an earlier run made, whose engine was killed before it heard of it. */
async function leftover(): Promise<void> {
  await life().up(pinned);
  gateway().clearJournal();
  // Three seconds and a half would be an hour.
  gateway().clock.setSpeed(100);
}
const taken = () => said.filter((line) => line.includes("Taking over"));
const untouched = () => expect(writes(gateway()).map(({ request }) => request)).toEqual(["POST deployments"]);

test("what an interrupted run has just made is taken over, and that is said", async () => {
  await leftover();
  const { id } = await life().up(pinned);
  expect(id).toBe(PINNED);
  expect(gateway().list("deployments")).toHaveLength(1);
  expect(taken()).toEqual([
    `warning: Taking over ${PINNED}, which an interrupted run of this program seems to have made at ${gateway().get(PINNED)?.createTime}.`,
  ]);
});

test("within an hour, or what takeoverWindow says", async () => {
  await leftover();
  gateway().clock.advance("30m");
  await life().up(pinned);
  gateway().clock.advance("1h");
  gateway().clearJournal();
  expect(await complaint(life().up(pinned))).toBe(`${PINNED} exists already. ${IMPORT}`);
  untouched();
  process.env.FIREWORKS_TAKEOVER_WINDOW = "86400";
  try {
    await life().up(pinned);
  } finally {
    delete process.env.FIREWORKS_TAKEOVER_WINDOW;
  }
  expect(taken()).toHaveLength(2);
});

test("later if the engine remembers that its creation was cut off", async () => {
  await leftover();
  gateway().clock.advance("1d");
  state.interrupted = true;
  await life().up(pinned);
  expect(taken()).toHaveLength(1);
});

test("only if a run of this stack failed since", async () => {
  await leftover();
  gateway().clock.advance("30m");
  gateway().clock.setSpeed(1);
  for (const seconds of [0, 1700]) {
    state.failing = seconds;
    expect(await complaint(life().up(pinned))).toBe(`${PINNED} exists already. ${IMPORT}`);
  }
  state.failing = 3400;
  await life().up(pinned);
  expect(taken()).toHaveLength(1);
});

test("what this very run has asked for is its own, whatever the answer was", async () => {
  state.failing = 0;
  // The ages of objects are told by the gateway's clock, and compared with the time that this run has taken.
  gateway().clock.setSpeed(20);
  const refusal = { status: 403, body: { code: 7, message: "permission denied", details: [] } };
  gateway().faults.add({ operation: "CreateDeployment", when: "after", times: 1, action: refusal });
  await life().up({ ...pinned, waitFor: "none" });
  gateway().faults.add({ operation: "CreateDeployment", when: "after", times: 1, action: { reset: true } });
  await life("Deployment", "other").up(chat({ waitFor: "none" }));
  expect(taken()).toHaveLength(2);
});

test("a loaded model that was there before cannot be had twice", async () => {
  const deployment = (await life().up({ ...pinned, disableAutoDeploy: true })).id;
  gateway().put({ name: deployment, enableAddons: true });
  const args = { model: `${ACCOUNT}/models/adapter`, deployment };
  const adapter = { kind: "HF_PEFT_ADDON", peftDetails: { baseModel: LLAMA, r: 8, targetModules: ["q_proj"] } };
  gateway().put({ name: args.model, state: "READY", ...adapter });
  const { id } = await life("DeployedModel", "one").up(args);
  gateway().clearJournal();
  expect((await life("DeployedModel", "one").up(args)).id).toBe(id);
  gateway().clock.advance("2h");
  expect(await complaint(life("DeployedModel", "two").up(args))).toBe(
    `${id} exists already. Delete it, or take this resource out of the program.`,
  );
  expect(writes(gateway())).toEqual([]);
});

test("not even then if it bears the mark of another", async () => {
  gateway().put({ name: PINNED, state: "READY", ...chat(), annotations: { "pulumi-fireworks": "shop/prod/chat#1" } });
  state.interrupted = true;
  expect(await complaint(life().up(pinned))).toBe(
    `${PINNED} exists already and belongs to shop/prod/chat#1. ${IMPORT}`,
  );
  untouched();
});

test("not if it bears none, however young or unfinished", async () => {
  gateway().put({ name: PINNED, state: "CREATING", ...chat(), createTime: gateway().clock.now().toISOString() });
  expect(await complaint(life().up(pinned))).toBe(`${PINNED} exists already and was not made by Pulumi. ${IMPORT}`);
  untouched();
});

test("if marks are turned off, whatever it bears", async () => {
  gateway().put({ name: PINNED, state: "READY", ...chat(), createTime: gateway().clock.now().toISOString() });
  process.env.FIREWORKS_MARK = "off";
  try {
    await life().up(pinned);
  } finally {
    delete process.env.FIREWORKS_MARK;
  }
  expect(taken()).toHaveLength(1);
  expect(gateway().get(PINNED)?.annotations ?? {}).not.toHaveProperty("pulumi-fireworks");
});

test("an unfinished one is taken over at any age, and without a date", async () => {
  await leftover();
  gateway().put({ name: PINNED, state: "CREATING", createTime: undefined });
  gateway().clock.advance("1d");
  await life().up({ ...pinned, waitFor: "none" });
  expect(taken()).toEqual([
    `warning: Taking over ${PINNED}, which an interrupted run of this program seems to have made.`,
  ]);
});

test("one that says no date is not young", async () => {
  await leftover();
  gateway().put({ name: PINNED, createTime: undefined });
  expect(await complaint(life().up(pinned))).toBe(`${PINNED} exists already. ${IMPORT}`);
});

test("nobody could be asked: only an unfinished one is, and replacement has its remedy", async () => {
  await leftover();
  state.holders = undefined;
  expect(await complaint(life().up(pinned))).toBe(
    `${PINNED} exists already. ${IMPORT} If it is being replaced (taint, --target-replace), set deleteBeforeReplace: true.`,
  );
  gateway().put({ name: PINNED, state: "CREATING" });
  await life().up({ ...pinned, waitFor: "none" });
  expect(taken()).toHaveLength(1);
});

test("what another resource of this stack holds is that resource's", async () => {
  await leftover();
  state.holders = [`${URN}::other`];
  expect(await complaint(life().up(pinned))).toBe(
    `${PINNED} exists, and other in this stack's state is that object. To replace it under the same id (taint, --target-replace, replaceOnChanges) set the resource option deleteBeforeReplace: true; if the resource was renamed in the program, give it aliases: [{ name: "other" }]. Nothing was changed.`,
  );
  untouched();
  state.holders = [`${URN}::chat`];
  expect(await complaint(life().up(pinned))).toBe(
    `${PINNED} exists, and chat in this stack's state is that object. To replace it under the same id (taint, --target-replace, replaceOnChanges) set the resource option deleteBeforeReplace: true. Nothing was changed.`,
  );
});

test("what another resource holds is not imported either", async () => {
  await leftover();
  state.holders = [`${URN}::other`];
  expect(await complaint(life().up(pinned, { import: "pinned" }))).toBe(
    `${PINNED} is other in this stack's state already: take the import option out.`,
  );
  state.holders = undefined;
  expect((await life().up(pinned, { import: "pinned" })).id).toBe(PINNED);
  expect(writes(gateway())).toEqual([]);
});

test("what differs in what cannot be changed is kept as it is, with both sides named", async () => {
  const placement = { region: "US_IOWA_1" };
  await life().up({ ...pinned, placement });
  gateway().put({ name: PINNED, placement: { region: "US_IOWA_1", multiRegion: "", regions: [] } });
  gateway().clearJournal();
  const wanted = { ...pinned, placement: { region: "EU_FRANKFURT_1" }, preemptible: true };
  const message = `${PINNED} cannot be taken over: it differs in what cannot be changed in place. Nothing was changed; adapt the program.
  placement: {"region":"US_IOWA_1"} there, {"region":"EU_FRANKFURT_1"} in the program`;
  expect(await complaint(life().up(wanted))).toBe(message);
  untouched();
  expect(await complaint(life().up(wanted, { import: "pinned" }))).toBe(message);
  // What the program does not say, and what is as it says, is no difference.
  await life().up(pinned, { import: "pinned" });
  await life().up({ ...pinned, placement, deploymentId: undefined }, { import: PINNED });
});

test("a router that the service made is neither taken over nor imported", async () => {
  await life().up(pinned);
  const name = `${ACCOUNT}/routers/auto`;
  gateway().put({ name, state: "READY", deployments: [PINNED], autoGenerated: true });
  const args = { deployments: [PINNED], routerId: "auto" };
  const message = `${name} was generated by the service, which allows no change to it. Choose another routerId.`;
  expect(await complaint(life("Router").up(args))).toBe(message);
  expect(await complaint(life("Router").up(args, { import: "auto" }))).toBe(message);
});

test("of a kind without room for marks the youth is enough", async () => {
  const args = { baseModel: LLAMA, acceleratorType: "NVIDIA_H100_80GB", deploymentShapeId: "pinned" };
  const { id } = await life("DeploymentShape", "one").up(args);
  await life("DeploymentShape", "two").up(args);
  expect(taken()).toHaveLength(1);
  gateway().clock.advance("2h");
  expect(await complaint(life("DeploymentShape", "two").up(args))).toMatch(
    new RegExp(`^${id} exists already\\. To take it over add the resource option`),
  );
});

test("a request in doubt does not make another's object ours: it was there before", async () => {
  await leftover();
  gateway().clock.advance("10m");
  state.failing = 0;
  gateway().faults.add({ method: "POST", path: "deployments", when: "before", times: 1, action: { reset: true } });
  expect(await complaint(life().up(pinned))).toContain(`${PINNED} exists already. ${IMPORT}`);
  untouched();
});

test("what a killed run left of a key goes with the run that finishes the next one, if the look after its creation failed", async () => {
  const user = `${ACCOUNT}/users/emulator`;
  const keys = () =>
    gateway()
      .list("users/apiKeys")
      .map(({ name }) => name);
  const before = keys().length;
  await life("ApiKey", "k").up({ user });
  state.interrupted = true;
  gateway().faults.add({
    operation: "ListApiKeys",
    times: 99,
    action: { status: 400, body: { code: 9, message: "no" } },
  });
  const next = life("ApiKey", "k");
  expect(await complaint(next.up({ user }))).toContain("FAILED_PRECONDITION");
  gateway().faults.clear();
  expect(keys()).toHaveLength(before + 2);
  await next.up({ user });
  expect(keys()).toHaveLength(before + 1);
  expect(keys()).toContain(next.state?.id);
});
