import { behaviour, bodyKeys, type Emulator, type Json, type Kind, kinds, same } from "../provider.mts";
import type { Held } from "./driver.mts";
import type { Program } from "./program.mts";

/** What the run knows of the gateway besides the program and state. */
export interface Known {
  /** What is somebody else's, as it was. */
  others: Map<string, Json>;
  /** What somebody else wrote into fields of ours that no program had. */
  written: { id: string; made: unknown; key: string; value: unknown }[];
  /** Every value that a program of this stack had: what it has no more must not be there. */
  attempted: Map<string, Json>;
  /** Objects that may be there although state does not hold them. */
  left: Set<string>;
}

const collectionOf = ({ parent, collection }: Kind) => (parent ? `users/${collection}` : collection);

/** Objects that are not on their way out. */
export function objectsOf(gateway: Emulator): Json[] {
  return kinds.flatMap((kind) => {
    const { closing = [], gone = [] } = kind.states;
    return gateway.list(collectionOf(kind)).filter(({ state }) => ![...closing, ...gone].includes(String(state)));
  });
}

/** What follows from other objects, or from the clock. */
const OWN_LIFE =
  /^(deployedModelRefs|replica|readyReplica|desiredReplica|lastUsed|lastTraffic|internal|supportedPrecisions)/;
const still = (object: Json | undefined) =>
  object && JSON.stringify(Object.entries(object).filter(([key]) => !OWN_LIFE.test(key)));

const isNothing = (value: unknown) => value === false || value === 0 || value === "" || value === "0";

/** How the gateway differs from the program. */
export function differences(gateway: Emulator, program: Program, held: readonly Held[], known: Known): string[] {
  return [
    ...program.flatMap((declared) => unlike(gateway, program, held, declared, known)),
    ...leftOver(gateway, held, known),
    ...handsOff(gateway, known),
  ];
}

function unlike(
  gateway: Emulator,
  program: Program,
  held: readonly Held[],
  { name, args }: Program[number],
  known: Known,
): string[] {
  const state = held.find((one) => one.name === name);
  if (!state) return [`${name} is not in state`];
  const object = gateway.get(state.id);
  if (!object) return [`${name} is ${state.id} in state, which is not on the gateway`];
  const { kind } = state;
  const shown = String(object.state ?? "STATE_UNSPECIFIED");
  const wrong = kind.states.ready.includes(shown) ? [] : [`${name} is ${shown}`];
  const files = Object.entries(gateway.content(state.id)).filter(([, bytes]) => bytes.length === 0);
  wrong.push(...files.map(([file]) => `${file} of ${name} is empty`));
  for (const key of bodyKeys(kind)) {
    const schema = kind.fields.shape[key];
    if (behaviour(schema).createOnly) continue;
    const wanted = referring(args[key], program, held);
    const had = known.attempted.get(name)?.[key];
    if (wanted !== undefined && !same(schema, wanted, object[key]))
      wrong.push(`${key} of ${name} is ${JSON.stringify(object[key])} instead of ${JSON.stringify(wanted)}`);
    // A map may hold others' members.
    const plain = Array.isArray(had) || typeof had !== "object";
    if (wanted === undefined && had !== undefined && plain && !isNothing(had) && same(schema, had, object[key]))
      wrong.push(`${key} of ${name} is still ${JSON.stringify(object[key])}, which the program does not say any more`);
  }
  return wrong;
}

function referring(value: unknown, program: Program, held: readonly Held[]): unknown {
  if (Array.isArray(value)) return value.map((one) => referring(one, program, held));
  const to = typeof value === "string" ? /^\$\{(.+)\.name\}$/.exec(value)?.[1] : undefined;
  return to === undefined ? value : held.find(({ name }) => name === to)?.id;
}

const attemptOf = (object: Json) => (object.annotations as Json | undefined)?.["pulumi-fireworks-attempt"];

function leftOver(gateway: Emulator, held: readonly Held[], { others, left }: Known): string[] {
  const ids = new Set(held.map(({ id }) => id));
  const own = [...ids].flatMap((id) => attemptOf(gateway.get(id) ?? {}) ?? []);
  return objectsOf(gateway)
    .filter((object) => {
      const name = String(object.name);
      // The service loads a deployment's own model by itself; what came of one creation too late goes with its twin.
      const byItself = object.deployment !== undefined && object.default === true;
      return (
        !ids.has(name) && !others.has(name) && !left.has(name) && !byItself && !own.includes(attemptOf(object) ?? "")
      );
    })
    .map(({ name }) => `left over: ${String(name)}`);
}

export function handsOff(gateway: Emulator, { others, written }: Known): string[] {
  const touched = [...others].filter(([name, before]) => still(gateway.get(name)) !== still(before));
  const overwritten = written.filter(({ id, made, key, value }) => {
    const object = gateway.get(id);
    return object !== undefined && object.createTime === made && JSON.stringify(object[key]) !== JSON.stringify(value);
  });
  return [
    ...touched.map(([name]) => `${name}, which is somebody else's, was touched`),
    ...overwritten.map(({ id, key }) => `${key} of ${id}, which no program has, was overwritten`),
  ];
}
