import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation/index.js";
import type { IsLeft } from "./interrupted.mts";
import { hours } from "./settings.mts";

const workDir = fileURLToPath(new URL("..", import.meta.url));

/** Every other stack of the project is none of ours, whatever happens. */
const NAME = /^pr-\d+$/;

type Tags = Record<string, string>;

export interface Ephemeral {
  name: string;
  /** When its time is up. */
  end: () => Promise<Date>;
}

/** Without organization and project. */
export const shortName = (name: string) => name.split("/").at(-1) ?? name;
const later = (from: number) => new Date(from + hours() * 3_600_000);

/** All there are in the backend. */
export async function list(): Promise<Ephemeral[]> {
  const workspace = await LocalWorkspace.create({ workDir });
  const found = (await workspace.listStacks()).filter(({ name }) => NAME.test(shortName(name)));
  return found.map(({ name, lastUpdate }) => ({
    name,
    end: async () => endOf(await workspace.listTags(name), lastUpdate),
  }));
}

/** A job that was killed before it set the tag leaves a stack with none. */
export function endOf({ expires }: Tags, lastUpdate = "1970"): Date {
  if (expires === undefined) return later(Date.parse(lastUpdate));
  const end = new Date(expires);
  if (Number.isNaN(end.getTime()))
    throw new Error(`its tag expires is ${expires}, which is no time such as 2030-01-01T00:00:00Z`);
  return end;
}

export async function open(stackName: string): Promise<Stack> {
  if (!NAME.test(shortName(stackName))) throw new Error(`${stackName} is no name of an ephemeral stack, such as pr-12`);
  const stack = await LocalWorkspace.createOrSelectStack({ stackName, workDir });
  await stack.setConfig("fireworks:overlays", { value: "ephemeral/fireworks.yaml" });
  return stack;
}

/** Gives it new time; more than that, if somebody has set it so. */
export async function renew(stack: Pick<Stack, "listTags" | "setTag">): Promise<string> {
  const { expires = "" } = await stack.listTags();
  const renewed = later(Date.now());
  if (Date.parse(expires) > renewed.getTime()) return expires;
  await stack.setTag("expires", renewed.toISOString());
  return renewed.toISOString();
}

/** A sweep is in no group with the jobs of the pull request: each says what it is about to do, and then looks what the other has said. */
export const announceSweep = (stack: Stack): Promise<void> => stack.setTag("swept", new Date().toISOString());

export const isNotSwept: IsLeft = async (stack) => {
  const { swept } = await stack.listTags();
  return swept === undefined || later(Date.parse(swept)).getTime() <= Date.now();
};

/** A job that brings it up just now has given it new time before it locked it. */
export const isStillOver: IsLeft = async (stack) => {
  const tags = await stack.listTags();
  return endOf(tags).getTime() <= Date.now();
};

/** With its backups, which `removeStack` would leave in a bucket. */
export async function remove(stack: Stack): Promise<void> {
  await promisify(execFile)("pulumi", ["stack", "rm", stack.name, "--yes", "--remove-backups"], { cwd: workDir });
}
