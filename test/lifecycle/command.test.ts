import { failingFor } from "../../src/engine/history";
import { recorded } from "../../src/engine/monitor";
import { interrupted } from "../../src/engine/pending";

let printed = "";

jest.mock("node:child_process", () => ({
  execFile: (_file: string, _args: string[], _options: object, done: (error: null, stdout: string) => void) =>
    void setImmediate(() => done(null, printed)),
}));

test.each(["Welcome", "", "null"])("a pulumi that prints %j ends nothing", async (answer) => {
  printed = answer;
  expect(await interrupted("urn:x", "o/p/dev", false)).toBe(false);
  expect(await failingFor("o/p/dev")).toBeUndefined();
  expect(await recorded("accounts/a/routers/x", "127.0.0.1:9", "o/p/dev")).toBeUndefined();
});

test("a creation that is running is no evidence of one that was cut off; to an update one is", async () => {
  printed = JSON.stringify({ deployment: { pending_operations: [{ type: "creating", resource: { urn: "urn:x" } }] } });
  const told = (isCreation: boolean) => interrupted("urn:x", "o/p/two", isCreation);
  expect([await told(true), await told(false)]).toEqual([false, true]);
});
