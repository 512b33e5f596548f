import { execFileSync } from "node:child_process";
import { nameOf } from "../test/engine/deployment.mts";
import { createStack, type Stack } from "../test/engine/stack.mts";
import { inCheckout } from "../tools/root.mts";
import { journal } from "./gateway.mts";
import type { Program } from "./programs.mts";
import { emulator, type Server, serve } from "./server.mts";

/** A program as a stack of its own, with a gateway of its own if it asks one. */
export interface Site {
  stack: Stack;
  gateway: Server;
  /** How many requests the gateway has had. */
  requests(): Promise<number>;
  /** CPU time of the gateway so far, in milliseconds. */
  gatewayTime(): Promise<number>;
  close(): Promise<void>;
}

/** The harness of the tests needs it, and their set-up is not here to say it. */
function findEngine(): void {
  process.env.PULUMI_FIREWORKS_ENGINE ??= execFileSync(process.execPath, [`${inCheckout()}/tools/engine.mts`], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  })
    .trim()
    .split("\n")
    .at(-1);
}

export const toldOf = ({ url }: Server) => ({
  FIREWORKS_BASE_URL: url,
  FIREWORKS_API_KEY: "fw_emulator_key",
  FIREWORKS_ACCOUNT_ID: "emulator",
});

/** The tests have a cache of compiled modules, and a proxy that is a closed port: all requests here are to loopback. */
const asOnUsersMachines = {
  NODE_COMPILE_CACHE: undefined,
  HTTP_PROXY: undefined,
  HTTPS_PROXY: undefined,
  NO_PROXY: undefined,
};

/** A stack as a user would have it, whose provider asks this gateway. */
export function stackAt(gateway: Server, files: Record<string, string>, env: object = {}): Promise<Stack> {
  findEngine();
  return createStack({ env: { ...toldOf(gateway), ...asOnUsersMachines, ...env }, files });
}

export async function openSite(program: Program, count: number): Promise<Site> {
  const gateway = await serve(emulator, ["--json", "--speed", "0"]);
  try {
    const stack = await stackAt(gateway, program.files(count));
    return {
      stack,
      gateway,
      requests: async () => (await journal(gateway)).length,
      gatewayTime: async () => (await gateway.cpu()) / 1000,
      close: async () => {
        // The folder is thrown away: destroying a thousand resources takes as long as making them.
        await stack.dispose();
        await gateway.stop();
      },
    };
  } catch (error) {
    await gateway.stop();
    throw error;
  }
}

/** Bytes of a resource's entry in state, as JSON without spaces, and how many of them are its own arguments, twice. */
export async function entrySize({ stack }: Site): Promise<{ all: number; own: number }> {
  const entry = (await stack.resources()).find((resource) => nameOf(resource) === "setting-7");
  if (!entry) throw new Error("no setting-7 in state");
  const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
  const without = (props: object = {}) =>
    Object.fromEntries(Object.entries(props).filter(([key]) => key !== "keyName" && key !== "value"));
  const bare = { ...entry, inputs: without(entry.inputs), outputs: without(entry.outputs) };
  return { all: bytes(entry), own: bytes(entry) - bytes(bare) };
}
