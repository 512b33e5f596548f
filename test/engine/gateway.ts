import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator/src";
import { createStack, type Stack, type StackOptions } from "./stack.mts";

export const LLAMA = "accounts/fireworks/models/llama-v3p1-8b-instruct";
export const SHAPE = "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast";

/** What makes a program talk to an emulator. */
export const pointingAt = (gateway: Emulator) => ({
  FIREWORKS_BASE_URL: gateway.url,
  FIREWORKS_API_KEY: gateway.apiKey,
  FIREWORKS_ACCOUNT_ID: gateway.accountId,
});

/** A program of one line for each resource: `new fireworks.Router("r", …)`. */
export const program = (...lines: string[]) => `const fireworks = require("pulumi-fireworks");\n${lines.join("\n")}\n`;

export interface Site {
  gateway: Emulator;
  stack: Stack;
  dispose: () => Promise<void>;
}

/** A gateway of one's own, and a stack that talks to it. */
export async function site(options: StackOptions = {}, emulator: EmulatorOptions = {}): Promise<Site> {
  // Some minutes are days at this speed: unused deployments would be deleted on a slow machine.
  const settings = { idleDays: 0, ...emulator.settings };
  const gateway = await startEmulator({ speed: 2000, ...emulator, settings });
  const stack = await createStack({ ...options, env: { ...pointingAt(gateway), ...options.env } });
  return {
    gateway,
    stack,
    dispose: async () => {
      await stack.dispose();
      await gateway.stop();
    },
  };
}
