import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { alive, family, kill, type Process } from "../../engine/processes.mts";
import { finish, type RunResult } from "../../engine/stack.mts";
import type { Emulator } from "../provider.mts";
import type { Kill, Way } from "./cases.mts";
import type { Scene } from "./scenes.mts";
import type { Site } from "./site.mts";

/** How long a request is held, in milliseconds: less than its sender waits before he gives up. */
const HELD_MS = 1500;

/** Within which a command that is told to stop has to end, on a busy machine too: what it waits for takes less than a second. */
const STOPS_WITHIN_MS = 60_000;
/** Within which a provider without an engine ends: it looks once a second, and believes the third look. */
const ENDS_WITHIN_MS = 20_000;

/** What came of a command that was killed. */
export interface Struck {
  /** Undefined: it came to its end before that. */
  way?: Way;
  output: string;
  wrong: string[];
  /** Its processes, when it was killed. */
  processes: Process[];
  /** Whether the provider had asked for anything by then: before that it may be Pulumi's process alone, without us in it. */
  asked: boolean;
}

/** Runs the scene's command, and kills it at the moment. */
export async function strike({ gateway, stack }: Site, scene: Scene, { way, at }: Kill): Promise<Struck> {
  const reached = "share" in at ? sleep(at.share * at.of, true) : held(gateway, hold(gateway, { way, at }));
  const before = gateway.journal().length;
  const child = stack.spawn([scene.command, "--yes", "--skip-preview", "--non-interactive", "--color", "never"]);
  const ended = finish(child);
  const early = await Promise.race([reached.then(() => undefined), ended]);
  gateway.faults.clear();
  if (early) return { output: early.output, wrong: [], processes: [], asked: false };
  const asked = gateway.journal().length > before;
  const processes = await family(child.pid as number);
  const wrong = await blows[way](child, ended, processes);
  const { output } = await ended;
  return { way, output, wrong: [...wrong, ...traces(output)], processes, asked };
}

/** The rules that hold the request; the first one's id. */
function hold(gateway: Emulator, { way, at }: Kill & { at: { request: unknown } }): string {
  const { request, when } = at as Extract<Kill["at"], { request: unknown }>;
  const rule = { ...request, times: 1 };
  const id = gateway.faults.add({ ...rule, when: when === "after" ? when : "before", action: { delay: HELD_MS } });
  // Nobody is left to see that answer: it is the request that never arrives.
  if (way === "engine and provider" && when === "before") gateway.faults.add({ ...rule, action: { status: 503 } });
  return id;
}

/** Nobody tells when a request has arrived, but the journal lies in this very process. */
async function held(gateway: Emulator, fault: string): Promise<void> {
  while (gateway.journal({ fault, limit: 1 }).length === 0) await sleep(5);
}

type Blow = (child: ChildProcess, ended: Promise<RunResult>, processes: Process[]) => Promise<string[]>;

const blows: Record<Way, Blow> = {
  "engine and provider": async (_child, _ended, processes) => {
    kill(processes);
    return [];
  },
  "engine alone": async (child) => {
    child.kill("SIGKILL");
    return [];
  },
  "Ctrl-C": async (child, ended) => {
    child.kill("SIGINT");
    return stopped(child, ended);
  },
  "Ctrl-C twice": async (child, ended) => {
    const heard = new Promise((resolve) => {
      for (const stream of [child.stdout, child.stderr])
        stream?.on("data", (text: string) => text.includes("^C") && resolve(undefined));
    });
    child.kill("SIGINT");
    await Promise.race([heard, ended]);
    child.kill("SIGINT");
    return stopped(child, ended);
  },
};

async function stopped(child: ChildProcess, ended: Promise<RunResult>): Promise<string[]> {
  const late = new AbortController();
  const limit = sleep(STOPS_WITHIN_MS, "late", { signal: late.signal }).catch(() => undefined);
  const first = await Promise.race([limit, ended]);
  late.abort();
  if (first !== "late") return [];
  child.kill("SIGKILL");
  return [`it did not stop within ${STOPS_WITHIN_MS / 1000} s`];
}

export const traces = (output: string): string[] =>
  /\n\s+at .+[:)]\d*/.test(output) ? [`a stack trace was shown: ${output}`] : [];

/** A provider whose engine has gone ends by itself; nothing else of Pulumi's is ours to judge. */
export async function survivors(processes: readonly Process[], providers: readonly Process[]): Promise<string[]> {
  const until = Date.now() + ENDS_WITHIN_MS;
  let left = await alive(providers);
  for (; left.length > 0 && Date.now() < until; left = await alive(left)) await sleep(100);
  kill(await alive(processes));
  return left.map(({ args }) => `without its engine it lived on: ${args}`);
}
