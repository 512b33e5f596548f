import type { EngineServices } from "../engine.mts";
import { differ, partialOf } from "../life.mts";
import {
  type Emulator,
  fromEngine,
  type Handler,
  handler,
  type Json,
  type Kind,
  kinds,
  memory,
  newMemory,
} from "../provider.mts";
import type { Declared, Program } from "./program.mts";

/** One object as the stack's state has it. */
export interface State {
  name: string;
  kind: Kind;
  id: string;
  inputs: Json;
  outputs: Json;
  reasons: string[];
  /** Argument → resources whose name it has: what is referred to goes later. */
  refers: Record<string, string[]>;
  pendingReplacement?: true;
}

/** A stack of several resources, run through the handlers as the engine does (step_generator.go and step.go of 3.259.0), one at a time. */
export interface Stack {
  gateway: Emulator;
  engine: EngineServices;
  held: Map<string, State>;
  /** Replaced, and still to be deleted. */
  condemned: State[];
  timeouts: Record<string, number>;
  /** Whether the process has been killed: what its calls end with is not heard. */
  killed: () => boolean;
}

export type Op = "create" | "update" | "replace" | "delete" | "check" | "read";

/** What a person would see, and of which resource. */
export class Failed extends Error {
  readonly resource: string;
  readonly kind: Kind;
  readonly op: Op;

  constructor(resource: string, kind: Kind, op: Op, { message }: Error) {
    super(message);
    this.resource = resource;
    this.kind = kind;
    this.op = op;
  }
}

export interface Step {
  op: Op;
  name: string;
}

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const handlers = new Map(kinds.map((kind) => [kind.type, handler(kind)]));
const of = ({ kind }: { kind: Kind }) => handlers.get(kind.type) as Handler;
const urnOf = ({ name, kind }: { name: string; kind: Kind }) =>
  `urn:pulumi:dev::torture::pulumi-nodejs:dynamic/fireworks:${kind.type}::${name}`;

export const newStack = (gateway: Emulator, engine: EngineServices): Stack => ({
  gateway,
  engine,
  held: new Map(),
  condemned: [],
  timeouts: {},
  killed: () => false,
});

/** Every operation of the engine is a process of its own. */
function begin({ gateway }: Stack): void {
  Object.assign(memory, newMemory());
  const config: Json = { baseUrl: gateway.url, apiKey: gateway.apiKey, accountId: gateway.accountId };
  const get = (key: string) => config[key.replace("fireworks:", "")] as string | undefined;
  for (const one of handlers.values()) void one.configure({ config: { get } });
}

interface Going {
  stack: Stack;
  declared: Declared;
  kind: Kind;
  /** Arguments with the others' names in them. */
  args: Json;
  refers: State["refers"];
  dryRun: boolean;
  steps: Step[];
}

/** @throws Failed */
export async function up(stack: Stack, program: Program, dryRun = false): Promise<Step[]> {
  begin(stack);
  const steps: Step[] = [];
  const names = new Map<string, unknown>();
  for (const declared of program) {
    const kind = kinds.find(({ type }) => type === declared.type) as Kind;
    const refers: State["refers"] = {};
    const args = resolved(declared.args, names, refers);
    names.set(declared.name, await register({ stack, declared, kind, args, refers, dryRun, steps }));
  }
  const wanted = new Set(program.map(({ name }) => name));
  const unwanted = [...stack.held.values()].filter(({ name }) => !wanted.has(name));
  for (const state of unwanted) steps.push({ op: "delete", name: state.name });
  if (!dryRun) await remove(stack, [...unwanted, ...stack.condemned]);
  return steps;
}

function resolved(args: Json, names: Map<string, unknown>, refers: State["refers"]): Json {
  const inside = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return value.map((one) => inside(one, key));
    const to = typeof value === "string" ? /^\$\{(.+)\.name\}$/.exec(value)?.[1] : undefined;
    if (to === undefined) return value;
    refers[key] = [...(refers[key] ?? []), to];
    return names.get(to);
  };
  return Object.fromEntries(Object.entries(args).map(([key, value]) => [key, inside(value, key)]));
}

/** @returns the name of the object, or that it is not known yet */
async function register(going: Going): Promise<unknown> {
  const { stack, declared, dryRun, steps, kind } = going;
  const { name } = declared;
  const old = stack.held.get(name);
  const inputs = await checked(going, old?.inputs ?? {});
  const plan = (op: Op) => {
    steps.push({ op, name });
    return dryRun;
  };
  if (!old || old.pendingReplacement) {
    if (plan("create")) return nameIn(kind, inputs);
    await create(going, old ? await checked(going, {}) : inputs);
  } else if (old.reasons.length > 0 || differ(inputs, old.inputs)) {
    const { replaces, deleteBeforeReplace } = await of(old).diff(old.id, old.outputs, inputs);
    if (plan(replaces.length > 0 ? "replace" : "update"))
      return replaces.length > 0 ? nameIn(kind, inputs) : old.outputs.name;
    if (replaces.length === 0) await update(going, old, inputs);
    else await replace(going, old, deleteBeforeReplace);
  } else old.refers = going.refers;
  return (stack.held.get(name) as State).outputs.name;
}

const nameIn = (kind: Kind, inputs: Json) => (kind.idField === undefined ? UNKNOWN : inputs.name);

