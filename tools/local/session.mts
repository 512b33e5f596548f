import { build } from "../build/parts.mts";
import { ensureEngine } from "../engine/ensure.mts";
import { inCheckout } from "../root.mts";
import { type Gateway, startGateway, stopGateway } from "./gateway.mts";
import { localEnvironment } from "./pulumi.mts";
import { openStack, type Stack } from "./stack.mts";

/** Outlives the command: the next one finds the objects and the state as they were left. */
const FOLDER = inCheckout(".fireworks");

/** Everything that `up` and `down` need, for as long as `use` takes; its answer is the exit code. */
export async function locally(use: (stack: Stack, gateway: Gateway) => Promise<number>): Promise<void> {
  try {
    await build();
    process.exitCode = await onGateway(await ensureEngine(), use);
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}

async function onGateway(engine: string, use: (stack: Stack, gateway: Gateway) => Promise<number>): Promise<number> {
  // Ctrl-C is the engine's; we stay until it has ended, and end the gateway after it.
  process.on("SIGINT", () => {});
  const gateway = await startGateway(FOLDER);
  try {
    announce(gateway);
    const stack = await openStack(FOLDER, localEnvironment(engine, FOLDER, gateway));
    return await use(stack, gateway);
  } finally {
    await stopGateway(FOLDER, gateway);
  }
}

function announce(gateway: Gateway): void {
  console.error(`The gateway is the embedded emulator at ${gateway.url}, its state in .fireworks/gateway.`);
  if (process.env.FIREWORKS_API_KEY) {
    console.error("FIREWORKS_API_KEY is set but not used here; on the real service, use plain `pulumi up`.");
  }
}
