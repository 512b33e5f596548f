import { isDeepStrictEqual } from "node:util";
import type { World } from "../world.mts";
import { SPEED } from "../world.mts";
import type { Driver, Ended } from "./driver.mts";
import type { Program } from "./program.mts";
import { destroy, Failed, newStack, refresh, type Stack, up } from "./stack.mts";
import { calm, strike, type Trouble } from "./trouble.mts";

/** In seconds of the gateway's time: what never ends is not waited for for hours. That of a deletion would be an input. */
const LIMIT = 120;
const LIMITS = { create: LIMIT, update: LIMIT };

/** The handlers, as they were built, in the engine's order. */
export function handlersDriver({ gateway, engine }: World): Driver {
  const stack = newStack(gateway, engine);
  const said: string[] = [];
  const command = async (work: () => Promise<unknown>, trouble?: Trouble): Promise<Ended> => {
    gateway.clearJournal();
    if (trouble) strike(gateway, trouble, SPEED);
    stack.timeouts = trouble ? LIMITS : {};
    stack.killed = () => trouble?.kill === true && gateway.journal().some(({ fault }) => fault !== undefined);
    const ended = await endedOf(stack, work);
    stack.killed = () => false;
    stack.timeouts = {};
    if (trouble) await calm(gateway, SPEED);
    if (ended.error !== undefined) said.push(ended.error);
    return ended;
  };
  return {
    gateway,
    up: (program, trouble) => command(() => up(stack, program), trouble),
    refresh: (trouble) => command(() => refresh(stack), trouble),
    destroy: (trouble) => command(() => destroy(stack), trouble),
    preview: (program) => command(() => planned(stack, program)),
    noise: (program) => noise(stack, program),
    held: async () => [...stack.held.values()].filter(({ pendingReplacement }) => !pendingReplacement),
    said: async () => [...engine.said, ...said, ...inClear(stack)],
  };
}

const planned = async (stack: Stack, program: Program) =>
  (await up(stack, program, true)).map(({ op, name }) => `${op} ${name}`);

async function noise(stack: Stack, program: Program): Promise<string[]> {
  const { gateway } = stack;
  gateway.clearJournal();
  const before = [...stack.held.values()];
  const steps = await planned(stack, program);
  steps.push(...(await up(stack, program)).map(({ op, name }) => `${op} ${name}`));
  const asked = gateway.journal().map(({ method, path }) => `${method} ${path}`);
  if (!isDeepStrictEqual(before, [...stack.held.values()])) steps.push("state changed");
  const found = (await refresh(stack)).map(({ op, name }) => `refresh finds: ${op} ${name}`);
  const written = gateway.journal().filter(({ method }) => method !== "GET");
  return [...steps, ...asked, ...found, ...written.map(({ method, path }) => `${method} ${path} in a refresh`)];
}

/** State keeps what is marked as a secret encrypted. */
function inClear({ held, condemned }: Stack): string[] {
  return [...held.values(), ...condemned].map(({ outputs }) =>
    JSON.stringify(outputs, (_key, value) => (value?.["4dabf18193072939515e22adb298388d"] ? "[secret]" : value)),
  );
}

async function endedOf(stack: Stack, work: () => Promise<unknown>): Promise<Ended> {
  try {
    await work();
    return {};
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    const id = stack.held.get(error.resource)?.id;
    const names = [error.resource, ...(id === undefined ? [] : [id.slice(id.lastIndexOf("/") + 1)])];
    return { error: error.message, names, kind: error.kind, unheard: error.op === "delete" ? [error.resource] : [] };
  }
}