async function replace(going: Going, old: State, deleteBeforeReplace: boolean): Promise<void> {
  const { stack, declared } = going;
  if (deleteBeforeReplace || declared.options.deleteBeforeReplace) {
    await remove(stack, [old, ...(await dependents(stack, old))], true);
    return create(going, await checked(going, {}));
  }
  await create(going, await checked(going, {}), old);
}

/** Those that cannot stay while what they refer to is away: the engine asks with the name that they refer to unknown. */
async function dependents(stack: Stack, root: State): Promise<State[]> {
  const found: State[] = [];
  for (const state of stack.held.values()) {
    const known = [root, ...found].map(({ name }) => name);
    const fields = Object.entries(state.refers).filter(([, names]) => names.some((name) => known.includes(name)));
    if (fields.length === 0 || state.pendingReplacement) continue;
    const inputs = { ...state.inputs, ...Object.fromEntries(fields.map(([key]) => [key, UNKNOWN])) };
    const { replaces } = await of(state).diff(state.id, state.outputs, inputs);
    if (replaces.length > 0) found.push(state);
  }
  return found;
}

/** A failure without an id leaves state as it was; one with an id renews it, and says that it is not finished. */
async function settle(
  going: Going,
  op: Op,
  inputs: Json,
  call: () => Promise<{ id: string; outs: Json }>,
  replaced?: State,
) {
  const { stack, declared, kind, refers } = going;
  const become = (id: string, outputs: Json, reasons: string[]) => {
    stack.held.set(declared.name, { name: declared.name, kind, id, inputs, outputs, reasons, refers });
    if (replaced) stack.condemned.push(replaced);
  };
  stack.engine.held.clear();
  for (const state of [...stack.condemned, ...stack.held.values()])
    if (!state.pendingReplacement) stack.engine.held.set(urnOf(state), fromEngine(state.outputs) as Json);
  try {
    const { id, outs } = await call();
    if (stack.killed()) throw new Error("killed");
    become(id, outs, []);
  } catch (error) {
    const partial = stack.killed() ? undefined : partialOf(error);
    if (partial) become(partial.state.id, partial.state.outputs, partial.state.reasons);
    throw new Failed(declared.name, kind, op, partial?.error ?? (error as Error));
  }
}

const create = (going: Going, inputs: Json, replaced?: State) =>
  settle(going, "create", inputs, () => of(going).create(inputs), replaced);

const update = (going: Going, old: State, inputs: Json) =>
  settle(going, "update", inputs, async () => {
    const { outs } = await of(going).update(old.id, old.outputs, inputs);
    return { id: old.id, outs };
  });

async function checked({ stack, declared, kind, args, dryRun }: Going, olds: Json): Promise<Json> {
  const { import: from } = declared.options;
  const hidden = {
    urn: urnOf({ name: declared.name, kind }),
    dryRun,
    monitor: stack.engine.address,
    stack: "organization/torture/dev",
    timeouts: stack.timeouts,
    ...(from === undefined ? {} : { import: from }),
  };
  const answer = await of({ kind })
    .check(olds, { ...args, __pulumi: hidden })
    .catch((error: Error) => ({ inputs: {}, failures: [{ reason: `check threw: ${error.stack}` }] }));
  if (answer.failures.length === 0) return answer.inputs;
  const reasons = answer.failures.map(({ reason }) => reason).join("\n");
  throw new Failed(declared.name, kind, "check", new Error(reasons));
}

/** What nothing else of these refers to goes first. */
async function remove(stack: Stack, states: readonly State[], pendingReplacement = false): Promise<void> {
  const left = new Set(states);
  while (left.size > 0) {
    const all = [...left].reverse();
    const state = (all.find(({ name }) => !all.some(({ refers }) => Object.values(refers).flat().includes(name))) ??
      all[0]) as State;
    left.delete(state);
    if (!state.pendingReplacement) await end(stack, state);
    if (stack.held.get(state.name) !== state) stack.condemned = stack.condemned.filter((one) => one !== state);
    else if (pendingReplacement) stack.held.set(state.name, { ...state, pendingReplacement });
    else stack.held.delete(state.name);
  }
}

async function end(stack: Stack, state: State): Promise<void> {
  try {
    await of(state).delete(state.id, state.outputs);
    if (stack.killed()) throw new Error("killed");
  } catch (error) {
    throw new Failed(state.name, state.kind, "delete", error as Error);
  }
}

/** @returns what it found otherwise than state had it */
export async function refresh(stack: Stack): Promise<Step[]> {
  begin(stack);
  const steps: Step[] = [];
  for (const state of [...stack.held.values()].filter(({ pendingReplacement }) => !pendingReplacement)) {
    const found = await of(state)
      .read(state.id, state.outputs)
      .catch((error: Error) => {
        throw new Failed(state.name, state.kind, "read", error);
      });
    if (!found.props || !found.inputs) {
      steps.push({ op: "delete", name: state.name });
      stack.held.delete(state.name);
      continue;
    }
    const inputs = fromEngine(found.inputs) as Json;
    if (differ(inputs, state.inputs)) steps.push({ op: "update", name: state.name });
    // Whoever can be read counts as finished.
    stack.held.set(state.name, { ...state, outputs: found.props, inputs, reasons: [] });
  }
  return steps;
}

export async function destroy(stack: Stack): Promise<void> {
  begin(stack);
  await remove(stack, [...stack.held.values(), ...stack.condemned]);
}
