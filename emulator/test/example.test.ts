import { type Emulator, startEmulator } from "../src/index";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ speed: 0 });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.stop());

test("a deployment gets ready", async () => {
  const call = (method: string, path: string, body?: object) =>
    fetch(`${emulator.url}/v1/accounts/emulator/${path}`, {
      method,
      headers: { authorization: `Bearer ${emulator.apiKey}` },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  await call("POST", "deployments?deploymentId=chat", {
    baseModel: "accounts/fireworks/models/llama-v3p1-8b-instruct",
    deploymentShape: "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast",
  });
  emulator.clock.advance("2m");
  expect(await (await call("GET", "deployments/chat")).json()).toMatchObject({ state: "READY" });
});
