import { execFileSync } from "node:child_process";
import { relative, resolve } from "node:path";
import { build } from "../emulator/test/process";

beforeAll(build);

const CHECKOUT = resolve(__dirname, "..");

/** Which of our files a process has loaded that has run some code, and whether it can send requests: every `pulumi` command pays for it. */
function loadedBy(code: string): { files: string[]; http: boolean } {
  const script = `(async () => {
    ${code}
    const http = process.moduleLoadList.includes("NativeModule internal/deps/undici/undici");
    console.log(JSON.stringify({ files: Object.keys(require.cache), http }));
  })();`;
  const answer = execFileSync(process.execPath, ["-e", script], { cwd: CHECKOUT, encoding: "utf8" });
  const { files, http } = JSON.parse(answer) as { files: string[]; http: boolean };
  return { files: files.map((file) => relative(CHECKOUT, file)).filter((name) => name.startsWith("dist")), http };
}

const CHECK = `
  const { Secret } = require("pulumi-fireworks/provider");
  await Secret.configure({ config: { get: (key) => ({ "fireworks:accountId": "a", "fireworks:apiKey": "k" })[key] } });
  const { failures } = await Secret.check({}, { keyName: "KEY", value: "planted" });
  if (failures.length > 0) throw new Error(JSON.stringify(failures));`;

test("a program loads neither zod nor what sends requests", () => {
  const { files, http } = loadedBy('require("pulumi-fireworks");');
  expect(files).toContain("dist/index.js");
  expect(files.length).toBeLessThan(15);
  expect(files.filter((name) => /zod|yaml|commander|ky\.js|p-retry/.test(name))).toEqual([]);
  expect(http).toBe(false);
});

test("the provider's process loads what sends requests with the first of them", () => {
  const { files, http } = loadedBy(CHECK);
  expect(files).toContain("dist/shared/zod.js");
  expect(files.length).toBeLessThan(35);
  expect(files.filter((name) => /yaml|commander|ky\.js/.test(name))).toEqual([]);
  expect(http).toBe(false);
});
