import type { Json } from "../../src/lifecycle/kind";
import { ACCOUNT, chat, complaint, LLAMA, lifeAt, ownGateway, PINNED, pinned, writes } from "./gateway";

/** How each kind is asked for, and whose an object is that stands there afterwards. */

jest.mock("../../src/engine/monitor", () => ({ recorded: async () => [] }));
jest.mock("../../src/engine/progress", () => ({ attend: () => {}, flushed: async () => {}, log: () => {} }));

const gateway = ownGateway();
const life = (type = "Deployment", name = "chat") => lifeAt(gateway(), type, name);
const SECRET = `${ACCOUNT}/secrets/my-key`;
const secret = { keyName: "MY_KEY", value: "planted" };
const refusal = { status: 403, body: { code: 7, message: "permission denied", details: [] } };
const unseen = { status: 404, body: { code: 5, message: "not found", details: [] } };
const busy = { status: 400, body: { code: 9, message: "not now", details: [] } };
const POST = { method: "POST", times: 1 };
const asked = () =>
  gateway()
    .journal()
    .map(({ method, path }) => `${method} ${path.slice(`/v1/${ACCOUNT}/`.length)}`);

describe("the first request", () => {
  test.each([
    ["Deployment", pinned(), "POST deployments"],
    ["DeploymentShape", { baseModel: LLAMA, acceleratorType: "NVIDIA_H100_80GB" }, "POST deploymentShapes"],
    ["User", { serviceAccount: true, role: "contributor" }, "POST users"],
    ["Dataset", { source: { rows: [{ a: 1 }] } }, "POST datasets"],
    // Of secrets nobody can tell afterwards who made them.
    ["Secret", secret, "GET secrets"],
    ["ApiKey", { user: `${ACCOUNT}/users/emulator` }, "POST users/emulator/apiKeys"],
  ])("for a %s", async (type, args, first) => {
    await life(type).up(args);
    expect(asked().filter((request) => !request.includes("?") && !request.startsWith("GET users"))[0]).toBe(first);
  });
});

test("a secret that is not there is looked for once, though the service answers that with an error of its own", async () => {
  gateway().settings.missingSecret = 500;
  await life("Secret").up(secret);
  expect(asked().slice(0, 2)).toEqual(["GET secrets", "POST secrets"]);
});

describe("creation sends", () => {
  test.each([
    ["Secret", secret, {}, { keyName: "MY_KEY", value: "[secret]", name: SECRET }],
    [
      "User",
      { serviceAccount: true, role: "contributor", userId: "u" },
      { userId: "u" },
      { serviceAccount: true, role: "contributor" },
    ],
    [
      "DeploymentShape",
      { baseModel: LLAMA, acceleratorType: "NVIDIA_H100_80GB", deploymentShapeId: "s" },
      { deploymentShapeId: "s" },
      { baseModel: LLAMA, acceleratorType: "NVIDIA_H100_80GB" },
    ],
  ])("of a %s what the program says", async (type, args, query, body) => {
    await life(type).up(args);
    expect(writes(gateway())).toEqual([{ request: expect.stringMatching(/^POST /), query, body }]);
  });
});

describe("a secret of somebody else's is not taken over", () => {
  beforeEach(() => {
    gateway().put({ name: SECRET, keyName: "MY_KEY", value: "theirs" });
  });
  afterEach(() => {
    expect(gateway().get(SECRET)).toMatchObject({ value: "theirs" });
  });

  test("when a stale answer hid it", async () => {
    gateway().faults.add({ method: "GET", path: "secrets/my-key", times: 1, action: unseen });
    expect(await complaint(life("Secret").up(secret))).toContain(`${SECRET} exists already`);
  });

  test("when the request to make it was lost", async () => {
    gateway().faults.add({ ...POST, path: "secrets$", action: { reset: true } });
    expect(await complaint(life("Secret").up(secret))).toContain(`${SECRET} exists already`);
  });

  test("when the request to make it was refused", async () => {
    gateway().faults.add({ ...POST, path: "secrets$", action: refusal });
    expect(await complaint(life("Secret").up(secret))).toContain("permission denied");
  });
});

