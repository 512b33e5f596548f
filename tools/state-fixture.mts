import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { build } from "./build/parts.mts";
import { ensureEngine } from "./engine/ensure.mts";
import { inCheckout } from "./root.mts";

/** Keeps, for ever, the state that this version writes: CONTRIBUTING.md says when. */

const version = (JSON.parse(readFileSync(inCheckout("package.json"), "utf8")) as { version: string }).version;
const released = new RegExp(`^## \\[${version.replaceAll(".", "\\.")}\\]`, "m");

async function main(): Promise<void> {
  if (released.test(readFileSync(inCheckout("CHANGELOG.md"), "utf8")))
    throw new Error(`${version} is released, and its state is as it is: give package.json the version that is to come`);
  await build();
  process.env.PULUMI_FIREWORKS_ENGINE = await ensureEngine();
  const { write } = await import("../test/torture/states/write.mts");
  const { FIXTURES } = await import("../test/torture/states/fixture.mts");
  await write(version);
  writeFileSync(join(FIXTURES, "SHA256SUMS"), digests(FIXTURES));
  console.log(`wrote ${relative(inCheckout(), join(FIXTURES, version))}`);
}

/** In the form of `sha256sum`, which can check it too. */
function digests(folder: string): string {
  const files = (readdirSync(folder, { recursive: true }) as string[]).filter(
    (name) => name.includes("/") && statSync(join(folder, name)).isFile(),
  );
  const lines = files.sort().map((name) => {
    const digest = createHash("sha256")
      .update(readFileSync(join(folder, name)))
      .digest("hex");
    return `${digest}  ${name}\n`;
  });
  return lines.join("");
}

try {
  await main();
} catch (error) {
  console.error(`state fixture: ${(error as Error).message}`);
  process.exitCode = 1;
}
