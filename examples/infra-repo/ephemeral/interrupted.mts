import { ConcurrentUpdateError, type Stack } from "@pulumi/pulumi/automation/index.js";
import { advice, left } from "../ci/left.mjs";

/** Whether a lock was left by a job that was killed: one job at a time works on a pull request's stack, and no person does. */
export type IsLeft = (stack: Stack) => Promise<boolean>;

export async function unlocked<T>(stack: Stack, isLeft: IsLeft, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ConcurrentUpdateError) || !(await isLeft(stack))) throw error;
    console.log(`${stack.name} was locked by a job that was killed`);
    await stack.cancel();
    return work();
  }
}

const whatIsLeft = async (stack: Stack) => left((await stack.exportStack()).deployment);

/** What a killed job was creating is in no state, so `destroy` would leave it: `up` takes it up first. */
export async function takeUpWhatWasLeft(stack: Stack): Promise<void> {
  if ((await whatIsLeft(stack)).length === 0) return;
  await stack.up({ onOutput: console.log, color: "never" });
  const still = await whatIsLeft(stack);
  if (still.length > 0) throw new Error(advice(still));
}
