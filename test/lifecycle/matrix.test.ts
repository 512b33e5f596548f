import { type Emulator, startEmulator } from "../../emulator/src";
import type { Json } from "../../src/lifecycle/kind";
import { kinds } from "../../src/resources";
import { Life } from "../resources/life";

/** What the fault matrix (npm run torture) found: each ended badly once. */

const said: string[] = [];
jest.mock("../../src/engine/progress", () => ({
  attend: () => {},
  flushed: async () => {},
  log: (_severity: string, _urn: unknown, message: string) => void said.push(message),
}));
// The engine answers that this stack's state holds nothing of the name.
jest.mock("../../src/engine/monitor", () => ({ recorded: async () => [] }));

const USER = "accounts/emulator/users/emulator";
const SECRET: Json = { keyName: "FIRST_KEY", value: "planted-one" };
const SHAPE = "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast";
const CHAT: Json = { baseModel: "accounts/fireworks/models/llama-v3p1-8b-instruct", deploymentShape: SHAPE };

let gateway: Emulator;
beforeAll(async () => {
  gateway = await startEmulator({ speed: 1000 });
});
afterAll(() => gateway.stop());
beforeEach(() => {
  gateway.reset();
  gateway.faults.clear();
  said.length = 0;
});

function life(type: string, name = "thing"): Life {
  const kind = kinds.find((one) => one.type === type);
  if (!kind) throw new Error(`no kind ${type}`);
  return new Life(kind, gateway, name);
}

const refusal = { status: 403, body: { code: 7, message: "permission denied", details: [] } };
const seenBy = (work: Promise<unknown>) => work.then(String, (error: Error) => error.message);

test("a refresh after a failure does not pass for success: the next run carries on", async () => {
  const one = life("Dataset");
  gateway.faults.add({ operation: "UploadDatasetFile", times: 1, action: refusal });
  const args = { source: { rows: [{ a: 1 }] } };
  await expect(one.up(args)).rejects.toThrow(/permission denied/);
  await one.refresh();
  expect(gateway.list("datasets")).toMatchObject([{ state: "UPLOADING" }]);
  await one.up(args);
  expect(one.did).toBe("updated");
  expect(gateway.list("datasets")).toMatchObject([{ state: "READY" }]);
  await one.refresh();
  await one.up(args);
  expect(one.did).toBe("nothing");
});

test.each(["Secret", "Deployment", "ApiKey"])("a stale answer to a refresh does not lose a %s", async (type) => {
  const one = life(type);
  const args = { Secret: SECRET, Deployment: CHAT, ApiKey: { user: USER } }[type] as Json;
  const { id } = await one.up(args);
  gateway.faults.add({ method: "GET", times: 2, action: { stale: true } });
  await one.refresh();
  expect(one.state?.id).toBe(id);
});

test("an object that a stale answer hides can be imported, and one that is not there says what to do", async () => {
  await life("Deployment", "theirs").up({ ...CHAT, deploymentId: "theirs" });
  gateway.faults.add({ operation: "GetDeployment", times: 2, action: { stale: true } });
  const { id } = await life("Deployment").up(CHAT, { import: "theirs" });
  expect(id).toBe("accounts/emulator/deployments/theirs");
  expect(await seenBy(life("Deployment").up(CHAT, { import: "nothing" }))).toMatch(
    /deployments\/nothing does not exist.*Check the id, or take the import option out/,
  );
});

test("a key whose creation was delivered twice is one key", async () => {
  gateway.faults.add({ operation: "CreateApiKey", times: 1, action: { duplicate: true } });
  const { id } = await life("ApiKey").up({ user: USER });
  expect(gateway.list("users/apiKeys").map(({ name }) => name)).toEqual([id]);
  expect(said.join()).toMatch(/Revoking .*whose value is lost/);
});

test("keys of a creation whose answers were all garbage are revoked", async () => {
  gateway.faults.add({ operation: "CreateApiKey", when: "after", action: { malformed: true } });
  await expect(life("ApiKey").up({ user: USER })).rejects.toThrow(/MALFORMED/);
  expect(gateway.list("users/apiKeys")).toEqual([]);
});

test("a key that came too late for anybody to see goes with its twin, and no other does", async () => {
  const one = life("ApiKey");
  const { id } = await one.up({ user: USER });
  await life("ApiKey", "other").up({ user: USER });
  const late = { ...gateway.get(id), name: `${USER}/apiKeys/late`, keyId: "late" };
  gateway.put(late);
  await one.destroy();
  expect(gateway.list("users/apiKeys").map(({ keyId }) => keyId)).not.toContain("late");
  expect(gateway.list("users/apiKeys")).toHaveLength(1);
});

test("what was made although the gateway refused it is not left behind", async () => {
  gateway.faults.add({ operation: "CreateDeployment", when: "after", times: 1, action: refusal });
  const { id } = await life("Deployment").up(CHAT);
  expect(gateway.list("deployments").map(({ name }) => name)).toEqual([id]);
});

test("an id that was taken and is free again is asked for once more", async () => {
  const taken = { status: 409, body: { code: 6, message: "already exists", details: [] } };
  gateway.faults.add({ operation: "CreateSecret", times: 1, action: taken });
  await life("Secret").up(SECRET);
  expect(gateway.list("secrets")).toHaveLength(1);
});

test("what stands in the way of a replacement can be imported instead", async () => {
  const one = life("Secret");
  await one.up(SECRET);
  gateway.put({ name: "accounts/emulator/secrets/second-key", keyName: "SECOND_KEY", value: "planted-by-hand" });
  gateway.clock.advance("1d");
  const changed = { ...SECRET, keyName: "SECOND_KEY" };
  const advice = await seenBy(one.up(changed));
  expect(advice).toContain('`import: "accounts/emulator/secrets/second-key"`');
  await one.up(changed, { import: "accounts/emulator/secrets/second-key" });
  expect(one.did).toBe("replaced");
  expect(gateway.list("secrets")).toMatchObject([{ keyName: "SECOND_KEY", value: "planted-one" }]);
});

test.each([
  [{ status: 503 }, /The service failed\. Nothing that exists is lost: run the command again/],
  [{ status: 409, body: { code: 10, message: "busy", details: [] } }, /Another change of it is under way/],
  [{ status: 400, body: { code: 9, message: "no", details: [] } }, /mend what the service names, or wait/],
  [{ status: 400, body: { code: 3, message: "no", details: [] } }, /Change what the service names in the program/],
])("an error names the object and what to do: %j", async (action, remedy) => {
  gateway.faults.add({ operation: "CreateSecret", action });
  const seen = await seenBy(life("Secret").up(SECRET));
  expect(seen).toMatch(/^accounts\/emulator\/secrets\/first-key: POST accounts\/emulator\/secrets: /);
  expect(seen).toMatch(remedy);
});

test("a gateway that has enough for minutes is told so, and nothing is made or held", async () => {
  process.env.FIREWORKS_SPEED = "100";
  try {
    gateway.faults.add({ operation: "CreateSecret", action: { status: 429 } });
    const seen = await seenBy(life("Secret").up(SECRET));
    expect(seen).toMatch(
      /^accounts\/emulator\/secrets\/first-key: POST accounts\/emulator\/secrets: 429 .* has taken no request for \d+m/,
    );
    expect(seen).toMatch(/wait a minute and run the command again/);
    expect(gateway.list("secrets")).toEqual([]);
  } finally {
    process.env.FIREWORKS_SPEED = "20";
  }
});
