import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inCheckout } from "../../../tools/root.mts";
import { createStack, type Stack } from "../../engine/stack.mts";
import { type Emulator, type FaultRule, type Json, kinds, startEmulator } from "../provider.mts";
import { writeFiles } from "../samples.mts";
import { SPEED } from "../world.mts";
import { CHAPTERS, FIXTURES, PASSPHRASE, PROGRAM, PROJECT, STACK } from "./fixture.mts";
import {
  byHand,
  CUT_OFF,
  type Declared,
  finished,
  HALF,
  interrupted,
  LINGERS,
  missing,
  surround,
} from "./programs.mts";

interface Site {
  gateway: Emulator;
  stack: Stack;
  /** Writes the program of the next command. */
  declare: (resources: readonly Declared[]) => void;
}

/** State of the present version, by the real engine, with the gateway that belongs to it. */
export async function write(version: string): Promise<void> {
  const folder = join(FIXTURES, version);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "index.js"), PROGRAM);
  writeUploads(join(folder, "files"));
  const incomplete = kinds.flatMap((kind) => missing(kind, finished()));
  if (incomplete.length > 0) throw new Error(`test/torture/states/programs.mts: ${incomplete.join("; ")}`);
  for (const chapter of CHAPTERS) {
    const program = chapter === "finished" ? finished() : interrupted();
    const site = await open(join(folder, "files"), program);
    try {
      const left = await (chapter === "finished" ? finish(site, program) : interrupt(site, program));
      mkdirSync(join(folder, chapter));
      const parts = { program: left, state: await site.stack.export(), gateway: site.gateway.snapshot() };
      for (const [name, value] of Object.entries(parts))
        writeFileSync(join(folder, chapter, `${name}.json`), placeless(site.stack.dir, value));
    } finally {
      await site.stack.dispose();
      await site.gateway.stop();
    }
  }
}

/** The engine keeps where in which file a resource was declared: of this machine nothing is kept. */
const placeless = (project: string, value: unknown): string =>
  `${JSON.stringify(value, null, 1).replaceAll(project, "/project").replaceAll(inCheckout(), "/package")}\n`;

export function writeUploads(folder: string): void {
  writeFiles(folder);
  const adapter = { r: 8, target_modules: ["q_proj"], base_model_name_or_path: "llama" };
  mkdirSync(join(folder, "adapter"));
  writeFileSync(join(folder, "adapter", "adapter_config.json"), JSON.stringify(adapter));
  writeFileSync(join(folder, "adapter", "adapter_model.safetensors"), "planted adapter");
}

async function open(files: string, program: readonly Declared[]): Promise<Site> {
  const gateway = await startEmulator({ speed: SPEED, settings: { defaultQuota: 10_000, idleDays: 0 } });
  await surround(gateway, program);
  gateway.clock.advance("2h");
  const stack = await createStack({
    project: PROJECT,
    name: STACK,
    program: PROGRAM,
    env: { ...environment(gateway), PULUMI_CONFIG_PASSPHRASE: PASSPHRASE },
  });
  cpSync(files, stack.dir, { recursive: true });
  const declare = (resources: readonly Declared[]) =>
    writeFileSync(join(stack.dir, "resources.json"), JSON.stringify(resources));
  return { gateway, stack, declare };
}

export const environment = (gateway: Emulator) => ({
  FIREWORKS_BASE_URL: gateway.url,
  FIREWORKS_API_KEY: gateway.apiKey,
  FIREWORKS_ACCOUNT_ID: gateway.accountId,
  FIREWORKS_SPEED: String(SPEED),
});

async function finish({ gateway, stack, declare }: Site, program: Declared[]): Promise<Declared[]> {
  const importing: Declared[] = [];
  for (const one of program) {
    const taken = one.name.startsWith("taken-") ? { import: await byHand(gateway, one) } : {};
    importing.push({ ...one, options: { ...one.options, ...taken } });
  }
  declare(importing);
  await stack.up();
  declare(program);
  await stack.up(["--expect-no-changes"]);
  return program;
}

const REFUSED = {
  status: 403,
  body: { code: 7, message: "permission denied", details: [] },
};
const EVER = 1_000_000;

/** Reads of what was just made, after which its creation cannot be seen to the end. */
const UNSEEN: FaultRule[] = [
  { method: "GET", path: new RegExp(`^(?!.*/apiKeys).*/${CUT_OFF}-`), times: EVER, action: REFUSED },
  // The first looks for what an earlier run left.
  { method: "GET", path: new RegExp(`/users/${CUT_OFF}-.*/apiKeys`), nth: 2, times: EVER, action: REFUSED },
  { method: "GET", path: /\/deployedModels\/./, times: EVER, action: REFUSED },
];

const KEPT: FaultRule[] = [
  { method: "DELETE", times: EVER, action: REFUSED },
  { path: /apiKeys:delete/, times: EVER, action: REFUSED },
];

async function interrupt({ gateway, stack, declare }: Site, program: Declared[]): Promise<Declared[]> {
  const beginning = program.filter(({ name }) => !name.startsWith(CUT_OFF));
  const later = (one: Declared, what: string): Declared =>
    one.name.startsWith(what) ? { ...one, args: one.replaced as Json } : one;
  declare(beginning);
  await stack.up();

  const halved = beginning.map((one) => later(one, HALF));
  gateway.faults.add({ method: "POST", path: /^(?!.*:delete)/, times: EVER, action: REFUSED });
  declare(halved);
  await stack.up(["--continue-on-error"], { expectFailure: true });
  gateway.faults.clear();

  const all = program.map((one) => later(later(one, HALF), LINGERS));
  // Of two rules for one request the first that is left strikes: keys have one of their own.
  for (const rule of [...UNSEEN, ...KEPT]) gateway.faults.add(rule);
  declare(all);
  const targets = [CUT_OFF, LINGERS].flatMap((what) => ["--target", `**::${what}-*`]);
  await stack.up(["--continue-on-error", ...targets], { expectFailure: true });
  gateway.faults.clear();
  return all;
}
