import { existsSync } from "node:fs";
import { inCheckout } from "../root.mts";
import { buildPart, type Part } from "./part.mts";
import { runNode } from "./run-node.mts";

const GENERATOR = inCheckout("tools", "generate.mts");

/** The compiler's settings and version, which both parts share. */
const SHARED = ["tsconfig.json", "package-lock.json"].map((name) => inCheckout(name));

const provider: Part = {
  name: "pulumi-fireworks",
  folder: inCheckout(),
  inputs: [
    ...SHARED,
    ...["src", "package.json", "tools/build", "tools/load.mts", "tools/generate.mts", "tools/generate"].map((name) =>
      inCheckout(name),
    ),
  ],
  entries: {
    index: "src/index.ts",
    provider: "src/provider.ts",
    "stack/index": "src/stack/index.ts",
    "cli/main": "src/cli/main.ts",
  },
  prepare: async () => {
    if (existsSync(GENERATOR)) await runNode(GENERATOR, []);
  },
};

const emulator: Part = {
  name: "fireworks-emulator",
  folder: inCheckout("emulator"),
  inputs: [...SHARED, ...["src", "package.json", "tsconfig.json"].map((name) => inCheckout("emulator", name))],
};

/** Compiles what is not compiled yet. */
export async function build(): Promise<void> {
  await Promise.all([buildPart(provider), buildPart(emulator)]);
}
