import { ConcurrentUpdateError, type Stack } from "@pulumi/pulumi/automation/index.js";

/** The pipeline lets one job at a time work on an ephemeral stack, and nobody else does: a lock was left by a job that was killed. */
export async function unlocked<T>(stack: Stack, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ConcurrentUpdateError)) throw error;
    console.log(`${stack.name} was locked by a job that was killed`);
    await stack.cancel();
    return work();
  }
}

/** What a killed job was creating is in no state, so `destroy` would leave it: `up` takes it up first. */
export async function takeUpWhatWasLeft(stack: Stack): Promise<void> {
  if ((await left(stack)).length === 0) return;
  await stack.up({ onOutput: console.log, color: "never" });
  const still = await left(stack);
  if (still.length > 0)
    throw new Error(
      `a killed job was creating ${still.join(", ")}, which this commit does not declare. See whether it exists: npx pulumi-fireworks orphans`,
    );
}

interface State {
  resources?: { urn: string }[];
  pending_operations?: { type: string; resource: { urn: string } }[];
}

async function left(stack: Stack): Promise<string[]> {
  const { deployment } = await stack.exportStack();
  const { resources = [], pending_operations: pending = [] } = deployment as State;
  const known = new Set(resources.map(({ urn }) => urn));
  return pending
    .filter(({ type, resource }) => type === "creating" && !known.has(resource.urn))
    .map(({ resource }) => resource.urn);
}
