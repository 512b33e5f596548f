import type { Client } from "../client/client";
import { accountOf } from "../lifecycle/identity";
import type { Json, Kind } from "../lifecycle/kind";
import type { Run } from "../lifecycle/run";

/** What the lifecycle needs to know where no engine runs it. */
export function runOf(
  kind: Kind,
  client: Client,
  name: string,
  option: Run["limit"]["option"],
  more: Partial<Run> & { inputs?: Json } = {},
): Run {
  const limit = { seconds: kind.timeouts[option], option };
  const below = name.lastIndexOf(`/${kind.collection}/`);
  return {
    kind,
    client,
    name,
    parent: kind.parent ? name.slice(0, below) : accountOf(name),
    inputs: {},
    signal: new AbortController().signal,
    deadline: client.time.now() + limit.seconds * 1000,
    limit,
    urn: undefined,
    mark: undefined,
    freshness: 0,
    say: () => {},
    warn: (message) => void process.stderr.write(`warning: ${message}\n`),
    recorded: async () => undefined,
    interrupted: async () => false,
    failingFor: async () => undefined,
    current: () => {},
    ...more,
  };
}
