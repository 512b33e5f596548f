import type { Client } from "../client/client";
import type { Settings } from "../client/connection";
import type { Common } from "./options";
import { type Progress, progress } from "./progress";
import { projectFile } from "./project";
import { PulumiFailed } from "./pulumi";
import { configuredValues, valuesOf } from "./stack";

interface Gateway {
  client: Client;
  /** `accounts/a`. */
  account: string;
}

/** Everything of the configuration's namespace `fireworks`. */
export type Configuration = Settings & Record<string, string | undefined>;

/**
 * The stack's configuration, where there is a project with a stack; else nothing, and the environment decides alone.
 * @throws when there is one that cannot be read: the environment's key may be for another account
 */
export async function configuration(common: Common): Promise<Configuration> {
  if (common.stack === undefined && projectFile(common.cwd) === undefined) return {};
  try {
    return valuesOf(await configuredValues(common));
  } catch (error) {
    const none = error instanceof PulumiFailed && /no stack selected|no `pulumi` on PATH/.test(error.words);
    if (none && common.stack === undefined) return {};
    throw error;
  }
}

/** A client by the stack's configuration, then the environment. */
async function clientFor(settings: Configuration, shown: Progress): Promise<Client> {
  const [{ createClient }, { connect, debugs }] = await Promise.all([
    import("../client/client.js"),
    import("../client/connection.js"),
  ]);
  // An emulator's speed is for waits; what is asked for here takes real time to come.
  return createClient(
    { ...connect(settings), speed: 1 },
    debugs(settings.debug) ? (line) => process.stderr.write(`${line}\n`) : undefined,
    (message) => (message === "" ? shown.end() : shown.at(message)),
  );
}

/** The gateway, and the account that the stack's resources live in. What has to wait says so where progress is shown. */
export async function gatewayBy(settings: Configuration, shown: Progress = progress()): Promise<Gateway> {
  const client = await clientFor(settings, shown);
  const { soleAccount } = await import("../client/account.js");
  return { client, account: await soleAccount(client) };
}

export const gateway = async (common: Common): Promise<Gateway> => gatewayBy(await configuration(common));
