import type { Client } from "../../client/client";
import { hasStatus } from "../../client/errors";
import type { Json } from "../../lifecycle/kind";
import { type Configuration, gatewayBy } from "../gateway";

/** What the gateway knows of hardware and replicas, which state leaves out where the program does. */
export interface Live {
  account: string;
  /** By full name. */
  deployments: ReadonlyMap<string, Json>;
  /** Hardware of a shape or of one of its versions; undefined where there is none that one may see. */
  shape: (name: string) => Promise<Json | undefined>;
}

/** Soon said, so that a cost without it is still to be had. */
const QUICKLY = { retries: 1, timeout: 20 };

/** @throws why the gateway cannot be asked */
export async function look(settings: Configuration): Promise<Live> {
  const { client, account } = await gatewayBy(settings);
  const all = await client.list(`v1/${account}/deployments`, "deployments", QUICKLY);
  const shapes = new Map<string, Promise<Json | undefined>>();
  return {
    account,
    deployments: new Map(all.map((one) => [String(one.name), one])),
    shape: (name) => {
      const known = shapes.get(name) ?? hardware(client, name);
      shapes.set(name, known);
      return known;
    },
  };
}

async function hardware(client: Client, name: string): Promise<Json | undefined> {
  try {
    const shape = await client.request("GET", `v1/${name}`, QUICKLY);
    return (shape.snapshot as Json | undefined) ?? shape;
  } catch (error) {
    if (hasStatus(error, 403, 404)) return undefined;
    throw error;
  }
}
