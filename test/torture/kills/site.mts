import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inCheckout } from "../../../tools/root.mts";
import { createStack, type Stack, type StateResource } from "../../engine/stack.mts";
import { type Emulator, startEmulator } from "../provider.mts";
import { post, samples, writeFiles } from "../samples.mts";
import { type Picture, pictured } from "./picture.mts";
import { oneOfEach, type Scene } from "./scenes.mts";

/**
 * How many times as fast time runs: an attempt, which may take a minute, is given up after three seconds, and the hour in which a leftover is
 * taken over lasts three minutes.
 */
const SPEED = 20;

/** In virtual seconds: enough for a look or two. */
const timing = {
  deploymentCreateSeconds: 6,
  deploymentUpdateSeconds: 4,
  deploymentDeleteSeconds: 4,
  deployedModelSeconds: 4,
  undeploySeconds: 2,
  modelImportSeconds: 4,
  modelPrepareSeconds: 4,
  modelBusySeconds: 1,
  routerSeconds: 2,
  userSeconds: 2,
};

/** A gateway and a stack, for one case at a time. */
export interface Site {
  gateway: Emulator;
  stack: Stack;
}

export async function newSite(): Promise<Site> {
  const gateway = await startEmulator({ speed: SPEED, settings: { defaultQuota: 1000, timing } });
  const env = {
    FIREWORKS_BASE_URL: gateway.url,
    FIREWORKS_API_KEY: gateway.apiKey,
    FIREWORKS_ACCOUNT_ID: gateway.accountId,
    FIREWORKS_SPEED: String(SPEED),
    ...Object.assign({}, ...samples.map((sample) => sample.env)),
  };
  const backend = mkdtempSync(join(process.cwd(), "state-"));
  // Otherwise an engine that is killed at the wrong moment leaves an empty file of attributes beside that of the state, and no command works.
  const stack = await createStack({ backend, env: { ...env, PULUMI_BACKEND_URL: `file://${backend}?metadata=skip` } });
  writeFiles(stack.dir);
  const quickstart = inCheckout("examples", "quickstart");
  for (const name of ["adapter", "support.jsonl"])
    cpSync(join(quickstart, name), join(stack.dir, name), { recursive: true });
  stack.program(readFileSync(new URL("./program.cjs", import.meta.url), "utf8"));
  return { gateway, stack };
}

/** Written by the thread that ran the scene, read by those that kill it. */
const folderOf = (name: string) => join(process.cwd(), "kills", name);

const kept = ({ stack }: Site): [from: string, to: string][] => [
  [join(stack.backend, ".pulumi"), "state"],
  // What the state's secrets are encrypted with.
  [join(stack.dir, `Pulumi.${stack.name}.yaml`), "stack.yaml"],
];

export function save(site: Site, name: string): void {
  const folder = folderOf(name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "picture.json"), JSON.stringify(look(site)));
  writeFileSync(join(folder, "gateway.json"), JSON.stringify(site.gateway.snapshot()));
  for (const [from, to] of kept(site)) cpSync(from, join(folder, to), { recursive: true });
}

/** What there was at the end of a scene. */
export const pictureOf = (name: string): Picture =>
  JSON.parse(readFileSync(join(folderOf(name), "picture.json"), "utf8")) as Picture;

/** Gateway, state and program as they are when the scene begins. */
export function begin(site: Site, scene: Scene): void {
  const { gateway, stack } = site;
  const folder = folderOf(scene.from ?? EMPTY);
  gateway.faults.clear();
  gateway.restore(JSON.parse(readFileSync(join(folder, "gateway.json"), "utf8")));
  for (const [to, from] of kept(site)) {
    rmSync(to, { recursive: true, force: true });
    cpSync(join(folder, from), to, { recursive: true });
  }
  writeFileSync(join(stack.dir, "program.json"), JSON.stringify(scene.program));
  gateway.clearJournal();
}

/** What the first scenes begin with. */
export const EMPTY = "nothing";

/** An account in which others have an object of each kind, and an empty stack. */
export async function prepare(): Promise<void> {
  const site = await newSite();
  for (const { prepare } of oneOfEach) await prepare?.(site.gateway);
  for (const sample of oneOfEach) {
    const { path, ...rest } = sample.byHand("theirs");
    // What one kind's resources refer to may be another kind's object of somebody else already.
    if (!site.gateway.get(`${path}/theirs`)) await post(site.gateway, { path, ...rest });
  }
  // So long ago that nobody can take it for a leftover.
  site.gateway.clock.advance("2h");
  save(site, EMPTY);
  await dispose(site);
}

export async function dispose({ stack, gateway }: Site): Promise<void> {
  await stack.dispose();
  await gateway.stop();
}

interface Checkpoint {
  checkpoint: { latest?: { resources?: StateResource[]; pending_operations?: unknown[] } };
}

/** What the stack's state says, read where the engine keeps it: a command for it would cost more than all else. */
export function stateOf({ stack }: Site): { resources: StateResource[]; pending: number } {
  const file = join(stack.backend, ".pulumi", "stacks", "test", `${stack.name}.json`);
  const { latest } = (JSON.parse(readFileSync(file, "utf8")) as Checkpoint).checkpoint;
  return {
    resources: (latest?.resources ?? []).filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic/fireworks:")),
    pending: latest?.pending_operations?.length ?? 0,
  };
}

export const look = (site: Site): Picture => pictured(site.gateway, stateOf(site).resources);
