import type { EngineServices } from "./engine.mts";
import {
  type Emulator,
  fromEngine,
  type Handler,
  handler,
  type Json,
  type Kind,
  memory,
  newMemory,
} from "./provider.mts";

/** One resource as the stack's state has it. */
export interface State {
  id: string;
  inputs: Json;
  outputs: Json;
  /** Why it is not finished: the next `up` calls `update`, changed or not. */
  reasons: string[];
  /** It was deleted for a replacement that did not come about. */
  pendingReplacement?: true;
}

/** What state holds of a resource: itself, and objects that it has replaced and that are still to be deleted. */
export interface Held {
  current?: State;
  condemned: State[];
}

/** One resource of one program, run through the handler as the engine does (step_generator.go and step.go of 3.259.0). */
export interface Life {
  kind: Kind;
  name: string;
  /** The program's project; "torture" where it is absent. */
  project?: string;
  gateway: Emulator;
  engine: EngineServices;
  handler: Handler;
  held: Held;
  /** Resource options. */
  options: { import?: string; deleteBeforeReplace?: boolean; customTimeouts?: Record<string, number> };
}

export function newLife(kind: Kind, name: string, gateway: Emulator, engine: EngineServices): Life {
  return { kind, name, gateway, engine, handler: handler(kind), held: { condemned: [] }, options: {} };
}

export const urnOf = ({ kind, name, project = "torture" }: Life) =>
  `urn:pulumi:dev::${project}::pulumi-nodejs:dynamic/fireworks:${kind.type}::${name}`;

/** Every operation of the engine is a process of its own. */
function begin(life: Life): void {
  Object.assign(memory, newMemory());
  const { url, apiKey, accountId } = life.gateway;
  const config: Json = { baseUrl: url, apiKey, accountId };
  const get = (key: string) => config[key.replace("fireworks:", "")] as string | undefined;
  void life.handler.configure({ config: { get } });
}

/** @throws what a person would see */
export async function up(life: Life, args: Json): Promise<void> {
  begin(life);
  const { current } = life.held;
  const inputs = await checked(life, args, current?.inputs);
  if (!current) await create(life, inputs);
  else if (current.pendingReplacement) await create(life, await checked(life, args, undefined));
  else if (current.reasons.length > 0 || differ(inputs, current.inputs)) await change(life, current, args, inputs);
  await deleteCondemned(life);
}

async function change(life: Life, old: State, args: Json, inputs: Json): Promise<void> {
  const { replaces, deleteBeforeReplace } = await life.handler.diff(old.id, old.outputs, inputs);
  if (replaces.length === 0) return update(life, old, inputs);
  if (deleteBeforeReplace || life.options.deleteBeforeReplace) {
    await life.handler.delete(old.id, old.outputs);
    life.held.current = { ...old, pendingReplacement: true };
    return create(life, await checked(life, args, undefined));
  }
  await create(life, await checked(life, args, undefined), old);
}

/** A failure without an id leaves state as it was; one with an id renews it, and says that it is not finished. */
async function update(life: Life, old: State, inputs: Json): Promise<void> {
  remember(life);
  try {
    const { outs } = await life.handler.update(old.id, old.outputs, inputs);
    life.held.current = { id: old.id, inputs, outputs: outs, reasons: [] };
  } catch (error) {
    const partial = partialOf(error);
    if (partial) life.held.current = { ...partial.state, inputs };
    throw partial?.error ?? error;
  }
}

async function create(life: Life, inputs: Json, replaced?: State): Promise<void> {
  remember(life);
  try {
    const { id, outs } = await life.handler.create(inputs);
    become(life, { id, inputs, outputs: outs, reasons: [] }, replaced);
  } catch (error) {
    const partial = partialOf(error);
    if (partial) become(life, { ...partial.state, inputs }, replaced);
    throw partial?.error ?? error;
  }
}

function become(life: Life, state: State, replaced: State | undefined): void {
  life.held.current = state;
  if (replaced) life.held.condemned.push(replaced);
}

export function partialOf(error: unknown): { state: Omit<State, "inputs">; error: Error } | undefined {
  const { id, properties = {}, reasons = [] } = error as { id?: string; properties?: Json; reasons?: string[] };
  if (id === undefined) return undefined;
  return { state: { id, outputs: properties, reasons }, error: new Error(reasons.join("\n")) };
}

async function deleteCondemned(life: Life): Promise<void> {
  for (let state = life.held.condemned[0]; state; state = life.held.condemned[0]) {
    await life.handler.delete(state.id, state.outputs);
    life.held.condemned.shift();
  }
}

async function checked(life: Life, args: Json, olds: Json | undefined): Promise<Json> {
  const hidden = {
    urn: urnOf(life),
    dryRun: false,
    monitor: life.engine.address,
    stack: "organization/torture/dev",
    timeouts: life.options.customTimeouts ?? {},
    ...(life.options.import === undefined ? {} : { import: life.options.import }),
  };
  const { inputs, failures } = await life.handler.check(olds ?? {}, { ...args, __pulumi: hidden });
  if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("\n"));
  return inputs;
}

/** What the engine answers to who asks what state holds. */
function remember({ engine, held, ...life }: Life): void {
  engine.held.clear();
  const { current } = held;
  // What awaits its replacement the engine tells too; in a later run `pulumi stack export` says so, which is not there to ask.
  if (current && (!current.pendingReplacement || memory.deleted.has(current.id)))
    engine.held.set(urnOf({ engine, held, ...life }), fromEngine(current.outputs) as Json);
}

export async function refresh(life: Life): Promise<void> {
  begin(life);
  const old = life.held.current;
  if (!old || old.pendingReplacement) return;
  const { props, inputs } = await life.handler.read(old.id, old.outputs);
  // Whoever can be read counts as finished.
  if (props && inputs)
    life.held.current = { id: old.id, outputs: props, inputs: fromEngine(inputs) as Json, reasons: [] };
  else delete life.held.current;
}

export async function destroy(life: Life): Promise<void> {
  begin(life);
  await deleteCondemned(life);
  const { current } = life.held;
  if (current && !current.pendingReplacement) await life.handler.delete(current.id, current.outputs);
  delete life.held.current;
}

export const differ = (a: Json, b: Json) => sorted(a) !== sorted(b);

function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, member) => {
    if (typeof member !== "object" || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
