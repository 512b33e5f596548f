import { handler, noopHandler, openPlugin, type Plugin, type Values } from "./plugin.mts";
import { runPython } from "./sdk.mts";
import type { Server } from "./server.mts";
import { toldOf } from "./stacks.mts";

/** As many at a time as Pulumi's engine on a machine of two cores, and as the threads of the SDK's script. */
const LANES = 8;

/** Milliseconds: of the whole process, and from when it is ready to the last answer. */
export interface Took {
  process: number;
  requests: number;
}

const argsOf = (provider: string, n: number, value: number): Values => ({
  keyName: `SETTING_${n}`,
  value: `the value ${value} of ${n}`,
  __provider: provider,
  __pulumi: { urn: `urn:pulumi:dev::bench::pulumi-nodejs:dynamic/fireworks:Secret::setting-${n}`, dryRun: false },
});

async function inLanes(count: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

async function made(plugin: Plugin, provider: string, count: number, changed: boolean): Promise<void> {
  const all = new Map<number, { id: string; outs: Values }>();
  await inLanes(count, async (n) => {
    all.set(n, await plugin.create(await plugin.check(argsOf(provider, n, 1))));
  });
  if (!changed) return;
  await inLanes(count, async (n) => {
    const { id, outs } = all.get(n) as { id: string; outs: Values };
    await plugin.update(id, outs, await plugin.check(argsOf(provider, n, 2)));
  });
}

/** By the process that the engine starts, and the calls that the engine makes. What fails is thrown. */
async function byProcess(provider: string, gateway: Server, count: number, changed: boolean): Promise<Took> {
  const began = performance.now();
  const plugin = await openPlugin(toldOf(gateway));
  try {
    const ready = performance.now();
    await plugin.configure({});
    await made(plugin, provider, count, changed);
    const ended = performance.now();
    return { process: ended - began, requests: ended - ready };
  } finally {
    plugin.stop();
  }
}

export const byProvider = (gateway: Server, count: number, changed = false): Promise<Took> =>
  byProcess(handler, gateway, count, changed);

/** The same process and calls, and nothing made: what no provider can be quicker than. */
export const byNobody = (gateway: Server, count: number): Promise<Took> =>
  byProcess(noopHandler, gateway, count, false);

/** By the SDK's script, in as many threads. */
export async function bySdk(gateway: Server, count: number): Promise<Took> {
  const began = performance.now();
  const requests = Number(await runPython(gateway, "secrets.py", [count, LANES]));
  return { process: performance.now() - began, requests };
}
