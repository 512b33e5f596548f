import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { inCheckout } from "../root.mts";
import { removeStaleLocks } from "./locks.mts";
import { backendFolder, type Environment, pulumi } from "./pulumi.mts";

export const STACK = "quickstart";

export const PROJECT = inCheckout();

const CONFIG = `Pulumi.${STACK}.yaml`;

export interface Stack {
  /** A copy of the project's file, because `pulumi stack init` writes the stack's file beside it, and the checkout shall stay clean. */
  shadow: string;
  options: string[];
  env: Environment;
}

export async function openStack(folder: string, env: Environment): Promise<Stack> {
  const shadow = join(folder, "project");
  const config = join(shadow, CONFIG);
  mkdirSync(shadow, { recursive: true });
  copyFileSync(join(PROJECT, "Pulumi.yaml"), join(shadow, "Pulumi.yaml"));
  const committed = join(PROJECT, CONFIG);
  if (!existsSync(config) && existsSync(committed)) copyFileSync(committed, config);
  removeStaleLocks(backendFolder(folder));
  const code = await pulumi(["stack", "select", STACK, "--create"], shadow, env, true);
  if (code !== 0) throw new Error("the local stack could not be made");
  return { shadow, options: ["--stack", STACK, "--config-file", config], env };
}

export async function removeStack(stack: Stack): Promise<number> {
  return pulumi(["stack", "rm", STACK, "--yes"], stack.shadow, stack.env, true);
}
