import { type Emulator, startEmulator } from "../../emulator/src";
import type { Json, Kind } from "../../src/lifecycle/kind";
import { kinds } from "../../src/resources";
import { Life, requests } from "../resources/life";

// The engine is not here to be asked: its state holds nothing yet.
jest.mock("../../src/engine/monitor", () => ({ recorded: async () => [] }));

const ACCOUNT = "accounts/emulator";
const LLAMA = "accounts/fireworks/models/llama-v3p1-8b-instruct";
const SHAPE = "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast";
const schedule = { schedule: "0 8 * * 1-5", duration: "3600s", timezone: "UTC" };
const policy = { scaleUpWindow: "60s", scaleDownWindow: "300s", loadTargets: { default: 0.5 } };

/** The least, what it is to hold besides, and the same at zero. */
const LIVES: Record<string, [Json, Json, Json]> = {
  ApiKey: [{ user: `${ACCOUNT}/users/emulator` }, { displayName: "x" }, { displayName: "" }],
  Dataset: [{ source: { rows: [{ a: 1 }] } }, { displayName: "x" }, { displayName: "" }],
  DeployedModel: [
    { model: `${ACCOUNT}/models/adapter`, deployment: `${ACCOUNT}/deployments/chat` },
    { displayName: "x", description: "x", default: true, public: true },
    { displayName: "", description: "", default: false, public: false },
  ],
  Deployment: [
    { baseModel: LLAMA, deploymentShape: SHAPE },
    {
      displayName: "x",
      minReplicaCount: 1,
      maxReplicaCount: 2,
      autoscalingPolicy: {
        ...policy,
        scalingSchedules: { office: { ...schedule, minReplicaCount: 1, disabled: true } },
      },
      enableSessionAffinity: true,
      directRouteApiKeys: ["planted"],
      annotations: { team: "a" },
    },
    {
      displayName: "",
      minReplicaCount: 0,
      maxReplicaCount: 2,
      autoscalingPolicy: { scalingSchedules: { office: { ...schedule, minReplicaCount: 0, disabled: false } } },
      enableSessionAffinity: false,
      directRouteApiKeys: [],
      annotations: {},
    },
  ],
  DeploymentShape: [
    { baseModel: LLAMA, acceleratorType: "NVIDIA_H100_80GB", acceleratorCount: 1 },
    { displayName: "x", description: "x", enableAddons: true, maxContextLength: 4096 },
    { displayName: "", description: "", enableAddons: false, maxContextLength: 0 },
  ],
  Model: [
    {
      kind: "HF_BASE_MODEL",
      source: { awsS3Source: { s3Bucket: "b", roleArn: "arn:aws:iam::123456789012:role/x" } },
    },
    { displayName: "x", description: "x", public: true, contextLength: 4096 },
    { displayName: "", description: "", public: false, contextLength: 0 },
  ],
  Router: [
    { deployments: [`${ACCOUNT}/deployments/chat`] },
    { displayName: "x", public: true, evenLoad: {} },
    { displayName: "", public: false, weightedRandom: {} },
  ],
  Secret: [{ keyName: "ONE", value: "planted" }, { value: "other" }, { value: "planted" }],
  User: [{ serviceAccount: true, role: "contributor" }, { displayName: "x", role: "user" }, { displayName: "" }],
};

// Whether the API's answers hold zero values is not documented: nobody's plan may depend on it.
describe.each(["emit", "omit"] as const)("answers that %s zero values", (zeroValues) => {
  let gateway: Emulator;

  beforeAll(async () => {
    gateway = await startEmulator({ speed: 2000, settings: { defaultQuota: 1000, idleDays: 0, zeroValues } });
    const peftDetails = { baseModel: LLAMA, r: 8, targetModules: ["q_proj"] };
    gateway.put({ name: `${ACCOUNT}/models/adapter`, state: "READY", kind: "HF_PEFT_ADDON", peftDetails });
    gateway.put({ name: `${ACCOUNT}/deployments/chat`, state: "READY", baseModel: LLAMA, enableAddons: true });
  });
  afterAll(() => gateway.stop());

  test.each(kinds.map((kind) => [kind.type, kind] as const))(
    "%s settles: set, at zero, left out, at zero from the start",
    async (type, kind: Kind) => {
      const [least, set, zero] = LIVES[type] as [Json, Json, Json];
      const first = new Life(kind, gateway);
      for (const more of [set, zero, set, {}]) await settles(first, { ...least, ...more });
      await first.destroy();
      if (type !== "User") await settles(new Life(kind, gateway, "zero"), { ...least, ...zero });
    },
  );

  async function settles(life: Life, args: Json): Promise<void> {
    await life.up(args);
    await life.refresh();
    gateway.clearJournal();
    await life.up(args);
    expect({ args, did: life.did, requests: requests(gateway).filter((one) => !one.startsWith("GET")) }).toEqual({
      args,
      did: "nothing",
      requests: [],
    });
  }
});
