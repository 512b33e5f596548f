import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createStack, type Stack, type StackOptions } from "../../engine/stack.mts";
import type { Emulator } from "../provider.mts";
import { ACCOUNT, post, samples, writeFiles } from "../samples.mts";
import { SPEED, startGateway } from "../world.mts";
import { programOf, subjects } from "./subjects.mts";

/** Two that one key opens, as a person may have access to several, and one with a key of its own. */
const ACCOUNTS = [
  { accountId: "emulator", apiKey: "fw_both_accounts" },
  { accountId: "second", apiKey: "fw_both_accounts" },
  { accountId: "third", apiKey: "fw_third_account" },
];

/** In virtual seconds: how long something is young. Longer than a case takes on a slow machine. */
const WINDOW = 36_000;
/** How long it takes until nothing is young any more. */
export const LONG_AFTER = "11h";
/** Pulumi's history has whole seconds of this machine, a minute each: what was made before a run has to be older. */
export const SHORTLY_AFTER = "10m";

export const BACKENDS = ["here", "elsewhere"] as const;
export type Backend = (typeof BACKENDS)[number];

/** Where every case begins: all kinds in the stack `dev`, `staging` and another backend's `dev` empty, and objects of somebody else's. */
export interface Template {
  folder: string;
  gateway: Emulator;
  snapshot: unknown;
}

export const environment = (gateway: Emulator, account = "emulator") => ({
  FIREWORKS_BASE_URL: gateway.url,
  FIREWORKS_API_KEY: ACCOUNTS.find(({ accountId }) => accountId === account)?.apiKey,
  FIREWORKS_ACCOUNT_ID: account,
  FIREWORKS_SPEED: String(SPEED),
  FIREWORKS_TAKEOVER_WINDOW: String(WINDOW),
});

export async function makeTemplate(folder: string): Promise<Template> {
  const gateway = await startGateway(ACCOUNTS);
  await surround(gateway);
  mkdirSync(folder, { recursive: true });
  const [dir, env] = [join(folder, "project"), environment(gateway)];
  const files = { "index.js": programOf(subjects, {}) };
  const stacks: Stack[] = [];
  const add = async (options: StackOptions) => void stacks.push(await createStack({ dir, env, ...options }));
  const { makeProject } = await import("../../engine/project.mts");
  makeProject(dir, { files });
  writeFiles(dir);
  for (const [name, backend] of [
    ["dev", "here"],
    ["staging", "here"],
    ["dev", "elsewhere"],
  ] as const)
    await add({ name, backend: join(folder, backend) });
  await stacks[0]?.up();
  await Promise.all(stacks.map((stack) => stack.dispose()));
  return { folder, gateway, snapshot: gateway.snapshot() };
}

/** What the programs refer to, in each account, and an object of each kind that nobody's stack has made. */
async function surround(gateway: Emulator): Promise<void> {
  for (const { prepare } of samples) await prepare?.(gateway);
  // Ready before they are copied.
  gateway.clock.advance("1m");
  for (const collection of ["users", "models", "deployments"])
    for (const object of gateway.list(collection)) {
      // Not for the service to delete when nobody uses it.
      if (collection === "deployments") gateway.put({ ...object, name: String(object.name), minReplicaCount: 1 });
      for (const { accountId } of ACCOUNTS.slice(1)) gateway.put(inAccount(object, accountId));
    }
  const first = samples.filter((one, index) => samples.findIndex(({ type }) => type === one.type) === index);
  for (const { byHand } of first) {
    const request = byHand("theirs");
    if (!gateway.get(`${request.path}/theirs`)) await post(gateway, request);
  }
  // So long ago that nobody can take it for a leftover.
  gateway.clock.advance(LONG_AFTER);
}

function inAccount(object: Record<string, unknown>, account: string): Record<string, unknown> & { name: string } {
  return JSON.parse(JSON.stringify(object).replaceAll(`${ACCOUNT}/`, `accounts/${account}/`));
}
