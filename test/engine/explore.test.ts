import { type Site, site } from "./gateway";

let here: Site;
beforeAll(async () => {
  here = await site();
});
afterAll(async () => {
  await here?.dispose();
});
const prog = (v: string) =>
  `const f = require("pulumi-fireworks"); new f.Secret("one", { keyName: "ONE", value: "${v}" }); new f.Deployment("chat", { baseModel: "accounts/fireworks/models/llama-v3p1-8b-instruct", deploymentShape: "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast", description: "${v}" });`;
test("explore", async () => {
  const { stack, gateway } = here;
  const t0 = Date.now();
  const show = async (title: string, work: Promise<{ code: number; output: string }>) => {
    const r = await work.catch((e) => ({ code: -1, output: `THROWN ${e.message}` }));
    console.log(title, Date.now() - t0, r.code, r.output);
  };
  stack.program(prog("a"));
  await stack.up();
  stack.program(prog("b"));
  for (const [title, env] of Object.entries({
    key: { FIREWORKS_API_KEY: "fw_wrong" },
    account: { FIREWORKS_ACCOUNT_ID: "somebody" },
    unreachable: { FIREWORKS_BASE_URL: "http://127.0.0.1:9" },
    http: { FIREWORKS_BASE_URL: "http://gateway.example" },
    none: { FIREWORKS_API_KEY: undefined },
  })) {
    await show(`${title} preview`, stack.preview([], { env, expectFailure: true }));
    await show(`${title} up`, stack.up([], { env, expectFailure: true }));
    await show(`${title} refresh`, stack.refresh([], { env, expectFailure: true }));
    await show(`${title} destroy`, stack.destroy([], { env, expectFailure: true }));
  }
  console.log(gateway.list("deployments"));
}, 400_000);
