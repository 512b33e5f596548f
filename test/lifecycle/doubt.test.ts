import { type Emulator, type FaultAction, startEmulator } from "../../emulator/src";
import type { Json, Kind } from "../../src/lifecycle/kind";
import { kinds } from "../../src/resources";
import { Life } from "../resources/life";

// The engine is not here to be asked: its state holds nothing yet.
jest.mock("../../src/engine/monitor", () => ({ recorded: async () => [] }));

const LLAMA = "accounts/fireworks/models/llama-v3p1-8b-instruct";
const SHAPE = "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast";
const ACCOUNT = "accounts/emulator";

const ARGS: Record<string, Json> = {
  ApiKey: { user: `${ACCOUNT}/users/emulator` },
  Dataset: { source: { rows: [{ a: 1 }] } },
  DeployedModel: { model: `${ACCOUNT}/models/adapter`, deployment: `${ACCOUNT}/deployments/chat` },
  Deployment: { baseModel: LLAMA, deploymentShape: SHAPE },
  DeploymentShape: { baseModel: LLAMA, acceleratorType: "NVIDIA_H100_80GB", acceleratorCount: 1 },
  Model: {
    kind: "HF_BASE_MODEL",
    source: { awsS3Source: { s3Bucket: "b", roleArn: "arn:aws:iam::123456789012:role/x" } },
  },
  Router: { deployments: [`${ACCOUNT}/deployments/chat`] },
  Secret: { keyName: "ONE", value: "planted" },
  User: { serviceAccount: true, role: "contributor" },
};

let gateway: Emulator;

beforeAll(async () => {
  gateway = await startEmulator({ speed: 2000, settings: { defaultQuota: 1000 } });
});

beforeEach(async () => {
  gateway.faults.clear();
  gateway.reset();
  gateway.put({
    name: `${ACCOUNT}/models/adapter`,
    state: "READY",
    kind: "HF_PEFT_ADDON",
    peftDetails: { baseModel: LLAMA, r: 8, targetModules: ["q_proj"] },
  });
  const made = await fetch(`${gateway.url}/v1/${ACCOUNT}/deployments?deploymentId=chat&acceptShapelessRisk=true`, {
    method: "POST",
    headers: { authorization: `Bearer ${gateway.apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({
      baseModel: LLAMA,
      acceleratorType: "NVIDIA_H100_80GB",
      precision: "BF16",
      enableAddons: true,
    }),
  });
  if (!made.ok) throw new Error(await made.text());
  gateway.clock.advance("1h");
});

afterAll(() => gateway.stop());

const all = (kind: Kind) => gateway.list(kind.parent ? `users/${kind.collection}` : kind.collection);

/** How a creation can go wrong without anybody knowing whether it happened. */
const WAYS: [string, "before" | "after", FaultAction][] = [
  ["the answer was lost", "after", { reset: true }],
  ["the answer was cut off", "after", { truncate: true }],
  ["the answer was garbage", "after", { malformed: true }],
  ["an error came although it was done", "after", { status: 503 }],
  ["the request was lost", "before", { reset: true }],
  ["it failed", "before", { status: 500 }],
];

describe.each(WAYS)("%s", (_title, when, action) => {
  test.each(kinds.map((kind) => [kind.type, kind] as const))("%s is made once", async (type, kind) => {
    const before = all(kind).length;
    gateway.faults.add({ method: "POST", path: `/${kind.collection}$`, when, nth: 1, action });
    const life = new Life(kind, gateway);
    const { id } = await life.up(ARGS[type] as Json);
    expect(gateway.journal().length).toBeGreaterThan(0);
    expect(all(kind)).toHaveLength(before + 1);
    expect(id).toMatch(new RegExp(`^${ACCOUNT}/`));
    // And it is the one that state knows.
    await life.refresh();
    expect(life.state?.id).toBe(id);
    await life.up(ARGS[type] as Json);
    expect(life.did).toBe("nothing");
  });
});

describe("a 429 after its effect, for as long as it takes", () => {
  const body = { code: 8, message: "too many requests" };
  const refused = (): FaultAction => ({ status: 429, body });
  beforeEach(() => {
    process.env.FIREWORKS_SPEED = "100";
  });
  afterEach(() => {
    process.env.FIREWORKS_SPEED = "20";
  });

  test("makes keys that are revoked one by one, and says so in the end when nobody may look", async () => {
    const kind = kinds.find(({ type }) => type === "ApiKey") as Kind;
    const before = all(kind).length;
    gateway.faults.add({ operation: "CreateApiKey", times: 9999, when: "after", action: refused() });
    await expect(new Life(kind, gateway).up(ARGS.ApiKey as Json)).rejects.toThrow("429 RESOURCE_EXHAUSTED");
    expect(all(kind)).toHaveLength(before);
    const posts = gateway.journal().filter(({ operation }) => operation?.endsWith("CreateApiKey")).length;
    expect(posts).toBeLessThan(20);
    gateway.faults.clear();
    gateway.faults.add({ operation: "CreateApiKey", when: "after", action: { status: 503, body: { code: 14 } } });
    gateway.faults.add({
      operation: "ListApiKeys",
      times: 99,
      action: { status: 403, body: { code: 7, message: "no" } },
    });
    await expect(new Life(kind, gateway).up(ARGS.ApiKey as Json)).rejects.toThrow(
      /503 .*Whether it was made all the same could not be seen \(GET .*: 403 .*\)\. It would be among .*\/apiKeys: `npx pulumi-fireworks orphans`/s,
    );
  });

  test("is none of the tries that what comes after it has", async () => {
    const kind = kinds.find(({ type }) => type === "ApiKey") as Kind;
    const before = all(kind).length;
    const operation = "CreateApiKey";
    gateway.faults.add({ operation, times: 4, when: "before", action: refused() });
    gateway.faults.add({ operation, nth: 5, when: "before", action: { status: 503 } });
    const life = new Life(kind, gateway);
    await life.up(ARGS.ApiKey as Json);
    expect(all(kind)).toHaveLength(before + 1);
    const answers = gateway.journal().flatMap((entry) => (entry.operation?.endsWith(operation) ? [entry.status] : []));
    expect(answers).toEqual([429, 429, 429, 429, 503, 200]);
  });

  test("and of a model that was loaded all the same takes up the one", async () => {
    const kind = kinds.find(({ type }) => type === "DeployedModel") as Kind;
    gateway.faults.add({ operation: "CreateDeployedModel", times: 9999, when: "after", action: refused() });
    const life = new Life(kind, gateway);
    await life.up(ARGS.DeployedModel as Json);
    expect(all(kind).filter(({ model }) => model === ARGS.DeployedModel?.model)).toHaveLength(1);
  });
});
