import { describe as described, type Home } from "../../../src/cli/import/describe";
import { checkWish, select } from "../../../src/cli/import/select";
import { createClient } from "../../../src/client/client";
import type { Kind } from "../../../src/lifecycle/kind";
import { kinds } from "../../../src/resources";
import { ACCOUNT, complaint, LLAMA, ownGateway, PINNED } from "../../lifecycle/gateway";

const gateway = ownGateway();

const client = () => {
  const { url: baseUrl, apiKey } = gateway();
  return createClient({ baseUrl, apiKey, account: "emulator", headers: {}, speed: 1000 });
};
const all = () => select(client(), ACCOUNT, { names: [], all: true }, () => {});
const forbidden = { status: 403, body: { code: 7, message: "not for you" } };
const ends = (some: readonly { name: string }[]) => some.map(({ name }) => name.slice(ACCOUNT.length + 1)).sort();

const model = (id: string, state = "READY") => ({ name: `${ACCOUNT}/models/${id}`, kind: "HF_BASE_MODEL", state });
const loaded = (id: string, on: string, model = LLAMA) => ({
  ...{ name: `${ACCOUNT}/deployedModels/${id}`, model, deployment: `${ACCOUNT}/deployments/${on}`, state: "DEPLOYED" },
});

test("what the key may not list or read is told, and keeps nothing else from being imported", async () => {
  gateway().put(model("fine"));
  gateway().put({ name: PINNED, baseModel: LLAMA, state: "READY" });
  gateway().put(loaded("closed", "pinned"));
  gateway().faults.add({ method: "GET", path: "/users$", times: 99, action: forbidden });
  gateway().faults.add({ method: "GET", path: "deployments(/pinned)?$", times: 99, action: forbidden });
  const { objects, failed } = await all();
  expect(ends(objects)).toEqual(["models/fine"]);
  expect(ends(failed)).toEqual(["apiKeys", "deployedModels/closed", "deployments", "users"]);
  expect(failed.map(({ reason }) => reason).join("\n")).toContain("not for you");
  expect(await complaint(select(client(), ACCOUNT, { names: [], kind: ["User"] }, () => {}))).toContain("not for you");
  gateway().faults.add({ path: ".", times: 99, action: { status: 401, body: { code: 16, message: "no key" } } });
  expect(await complaint(all())).toContain("no key");
});

test("of deployed models the deployments that were listed are not asked for again", async () => {
  gateway().put({ name: PINNED, baseModel: LLAMA, state: "READY" });
  for (const id of ["own", "own-2"]) gateway().put(loaded(id, "pinned"));
  gateway().put(loaded("adapter", "pinned", `${ACCOUNT}/models/adapter`));
  gateway().clearJournal();
  const { objects, passed } = await all();
  expect(ends(objects)).toContain("deployedModels/adapter");
  expect(ends(passed)).toEqual(["deployedModels/own", "deployedModels/own-2"]);
  expect(
    gateway()
      .journal()
      .filter(({ path }) => path.includes("deployments/pinned")),
  ).toEqual([]);
});

test("what is on its way out is listed; what is not finished or failed comes with a warning", async () => {
  gateway().put({ name: PINNED, baseModel: LLAMA, state: "DELETING" });
  gateway().put(model("half", "UPLOADING"));
  const { passed } = await all();
  expect(passed).toEqual([{ name: PINNED, reason: "is DELETING, on its way out" }]);
  const home: Home = { client: client(), account: ACCOUNT, project: "p", stack: "dev" };
  const warnings = async (type: string, name: string) =>
    (await described(home, kinds.find((one) => one.type === type) as Kind, name, "x")).warnings;
  expect(await warnings("Model", `${ACCOUNT}/models/half`)).toEqual([
    expect.stringContaining("models/half is UPLOADING, not finished yet"),
  ]);
  gateway().put({ name: PINNED, baseModel: LLAMA, state: "FAILED", acceleratorType: "NVIDIA_H100_80GB" });
  expect(await warnings("Deployment", PINNED)).toEqual([
    expect.stringContaining("is FAILED: it is imported all the same"),
  ]);
});

test.each([
  [
    "apiKeys/abc",
    '"apiKeys/abc" names no object: give it in full, accounts/…/deployments/chat, or as users/…/apiKeys/….',
  ],
  ["users/u/models/m", "or as models/…."],
  ["chat", "or as one of users/…/apiKeys/…, datasets/…, "],
])("%s is the name of nothing", async (word, words) => {
  const wish = { names: [word] };
  checkWish(wish);
  expect(await complaint(select(client(), ACCOUNT, wish, () => {}))).toContain(words);
});
