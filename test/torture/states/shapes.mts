import { destroy, type Life, newLife, refresh, type State, up } from "../life.mts";
import type { Outcome, Titled } from "../part.mts";
import { behaviour, type Json, type Kind, kinds } from "../provider.mts";
import { objects, type World } from "../world.mts";
import { fixture, PROJECT, resourcesIn } from "./fixture.mts";
import type { Declared } from "./programs.mts";

/** One resource of a fixture, as a version might have left it that wrote less, or more. */
export interface Case {
  version: string;
  shape: Shape;
  declared: Declared;
  state: State;
}

interface Shape {
  name: string;
  /** Dropped from what state holds. */
  inputs: string[];
  outputs: string[];
  /** Added to it. */
  besides?: Json;
}

/** What `check` adds to the arguments. */
const HIDDEN = ["name", "mark", "contentDigest", "deleteTimeout"];

/** Of an object that was taken over under an id of its own only this key says which: it was in the first version's state. */
const tellsWhich = (declared: Declared, key: string) => declared.name.startsWith("taken-") && key === "name";

function shapesOf(declared: Declared, { inputs, outputs }: State): Shape[] {
  const hidden = HIDDEN.filter((key) => key in inputs && !tellsWhich(declared, key));
  const own = Object.keys(outputs).filter((key) => !(key in inputs));
  return [
    { name: "as it was", inputs: [], outputs: [] },
    ...own.map((key) => ({ name: `without the output ${key}`, inputs: [], outputs: [key] })),
    ...hidden.map((key) => ({ name: `without the input ${key}`, inputs: [key], outputs: [] })),
    { name: "without any output", inputs: [], outputs: own },
    { name: "without what check adds", inputs: hidden, outputs: [] },
    { name: "without both", inputs: hidden, outputs: own },
    { name: "with what is known no more", inputs: [], outputs: [], besides: { forgotten: { deep: ["x"] } } },
  ];
}

export async function cases(version: string): Promise<Titled<Case>[]> {
  const old = fixture(version, "finished");
  return resourcesIn(old).flatMap(({ urn, id = "", inputs = {}, outputs = {} }) => {
    const declared = old.program.find(({ name }) => name === urn.slice(urn.lastIndexOf("::") + 2)) as Declared;
    const state = {
      id,
      inputs: without(inputs, ["__provider"]),
      outputs: without(outputs, ["__provider"]),
      reasons: [],
    };
    return shapesOf(declared, state).map((shape) => ({
      one: { version, shape, declared, state },
      title: `${version} · ${declared.name} · ${shape.name}`,
      family: `${version} ${declared.type}`,
    }));
  });
}

const without = (props: Json, keys: readonly string[]): Json =>
  Object.fromEntries(Object.entries(props).filter(([key]) => !keys.includes(key)));

function leftBy({ shape, state }: Case): State {
  return {
    ...state,
    inputs: { ...without(state.inputs, shape.inputs), ...shape.besides },
    outputs: { ...without(state.outputs, [...shape.inputs, ...shape.outputs]), ...shape.besides },
  };
}

const snapshots = new Map<string, unknown>();

function gatewayOf(version: string): unknown {
  const known = snapshots.get(version) ?? fixture(version, "finished").gateway;
  snapshots.set(version, known);
  return known;
}

export async function run({ gateway, engine }: World, one: Case): Promise<Outcome> {
  const { declared, state, shape } = one;
  const kind = kinds.find(({ type }) => type === declared.type) as Kind;
  gateway.restore(gatewayOf(one.version));
  gateway.clearJournal();
  const life = newLife(kind, declared.name, gateway, engine);
  life.project = PROJECT;
  life.options = optionsOf(declared);
  life.held.current = leftBy(one);
  const others = objects(gateway, kind).filter(({ name }) => name !== state.id);
  const wrong: string[] = [];
  const expect = (what: string, held: boolean) => void (held || wrong.push(what));
  const written = () =>
    gateway.journal().flatMap(({ method, path }) => (method === "GET" ? [] : [`${method} ${path}`]));

  await up(life, declared.args);
  expect(`up sent ${written()}`, written().length === 0);
  if (shape.inputs.length === 0 && !shape.besides) expect("up found something to do", gateway.journal().length === 0);
  expect(`it is ${life.held.current.id} now`, life.held.current.id === state.id);

  await refresh(life);
  wrong.push(...lostBy(life, kind, one));
  gateway.clearJournal();
  await up(life, declared.args);
  expect("after refresh up found something to do", gateway.journal().length === 0);

  if (declared.changed) await up(life, declared.changed);
  expect(`changed, it is ${life.held.current?.id}`, life.held.current?.id === state.id);
  await destroy(life);
  const left = objects(gateway, kind).map(({ name }) => name);
  expect("destroy left it", kind.type === "User" || !left.includes(state.id));
  for (const { name } of others) expect(`${String(name)} is lost`, left.includes(name));
  return { struck: true, wrong };
}

const HOURS = 3600;

/** As the constructor passes them: `LIMITS` of the fixtures' programs. */
const optionsOf = ({ options }: Declared): Life["options"] =>
  options?.customTimeouts ? { customTimeouts: { create: 2 * HOURS, update: 1.5 * HOURS, delete: HOURS / 3 } } : {};

/** Refresh knows again what the version of then wrote down, but for what the API never tells. */
function lostBy({ held }: Life, kind: Kind, { state, shape }: Case): string[] {
  if (!held.current) return ["refresh lost it"];
  const { inputs, outputs } = held.current;
  const untold = (key: string) => shape.outputs.includes(key) && behaviour(kind.outputs.shape[key]).inputOnly === true;
  return [
    ...Object.keys(state.inputs).flatMap((key) => (key in inputs ? [] : [`refresh lost the input ${key}`])),
    ...Object.keys(state.outputs).flatMap((key) =>
      key in outputs || untold(key) ? [] : [`refresh lost the output ${key}`],
    ),
  ];
}
