import { type Emulator, startEmulator } from "../src/index";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ speed: 0 });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.stop());

/** Stands for your code, which finds the emulator by FIREWORKS_BASE_URL, FIREWORKS_API_KEY and FIREWORKS_ACCOUNT_ID. */
const call = (method: string, path: string, body?: object): Promise<Response> =>
  fetch(`${emulator.url}/v1/accounts/${emulator.accountId}/${path}`, {
    method,
    headers: { authorization: `Bearer ${emulator.apiKey}` },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
const chat = {
  baseModel: "accounts/fireworks/models/llama-v3p1-8b-instruct",
  deploymentShape: "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast",
};

test("a deployment gets ready", async () => {
  await call("POST", "deployments?deploymentId=chat", chat);
  emulator.clock.advance("2m");
  expect(await (await call("GET", "deployments/chat")).json()).toMatchObject({ state: "READY" });
});

test("a creation that breaks off after it took effect has taken effect", async () => {
  emulator.faults.add({ operation: "CreateDeployment", when: "after", times: 1, action: { reset: true } });
  await expect(call("POST", "deployments?deploymentId=chat", chat)).rejects.toThrow();
  expect((await call("GET", "deployments/chat")).status).toBe(200);
});
