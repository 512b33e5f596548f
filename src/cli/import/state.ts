import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { typeToken } from "../../engine/type-token";
import { toEngine } from "../../engine/wire";
import type { Common } from "../options";
import { pulumi } from "../pulumi";
import type { Described } from "./describe";

/** So long writing many resources may take: with a remote backend each is a request. */
const PATIENCE_MS = 3_600_000;

const QUIET = ["--yes", "--skip-preview", "--generate-code=false", "--suppress-outputs", "--color", "never"];

/**
 * Puts the resources into state by `pulumi import`, which takes the stack's lock, makes the default provider, encrypts,
 * and keeps what is there. With inputs and outputs given it asks nobody.
 */
export async function importIntoState(common: Common, all: readonly Described[], protect: boolean): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-fireworks-import-"));
  try {
    const file = join(folder, "import.json");
    const resources = all.map(({ kind, logical, name, inputs, outputs }) => ({
      type: typeToken(kind.type),
      name: logical,
      id: name,
      inputs: toEngine(inputs),
      outputs: toEngine(outputs),
    }));
    writeFileSync(file, JSON.stringify({ resources }), { mode: 0o600 });
    await pulumi(common, ["import", "--file", file, `--protect=${protect}`, ...QUIET], {
      patience: PATIENCE_MS,
      unbroken: true,
      // Nothing is asked of the gateway: state is written once, at the end, and is either old or new.
      env: { PULUMI_SKIP_CHECKPOINTS: "true" },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
