import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createStack, type Stack } from "../../engine/stack.mts";
import type { Outcome } from "../part.mts";
import { behaviour, bodyKeys, type Emulator, type Json, kinds, same, startEmulator } from "../provider.mts";
import { samples } from "../samples.mts";
import { objects, SPEED } from "../world.mts";
import { type Chapter, type Fixture, fixture, PASSPHRASE, PROJECT, resourcesIn, STACK } from "./fixture.mts";
import type { Declared } from "./programs.mts";
import { environment } from "./write.mts";

/** A fixture, and what is done with it. */
export interface Case {
  version: string;
  chapter: Chapter;
  story: keyof typeof stories;
}

interface Scene {
  fixture: Fixture;
  gateway: Emulator;
  stack: Stack;
  declare: (program: readonly Declared[]) => void;
  wrong: string[];
}

/** The commands that a person gives to a stack of then, with the package of now. */
const stories = {
  "refresh, up, update, replace, destroy": async (scene: Scene) => {
    const { stack, fixture: old, gateway, declare } = scene;
    await stack.refresh(["--expect-no-changes"]);
    gateway.clearJournal();
    await stack.up(["--expect-no-changes"]);
    scene.wrong.push(...gateway.journal().map(({ method, path }) => `there was ${method} ${path} to do`));
    await follow(scene, changed(old.program), "changed");
    const before = await ids(stack);
    await follow(scene, replaced(old.program), "replaced");
    const after = await ids(stack);
    for (const { name } of old.program.filter((one) => one.replaced && !pinned(one)))
      if (before.get(name) === after.get(name)) scene.wrong.push(`${name} was not replaced`);
    declare(replaced(old.program));
    await ended(scene);
  },
  "up, destroy": async (scene: Scene) => {
    await follow(scene, scene.fixture.program, "up");
    await ended(scene);
  },
  "refresh, up, destroy": async (scene: Scene) => {
    await scene.stack.refresh();
    await follow(scene, scene.fixture.program, "up");
    await ended(scene);
  },
  destroy: (scene: Scene) => ended(scene),
};

export const storiesOf = (chapter: Chapter): Case["story"][] =>
  chapter === "finished"
    ? ["refresh, up, update, replace, destroy", "destroy"]
    : ["up, destroy", "destroy", "refresh, up, destroy"];

const changed = (program: readonly Declared[]) => program.map((one) => ({ ...one, args: one.changed ?? one.args }));
const replaced = (program: readonly Declared[]) =>
  program.map((one) => ({ ...one, args: one.replaced ?? one.changed ?? one.args }));

/** Where the id follows from the arguments that stay, it is the same. */
const pinned = ({ type, args }: Declared) => {
  const field = kinds.find((kind) => kind.type === type)?.idField;
  return field !== undefined && args[field] !== undefined;
};

export async function run({ version, chapter, story }: Case): Promise<Outcome> {
  const old = fixture(version, chapter);
  const gateway = await startEmulator({ speed: SPEED, settings: { defaultQuota: 10_000, idleDays: 0 } });
  gateway.restore(old.gateway);
  const stack = await createStack({
    project: PROJECT,
    name: STACK,
    program: old.source,
    env: { ...environment(gateway), PULUMI_CONFIG_PASSPHRASE: PASSPHRASE },
  });
  const declare = (program: readonly Declared[]) =>
    writeFileSync(join(stack.dir, "resources.json"), JSON.stringify(program));
  const scene: Scene = { fixture: old, gateway, stack, declare, wrong: [] };
  try {
    cpSync(old.files, stack.dir, { recursive: true });
    declare(old.program);
    await stack.import(old.state);
    await stories[story](scene);
    return { struck: true, count: old.program.length, wrong: scene.wrong };
  } finally {
    await stack.dispose();
    await gateway.stop();
  }
}

/** A program comes true, and then nothing is left to do. */
async function follow(
  { stack, gateway, declare, wrong }: Scene,
  program: readonly Declared[],
  when: string,
): Promise<void> {
  declare(program);
  await stack.up();
  const held = await ids(stack);
  for (const one of program) wrong.push(...unlike(gateway, one, held.get(one.name)).map((what) => `${when}: ${what}`));
  gateway.clearJournal();
  await stack.up(["--expect-no-changes"]);
  wrong.push(...gateway.journal().map(({ method, path }) => `${when}: there was still ${method} ${path} to do`));
}

async function ids(stack: Stack): Promise<Map<string, string>> {
  const own = (await stack.resources()).filter(({ delete: condemned }) => condemned !== true);
  return new Map(own.map(({ urn, id = "" }) => [urn.slice(urn.lastIndexOf("::") + 2), id]));
}

function unlike(gateway: Emulator, { name, type, args }: Declared, id: string | undefined): string[] {
  const kind = kinds.find((one) => one.type === type);
  const object = id === undefined ? undefined : gateway.get(id);
  if (!kind || !object) return [`${name} is ${id} in state, which is not on the gateway`];
  return bodyKeys(kind).flatMap((key) => {
    const schema = kind.fields.shape[key];
    if (args[key] === undefined || behaviour(schema).createOnly || behaviour(schema).inputOnly) return [];
    if (same(schema, args[key], object[key])) return [];
    return [`${name}.${key} is ${JSON.stringify(object[key])} instead of ${JSON.stringify(args[key])}`];
  });
}

/** What nobody's state holds is still there, and nothing else. */
async function ended({ stack, gateway, fixture: old, wrong }: Scene): Promise<void> {
  const ours = new Set([...resourcesIn(old).map(({ id }) => id), ...(await ids(stack)).values()]);
  // What the service loaded by itself goes with the deployment that it is loaded on.
  const before = gatewayAtFirst(old).filter(
    ({ name, deployment }) => ![name, deployment].some((one) => ours.has(String(one))),
  );
  await stack.destroy();
  const left = (await stack.resources()).filter(({ type }) => type.includes("fireworks"));
  wrong.push(...left.map(({ urn }) => `${urn} is still in state`));
  const surviving = new Set(samples.filter(({ survives }) => survives).map(({ type }) => type));
  const all = kinds.flatMap((kind) => objects(gateway, kind).map((object) => ({ kind, name: String(object.name) })));
  for (const { kind, name } of all)
    if (!surviving.has(kind.type) && !before.some((other) => other.name === name)) wrong.push(`${name} is left over`);
  for (const { name } of before) if (!all.some((one) => one.name === name)) wrong.push(`${String(name)} is lost`);
}

function gatewayAtFirst({ gateway }: Fixture): Json[] {
  const { objects: all } = gateway as { objects: Json[] };
  return all.filter(({ name, state }) => {
    const collection = String(name).split("/").at(-2);
    const kind = kinds.find((one) => one.collection === collection);
    if (!kind || !String(name).startsWith("accounts/emulator/")) return false;
    return ![...(kind.states.closing ?? []), ...(kind.states.gone ?? [])].includes(String(state));
  });
}
