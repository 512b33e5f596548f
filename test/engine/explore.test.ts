import { type Emulator, startEmulator } from "../../emulator/src";
import { createStack, type Stack } from "./stack";

let gateway: Emulator;
let stack: Stack;
const LLAMA = "accounts/fireworks/models/llama-v3p1-8b-instruct";
const SHAPE = "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast";
beforeAll(async () => {
  gateway = await startEmulator({ speed: 2000 });
  stack = await createStack({
    env: {
      FIREWORKS_BASE_URL: gateway.url,
      FIREWORKS_API_KEY: gateway.apiKey,
      FIREWORKS_ACCOUNT_ID: gateway.accountId,
    },
  });
});
afterAll(async () => {
  await stack?.dispose();
  await gateway?.stop();
});
test("explore", async () => {
  const show = async (p: string) => {
    stack.program(
      `const f = require("pulumi-fireworks");const pulumi = require("@pulumi/pulumi");const good = { baseModel: "${LLAMA}", deploymentShape: "${SHAPE}" };\n` +
        p,
    );
    const { output } = await stack.preview([], { expectFailure: true });
    console.log(output);
  };
  await show(
    `new f.Deployment("d", {...good, directRouteApiKeys: {a: "sekret" }, maxReplicaCount: "4", displayName: {x: 5}, frob: 1, maxReplicaCuont: 4, autoscalingPolicy: { scaleUpWindow: "10m" } })`,
  );
  await show(`new f.Secret("s", { keyName: "x", value: ["sekret"] })`);
  await show(
    `new f.Deployment("d", {...good, minReplicaCount: 5, maxReplicaCount: 4, autoscalingPolicy: { scaleToZeroWindow: "10s" }, placement: { region: "A", regions: ["B"] }  })`,
  );
}, 120_000);
