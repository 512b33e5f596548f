import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation/index.js";
import { hours } from "./settings.mts";

const workDir = fileURLToPath(new URL("..", import.meta.url));

/** Every other stack of the project is none of ours, whatever happens. */
const NAME = /^pr-\d+$/;

export interface Ephemeral {
  name: string;
  expires: Date;
}

const shortName = (name: string) => name.split("/").at(-1) ?? name;
const later = (from: number) => new Date(from + hours() * 3_600_000);

/** All there are in the backend, with the end of their time. */
export async function list(): Promise<Ephemeral[]> {
  const workspace = await LocalWorkspace.create({ workDir });
  const found = (await workspace.listStacks()).filter(({ name }) => NAME.test(shortName(name)));
  return Promise.all(
    found.map(async ({ name, lastUpdate }) => {
      // Every backend keeps tags. Without one, or with one that cannot be read, the last update says nearly the same.
      const { expires } = await workspace.listTags(name).catch(() => ({}) as Record<string, string>);
      return { name: shortName(name), expires: expires ? new Date(expires) : later(Date.parse(lastUpdate ?? "1970")) };
    }),
  );
}

export async function open(stackName: string): Promise<Stack> {
  if (!NAME.test(stackName)) throw new Error(`${stackName} is no name of an ephemeral stack, such as pr-12`);
  // An object of a run that was killed is taken up as long as the stack can live, not for one hour only.
  const envVars = { FIREWORKS_TAKEOVER_WINDOW: String(7 * 24 * 3600) };
  const stack = await LocalWorkspace.createOrSelectStack({ stackName, workDir }, { envVars });
  await stack.setConfig("fireworks:overlays", { value: "ephemeral/fireworks.yaml" });
  return stack;
}

export async function renew(stack: Stack): Promise<string> {
  const expires = later(Date.now()).toISOString();
  await stack.setTag("expires", expires);
  return expires;
}

/** A sweep is in no group with the jobs of the pull request: each says what it is about to do, and then looks what the other has said. */
export const announceSweep = (stack: Stack): Promise<void> => stack.setTag("swept", new Date().toISOString());

export async function isBeingSwept(stack: Stack): Promise<boolean> {
  const { swept } = await stack.listTags();
  return swept !== undefined && later(Date.parse(swept)).getTime() > Date.now();
}

/** With its backups, which `removeStack` would leave in a bucket. */
export async function remove(stack: Stack): Promise<void> {
  await promisify(execFile)("pulumi", ["stack", "rm", stack.name, "--yes", "--remove-backups"], { cwd: workDir });
}
