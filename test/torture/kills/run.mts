import { setTimeout as sleep } from "node:timers/promises";
import { isProvider, type Process } from "../../engine/processes.mts";
import type { Outcome } from "../part.mts";
import type { Emulator } from "../provider.mts";
import type { Case } from "./cases.mts";
import { differences, lost } from "./judge.mts";
import { type Scene, sceneOf } from "./scenes.mts";
import { begin, EMPTY, look, pictureOf, type Site, stateOf } from "./site.mts";
import { type Struck, strike, survivors, traces } from "./strike.mts";

/** How closely is looked once everything is as it should be. */
export interface Looks {
  calm: boolean;
  destroyed: boolean;
}

export async function run(site: Site, one: Case, looks: Looks): Promise<Outcome> {
  const scene = sceneOf(one.scene);
  begin(site, scene);
  const processes: Process[] = [];
  const providers: Process[] = [];
  const wrong: string[] = [];
  const seen: string[] = [];
  let count = 0;
  for (const kill of one.kills) {
    const struck = await strike(site, scene, kill);
    if (!struck.way) break;
    count++;
    processes.push(...struck.processes);
    if (struck.asked) providers.push(...struck.processes.filter(isProvider));
    seen.push(struck.output);
    wrong.push(...struck.wrong, ...(await unlocked(site, scene, struck)));
  }
  if (count > 0 && wrong.length === 0) wrong.push(...(await recovered(site, scene)));
  wrong.push(...(await survivors(processes, providers)));
  await quiet(site.gateway);
  if (count > 0 && wrong.length === 0) wrong.push(...(await afterwards(site, scene, looks)));
  return { struck: count > 0, count, error: seen.join("\n---\n"), wrong };
}

/** What a person does next; whoever let the command stop by itself need not do it. */
async function unlocked(site: Site, scene: Scene, { way }: Struck): Promise<string[]> {
  if (way === "Ctrl-C") return stoppedCleanly(site, scene);
  return failure(() => site.stack.pulumi(["cancel", "--yes"]));
}

function stoppedCleanly(site: Site, { command }: Scene): string[] {
  const { pending } = stateOf(site);
  return [
    ...(pending > 0 ? [`${pending} operations are pending after it stopped by itself`] : []),
    ...lost(look(site), pictureOf(EMPTY), command).map((what) => `after it stopped by itself ${what}`),
  ];
}

async function recovered(site: Site, scene: Scene): Promise<string[]> {
  const wrong = await failure(() => site.stack[scene.command]());
  return wrong.length > 0 ? wrong : asWanted(site, scene.name).map((what) => `recovered: ${what}`);
}

const asWanted = (site: Site, scene: string) => differences(look(site), pictureOf(scene), pictureOf(EMPTY));

async function failure(command: () => Promise<{ output: string }>): Promise<string[]> {
  try {
    return traces((await command()).output);
  } catch (error) {
    return [(error as Error).message];
  }
}

/** What was under way when its sender was killed may still take effect. */
async function quiet(gateway: Emulator): Promise<void> {
  while (gateway.journal().some(({ duration }) => duration === undefined)) await sleep(10);
}

async function afterwards(site: Site, scene: Scene, looks: Looks): Promise<string[]> {
  const wrong = asWanted(site, scene.name).map((what) => `some time later: ${what}`);
  if (looks.calm && wrong.length === 0 && scene.command === "up") wrong.push(...(await calm(site)));
  if (looks.destroyed && wrong.length === 0) wrong.push(...(await destroyed(site, scene)));
  return wrong;
}

/** Another `up` has nothing to do. */
async function calm({ gateway, stack }: Site): Promise<string[]> {
  gateway.clearJournal();
  const wrong = await failure(() => stack.up(["--expect-no-changes"]));
  const noise = gateway.journal().map(({ method, path }) => `there was still ${method} ${path} to do`);
  return [...wrong, ...noise];
}

/** Refresh finds no difference, and forgets the creations that were cut off; destroy leaves what is somebody else's. */
async function destroyed(site: Site, scene: Scene): Promise<string[]> {
  const { stack } = site;
  if (scene.command === "destroy") return failure(() => stack.destroy());
  return [
    ...(await failure(() => stack.refresh(["--clear-pending-creates", "--expect-no-changes"]))),
    ...(await failure(() => stack.destroy())),
    ...leftovers(site),
  ];
}

function leftovers(site: Site): string[] {
  const now = look(site);
  const left = lost(now, pictureOf(EMPTY), "destroy");
  return [
    ...left.map((what) => `after destroy: ${what}`),
    ...(now.resources.length > 0 ? [`after destroy ${now.resources.length} are in state`] : []),
  ];
}
