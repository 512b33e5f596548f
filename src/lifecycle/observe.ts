import { GatewayError, hasStatus } from "../client/errors";
import { objectIn } from "./answer";
import { accountOf, isNameOf } from "./identity";
import type { Json } from "./kind";
import type { Run } from "./run";

/** The object as the gateway has it; undefined where it is not. A tombstone is an object. */
export async function observe(run: Run, name: string): Promise<Json | undefined> {
  if (run.kind.observe) return run.kind.observe(run, name);
  return lookUp(run, name);
}

/** Looks again where nothing is found: one "not found" may be a stale answer. */
export async function seek(run: Run, name: string): Promise<Json | undefined> {
  for (const pause of [500, 1500]) {
    const found = await observe(run, name);
    if (found) return found;
    await run.client.time.sleep(pause, run.signal);
  }
  return observe(run, name);
}

/** A GET, whose 404 is an answer. */
export async function lookUp(run: Run, name: string, answer?: number): Promise<Json | undefined> {
  try {
    const object = await run.client.request("GET", `v1/${name}`, {
      signal: run.signal,
      ...(answer === undefined ? {} : { answer }),
    });
    return isNameOf(run.kind, name) ? objectIn(run.kind, name, { method: "GET", path: name, object }) : object;
  } catch (error) {
    if (hasStatus(error, 404)) return undefined;
    throw error;
  }
}

/**
 * "Not found" means "gone" only from an account that answers otherwise: to a key without access the gateway says the
 * same.
 */
export async function confirmGone(run: Run, name: string): Promise<void> {
  const account = accountOf(name);
  try {
    await run.client.request("GET", `v1/${account}`, { signal: run.signal });
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    throw new Error(
      `${name} was not found, but neither is its ${account} to be seen with this key, so it may well exist. ` +
        `Nothing was changed. Use a key of that account (fireworks:apiKey, fireworks:accountId).\n${error.message}`,
    );
  }
}
