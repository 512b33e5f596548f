import { exported } from "./exported";

/**
 * Whether an earlier run of this stack was killed while it created the resource: the engine keeps such a creation as a
 * pending operation, and asks nobody about it. One that is running is one too, so there must be another.
 */
export async function interrupted(
  urn: string | undefined,
  stack: string | undefined,
  isCreation: boolean,
): Promise<boolean> {
  if (!urn || !stack) return false;
  try {
    const pending = (await exported(stack)).deployment?.pending_operations ?? [];
    const creations = pending.filter(({ type, resource }) => type === "creating" && resource?.urn === urn);
    return creations.length > (isCreation ? 1 : 0);
  } catch {
    return false;
  }
}

/**
 * Whether a resource's object was deleted for a replacement that did not come about: until it does, state keeps what
 * was, and the engine tells it like any other.
 */
export async function awaitsReplacement(urn: string, stack: string | undefined): Promise<boolean> {
  if (!stack) return false;
  try {
    const { resources = [] } = (await exported(stack)).deployment ?? {};
    return resources.some((one) => one.urn === urn && !one.delete && one.pendingReplacement === true);
  } catch {
    return false;
  }
}
