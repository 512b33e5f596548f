import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createStack, finish, type RunResult, type StateResource } from "../../engine/stack.mts";
import type { Emulator, Json } from "../provider.mts";
import { type Declaration, programOf, type Subject } from "./subjects.mts";
import { BACKENDS, type Backend, environment, type Template } from "./template.mts";

/** One stack of one backend. */
export interface Place {
  backend: Backend;
  stack: string;
}

/** Where one case takes place. */
export interface Scene {
  gateway: Emulator;
  folder: string;
  subjects: readonly Subject[];
  /** Objects that are somebody else's, and what they are. */
  foreign: Map<string, string>;
  /** What the case itself took away: objects from the gateway, and objects from state. */
  gone: Set<string>;
  left: Set<string>;
  /** What was kept of a state, to be restored. */
  kept?: string;
  /** The account that commands work in. */
  account?: string;
}

export function openScene(
  { gateway, snapshot, folder: from }: Template,
  folder: string,
  subjects: readonly Subject[],
): Scene {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  cpSync(from, folder, { recursive: true, verbatimSymlinks: true });
  gateway.restore(snapshot);
  gateway.clearJournal();
  return { gateway, folder, subjects, foreign: new Map(), gone: new Set(), left: new Set() };
}

const PROJECT = "test";
const fileOf = ({ folder }: Scene, { backend, stack }: Place) =>
  join(folder, backend, ".pulumi", "stacks", PROJECT, `${stack}.json`);

export const readState = (scene: Scene, place: Place) => readFileSync(fileOf(scene, place), "utf8");
export const writeState = (scene: Scene, place: Place, text: string) => writeFileSync(fileOf(scene, place), text);
export const loseState = (scene: Scene, place: Place) => rmSync(fileOf(scene, place));

/** The stacks that there are, by what lies in the backends. */
export function places(scene: Scene): Place[] {
  return BACKENDS.flatMap((backend) => {
    const folder = join(fileOf(scene, { backend, stack: "any" }), "..");
    const files = existsSync(folder) ? readdirSync(folder) : [];
    return files.filter((name) => name.endsWith(".json")).map((name) => ({ backend, stack: name.slice(0, -5) }));
  });
}

/** Our resources, as the state has them now. */
export function held(scene: Scene, place: Place): StateResource[] {
  const { checkpoint } = JSON.parse(readState(scene, place)) as {
    checkpoint: { latest?: { resources?: StateResource[] } };
  };
  return (checkpoint.latest?.resources ?? []).filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic/fireworks:"));
}

export function declare(scene: Scene, ...declarations: Declaration[]): void {
  const account = scene.account === undefined ? {} : { account: scene.account };
  const all = declarations.map((one) => ({ ...account, ...one }));
  mkdirSync(join(scene.folder, "project"), { recursive: true });
  writeFileSync(join(scene.folder, "project", "index.js"), programOf(scene.subjects, ...all));
}

const LIMIT_MS = 180_000;

/** A command of the real engine, whether it fails or not. */
export async function pulumi(
  scene: Scene,
  { backend, stack: name }: Place,
  args: string[],
  env: Json = {},
): Promise<RunResult> {
  const { gateway, folder, account } = scene;
  const stack = await createStack({
    existing: true,
    name,
    dir: join(folder, "project"),
    backend: join(folder, backend),
    env: { ...environment(gateway, account), ...env },
  });
  try {
    const child = stack.spawn(args);
    child.stdin?.end();
    const timer = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
    const result = await finish(child);
    clearTimeout(timer);
    return result;
  } finally {
    await stack.dispose();
  }
}
