import { type EngineServices, startEngineServices } from "./engine.mts";
import { type Emulator, type Json, type Kind, kinds, startEmulator } from "./provider.mts";
import { post, type Sample } from "./samples.mts";

/** How many times as fast time runs: a minute, the longest that an attempt may take, is a second. */
export const SPEED = 60;

/** A gateway and an engine's services, for one life at a time. */
export interface World {
  gateway: Emulator;
  engine: EngineServices;
  /** Snapshots in which a sample's surroundings are there already. */
  prepared: Map<Sample, unknown>;
}

export async function newWorld(): Promise<World> {
  return { gateway: await startGateway(), engine: await startEngineServices(), prepared: new Map() };
}

export function startGateway(accounts?: Emulator["accounts"]): Promise<Emulator> {
  // In virtual seconds: enough for a look or two.
  const timing = {
    deploymentCreateSeconds: 2,
    deploymentUpdateSeconds: 2,
    deploymentDeleteSeconds: 1,
    deployedModelSeconds: 2,
    undeploySeconds: 1,
    modelImportSeconds: 2,
    modelPrepareSeconds: 2,
    modelBusySeconds: 1,
    routerSeconds: 1,
    userSeconds: 1,
  };
  return startEmulator({ ...(accounts ? { accounts } : {}), speed: SPEED, settings: { defaultQuota: 1000, timing } });
}

export function kindOf({ type }: Sample): Kind {
  const kind = kinds.find((one) => one.type === type);
  if (!kind) throw new Error(`there is no kind ${type}`);
  return kind;
}

/** The gateway with the sample's surroundings, and an object of the kind that is somebody else's. */
export async function surround({ gateway, prepared, engine }: World, sample: Sample): Promise<void> {
  engine.said.length = 0;
  gateway.faults.clear();
  const known = prepared.get(sample);
  if (known) gateway.restore(known);
  else {
    await settle(gateway, [sample]);
    prepared.set(sample, gateway.snapshot());
  }
  gateway.clearJournal();
}

export async function settle(gateway: Emulator, samples: readonly Sample[]): Promise<void> {
  gateway.reset();
  for (const sample of samples) {
    await sample.prepare?.(gateway);
    await post(gateway, sample.byHand("theirs"));
  }
  // So long ago that nobody can take it for a leftover.
  gateway.clock.advance("2h");
  for (const sample of samples) for (const { name } of objects(gateway, kindOf(sample))) gateway.get(String(name));
}

/** The objects of a kind that are not on their way out, with everything that the gateway knows of them. */
export function objects(gateway: Emulator, kind: Kind): Json[] {
  const collection = kind.parent ? `users/${kind.collection}` : kind.collection;
  const { closing = [], gone = [] } = kind.states;
  return gateway.list(collection).filter(({ state }) => ![...closing, ...gone].includes(String(state)));
}