describe("a creation that was refused", () => {
  test.each([["User", { serviceAccount: true, role: "contributor" }]])(
    "and yet carried out is found: a %s",
    async (type, args) => {
      gateway().faults.add({ ...POST, when: "after", action: refusal });
      const { id } = await life(type).up(args);
      expect(gateway().get(id)).toMatchObject({ name: id });
    },
  );

  test("and yet carried out leaves a secret alone that only a list had not: it may be anybody's", async () => {
    const args = { keyName: "ONE", value: "planted" };
    gateway().faults.add({ ...POST, when: "after", action: refusal });
    expect(await complaint(life("Secret").up(args))).toContain("permission denied");
    expect(await complaint(life("Secret").up(args))).toContain(`import: "${ACCOUNT}/secrets/one"`);
  });

  test("and yet carried out leaves no key whose value nobody was told", async () => {
    gateway().faults.add({ ...POST, when: "after", action: refusal });
    expect(await complaint(life("ApiKey").up({ user: `${ACCOUNT}/users/emulator` }))).toContain("permission denied");
    expect(gateway().list("users/apiKeys")).toEqual([]);
  });

  test("is refused, whatever else stands there", async () => {
    gateway().put({ name: PINNED, state: "READY", ...chat(), displayName: "theirs" });
    gateway().faults.add({ ...POST, action: refusal });
    expect(await complaint(life().up(pinned()))).toContain("permission denied");
    gateway().put({ name: PINNED, state: "DELETED" });
    gateway().faults.add({ ...POST, action: refusal });
    expect(await complaint(life().up(pinned()))).toContain("permission denied");
    expect(writes(gateway()).map(({ request }) => request)).toEqual(Array(2).fill("POST deployments"));
  });
});

describe("a deployment that waits for capacity", () => {
  const want = { status: { code: "RESOURCE_EXHAUSTED", message: "no GPUs" }, state: "CREATING" };

  async function stuck() {
    const one = life();
    await one.up(pinned());
    gateway().put({ name: PINNED, ...want });
    gateway().clearJournal();
    return one;
  }

  test("is made anew where the service takes no change of it before it is ready", async () => {
    const one = await stuck();
    gateway().faults.add({ method: "PATCH", times: 1, action: busy });
    await one.up(pinned({ displayName: "two" }));
    expect(writes(gateway()).map(({ request }) => request)).toEqual([
      "PATCH deployments/pinned",
      "DELETE deployments/pinned",
      "POST deployments",
    ]);
    expect(gateway().get(PINNED)).toMatchObject({ displayName: "two", state: "READY" });
  });

  test("stays where the change is refused for another reason", async () => {
    const one = await stuck();
    gateway().faults.add({ method: "PATCH", times: 1, action: refusal });
    expect(await complaint(one.up(pinned({ displayName: "two" })))).toContain("permission denied");
    expect(writes(gateway())).toHaveLength(1);
  });

  test("takes the change at once where the service does, and is what it then is", async () => {
    gateway().settings.patchWhileUpdating = "accept";
    const one = await stuck();
    await one.up(pinned({ displayName: "two", waitFor: "none" }));
    gateway().settings.patchWhileUpdating = "reject";
    expect(writes(gateway()).map(({ request }) => request)).toEqual(["PATCH deployments/pinned"]);
    expect(one.state?.outputs).toMatchObject({ displayName: "two" });
  });
});

test("a change of a deployment that nobody uses is done without a replica", async () => {
  const one = life();
  const args = pinned({ minReplicaCount: 0, maxReplicaCount: 1, waitFor: "serving" });
  await one.up(args);
  const { ...idle } = gateway().get(PINNED) as Json;
  const body = { ...idle, displayName: "two", desiredReplicaCount: 0, replicaCount: 0, replicaStats: {} };
  gateway().faults.add({ method: "GET", path: "deployments/pinned$", times: 99, action: { status: 200, body } });
  await one.up({ ...args, displayName: "two" }, { timeouts: { update: 20 } });
  expect(one.did).toBe("updated");
});

test("the version of a shape is told, of a new one and of a changed one", async () => {
  const one = life("DeploymentShape");
  const args = { baseModel: LLAMA, acceleratorType: "NVIDIA_H100_80GB", deploymentShapeId: "s" };
  await one.up(args);
  expect(one.state?.outputs).toMatchObject({ version: expect.stringContaining("/versions/") });
  await one.up({ ...args, displayName: "x" });
  expect(one.state?.outputs).toMatchObject({ version: expect.stringContaining("/versions/"), displayName: "x" });
});
