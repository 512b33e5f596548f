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
  expect(await interrupted("urn:x", "o/p/dev")).toBe(false);
  expect(await failingFor("o/p/dev")).toBeUndefined();
  expect(await recorded("accounts/a/routers/x", "127.0.0.1:9", "o/p/dev")).toBeUndefined();
});
