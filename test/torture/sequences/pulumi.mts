import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { nameOf } from "../../engine/deployment.mts";
import type { RunResult, Stack } from "../../engine/stack.mts";
import { type Emulator, type Kind, kinds } from "../provider.mts";
import type { Driver, Ended, Held } from "./driver.mts";
import type { Program } from "./program.mts";
import { calm, strike, type Trouble } from "./trouble.mts";

/** Makes what program.json lists, each referring to those before it. */
export const INDEX = `const fireworks = require("pulumi-fireworks");
const { resources, customTimeouts } = JSON.parse(require("node:fs").readFileSync("program.json", "utf8"));
const made = {};
const inside = (value) => {
  if (Array.isArray(value)) return value.map(inside);
  const to = typeof value === "string" ? /^\\$\\{(.+)\\.name\\}$/.exec(value) : null;
  return to ? made[to[1]].name : value;
};
for (const { name, type, args, options } of resources) {
  const given = Object.fromEntries(Object.entries(args).map(([key, value]) => [key, inside(value)]));
  made[name] = new fireworks[type](name, given, { ...options, customTimeouts });
}
`;

/** What never ends is not waited for for hours. */
const LIMITS = { create: "2m", update: "2m" };
/** A busy machine is slow. */
const PATIENCE = { limitSeconds: 400 };
const TYPE = /^pulumi-nodejs:dynamic\/fireworks:/;

/** The real `pulumi`. */
export function pulumiDriver(stack: Stack, gateway: Emulator, speed: number): Driver {
  const printed: string[] = [];
  const declare = (resources: Program, customTimeouts: object = {}) =>
    writeFileSync(join(stack.dir, "program.json"), JSON.stringify({ resources, customTimeouts }));
  const command = async (work: () => Promise<RunResult>, trouble?: Trouble): Promise<Ended> => {
    gateway.clearJournal();
    if (trouble) strike(gateway, trouble, speed);
    const ended = await work().then(
      ({ output }) => ({ output, failed: false }),
      (error: Error) => ({ output: error.message, failed: true }),
    );
    if (trouble) await calm(gateway, speed);
    printed.push(ended.output);
    return ended.failed ? failure(ended.output) : {};
  };
  const up = (args: string[] = []) => stack.up(args, PATIENCE);
  return {
    gateway,
    up: (program, trouble) => {
      declare(program, trouble ? LIMITS : {});
      return command(() => up(), trouble);
    },
    refresh: (trouble) => command(() => stack.refresh([], PATIENCE), trouble),
    destroy: (trouble) => command(() => stack.destroy([], PATIENCE), trouble),
    preview: async (program) => {
      declare(program);
      return command(() => stack.preview([], PATIENCE));
    },
    noise: async (program) => {
      declare(program);
      const again = await command(() => up(["--expect-no-changes"]));
      const asked = gateway.journal().map(({ method, path }) => `${method} ${path}`);
      const found = await command(() => stack.refresh(["--expect-no-changes"], PATIENCE));
      return [...asked, ...[again, found].flatMap(({ error }) => error ?? [])];
    },
    held: () => held(stack),
    said: async () => [...printed, JSON.stringify(await stack.export())],
  };
}

async function held(stack: Stack): Promise<Held[]> {
  const resources = (await stack.resources()).filter(
    (one) => TYPE.test(one.type) && !one.delete && !one.pendingReplacement,
  );
  return resources.map((one) => ({
    name: nameOf(one),
    kind: kinds.find(({ type }) => type === one.type.replace(TYPE, "")) as Kind,
    id: String(one.id),
    outputs: one.outputs ?? {},
  }));
}

/** What a person reads among the diagnostics. */
function failure(output: string): Ended {
  const diagnostics = output.slice(Math.max(0, output.indexOf("Diagnostics:")));
  const [, type, name, error] = /fireworks:(\w+) \((\S+)\):\s+error: ([\s\S]*?)(?=\n\s*\n|$)/.exec(diagnostics) ?? [];
  const unheard = [...output.matchAll(/fireworks:\w+ (\S+) \**deleting(?: original| replacement)? failed/g)].map(
    (found) => found[1] as string,
  );
  const kind = kinds.find((one) => one.type === type);
  return { error: error ?? output, unheard, ...(kind && name ? { kind, names: [name] } : {}) };
}
