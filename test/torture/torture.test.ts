import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";

/** The same cases every time, some of each kind and flow: `npm run torture` goes on with the rest. */
test("five hundred faults are survived", async () => {
  const tool = join(__dirname, "..", "..", "tools", "torture.mts");
  const child = spawn(process.execPath, [tool, "--short"], { stdio: ["ignore", "pipe", "inherit"] });
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
  expect(said).not.toMatch(/^LOST/m);
  const [, survived] = /^(\d+) faults survived, 0 not\b/.exec(said.trim().split("\n").at(-1) ?? "") ?? [];
  expect(Number(survived)).toBeGreaterThanOrEqual(500);
  expect(code).toBe(0);
}, 600_000);
