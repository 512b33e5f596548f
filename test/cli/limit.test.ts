import { PassThrough } from "node:stream";
import { type Emulator, startEmulator } from "../../emulator/src";
import { gatewayBy } from "../../src/cli/gateway";
import { progress } from "../../src/cli/progress";

let gateway: Emulator;
beforeAll(async () => {
  gateway = await startEmulator();
});
afterAll(() => gateway.stop());

test("a command says what it waits for, and takes it away", async () => {
  const body = { code: 8, message: "too many requests" };
  gateway.faults.add({ operation: "ListAccounts", times: 3, action: { status: 429, body } });
  const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  const settings = { baseUrl: gateway.url, apiKey: gateway.apiKey };
  const { account } = await gatewayBy(settings, progress(terminal as unknown as NodeJS.WriteStream));
  expect(account).toBe("accounts/emulator");
  const shown = String(terminal.read()).split("\r\x1b[K");
  expect(shown).toEqual(["", expect.stringMatching(/^the gateway limits this account: .*1 waiting$/), ""]);
});
