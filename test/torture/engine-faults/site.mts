import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createStack, type RunResult, type Stack } from "../../engine/stack.mts";
import { type Flow, madeByHand } from "../faults/flows.mts";
import type { Emulator, JournalEntry, Json } from "../provider.mts";
import { writeFiles } from "../samples.mts";
import { objects, SPEED, settle, startGateway } from "../world.mts";
import { before, environmentOf, type Resource, source, takesPart } from "./line-up.mts";

/** A gateway, and a stack of the real engine, for one run at a time. */
export interface Site {
  gateway: Emulator;
  stack: Stack;
  /** Where a stack's state is kept while a flow runs. */
  kept: string;
  /** By the program that led there. */
  starts: Map<string, Start>;
  /** By flow and line-up: what is asked when nothing goes wrong. */
  asked: Map<string, JournalEntry[]>;
}

/** Where flows begin. */
export interface Start {
  gateway: unknown;
  /** A copy of the state. */
  state: string;
  /** By kind: what somebody else made. */
  others: Map<string, Json[]>;
  /** Logical name → object to take over. */
  imports: Map<string, string>;
}

export async function newSite(): Promise<Site> {
  const gateway = await startGateway();
  const { url, apiKey, accountId } = gateway;
  const stack = await createStack({
    env: {
      FIREWORKS_BASE_URL: url,
      FIREWORKS_API_KEY: apiKey,
      FIREWORKS_ACCOUNT_ID: accountId,
      FIREWORKS_SPEED: String(SPEED),
    },
  });
  writeFiles(stack.dir);
  const kept = mkdtempSync(join(process.cwd(), "kept-"));
  cpSync(stack.backend, join(kept, "nothing"), { recursive: true });
  return { gateway, stack, kept, starts: new Map(), asked: new Map() };
}

/** Begun all at once. */
const ALWAYS = ["--parallel", "64", "--yes", "--skip-preview", "--non-interactive", "--color", "never"];

export function pulumi(
  { stack }: Site,
  command: Flow["command"],
  resources: readonly Resource[],
  args: string[] = [],
): Promise<RunResult> {
  return stack.pulumi([command, ...ALWAYS, ...args], { env: environmentOf(resources), mayFail: true });
}

/** As it is before the flow: made once, and brought back from then on. */
export async function begin(site: Site, flow: Flow, resources: readonly Resource[]): Promise<Start> {
  const program = source(flow, resources, before, new Map());
  const key = `${flow.imports ?? ""}${resources.map(({ index }) => index).join()} ${program}`;
  const known = site.starts.get(key);
  if (known) bringBack(site, known);
  const start = known ?? (await made(site, flow, resources, program));
  site.starts.set(key, start);
  site.gateway.faults.clear();
  site.gateway.clearJournal();
  return start;
}

async function made(site: Site, flow: Flow, resources: readonly Resource[], program: string): Promise<Start> {
  const { gateway, stack, kept } = site;
  setState(site, join(kept, "nothing"));
  gateway.faults.clear();
  await settle(
    gateway,
    resources.map(({ sample }) => sample),
  );
  const others = new Map(resources.map(({ kind }) => [kind.type, objects(gateway, kind)]));
  const imports = new Map<string, string>();
  if (flow.imports)
    for (const { kind, sample, name } of resources.filter((resource) => takesPart(flow, resource)))
      imports.set(name, await madeByHand(gateway, kind, sample, name));
  if (resources.some((resource) => before(flow, resource))) {
    stack.program(program);
    const { code, output } = await pulumi(site, "up", resources);
    if (code !== 0) throw new Error(`without any fault: ${output}`);
  }
  const state = join(kept, String(site.starts.size));
  cpSync(stack.backend, state, { recursive: true });
  return { gateway: gateway.snapshot(), state, others, imports };
}

function bringBack(site: Site, start: Start): void {
  setState(site, start.state);
  site.gateway.restore(start.gateway);
}

function setState({ stack }: Site, from: string): void {
  rmSync(stack.backend, { recursive: true, maxRetries: 5 });
  cpSync(from, stack.backend, { recursive: true });
}
