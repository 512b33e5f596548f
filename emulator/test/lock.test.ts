import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { build } from "./process";

beforeAll(build);

/**
 * Takes the lock again and again, and leaves it each time as a killed server would. While it has the lock, nobody else may: a file that can
 * be made only once shows it.
 */
const contender = `
const { closeSync, openSync, readdirSync, rmSync, writeFileSync, renameSync } = require("node:fs");
const { lock } = require(process.argv[1]);
const folder = process.argv[2];
let [had, refused] = [0, 0];
while (had < 40) {
  try {
    lock(folder);
  } catch (error) {
    if (!/is in use/.test(error.message)) throw error;
    refused++;
    continue;
  }
  closeSync(openSync(folder + "/alone", "wx"));
  for (const until = performance.now() + 1; performance.now() < until; );
  had++;
  rmSync(folder + "/alone");
  const [last] = readdirSync(folder).filter((file) => /^lock/.test(file)).sort((a, b) => b.length - a.length || (a < b ? 1 : -1));
  writeFileSync(folder + "/dead." + process.pid, JSON.stringify({ pid: 2 ** 30, began: "" }));
  renameSync(folder + "/dead." + process.pid, folder + "/" + last);
}
console.log(JSON.stringify({ had, refused }));
`;

test("a dead holder's lock is taken over by one, however many want it", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "fireworks-emulator-"));
  const lock = path.join(__dirname, "..", "dist", "store", "lock.js");
  try {
    const outcomes = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const child = spawn(process.execPath, ["-e", contender, lock, folder], { stdio: ["ignore", "pipe", "pipe"] });
        const [out, error] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
        return error === "" ? JSON.parse(out).had : error;
      }),
    );
    expect(outcomes).toEqual([40, 40, 40, 40]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
