import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation/index.js";

const workDir = fileURLToPath(new URL("..", import.meta.url));

/** Every other stack of the project is none of ours, whatever happens. */
const NAME = /^pr-\d+$/;

export interface Ephemeral {
  name: string;
  expires: Date;
}

const shortName = (name: string) => name.split("/").at(-1) ?? name;

/** All there are in the backend, with the end of their time. */
export async function list(hours: number): Promise<Ephemeral[]> {
  const workspace = await LocalWorkspace.create({ workDir });
  const found = (await workspace.listStacks()).filter(({ name }) => NAME.test(shortName(name)));
  return Promise.all(
    found.map(async ({ name, lastUpdate }) => {
      // A tag is kept by every backend. A job that was killed before it set one has made nothing that costs.
      const { expires } = await workspace.listTags(name);
      return { name: shortName(name), expires: expires ? new Date(expires) : after(hours, lastUpdate) };
    }),
  );
}

const after = (hours: number, lastUpdate: string | undefined) =>
  new Date((lastUpdate ? Date.parse(lastUpdate) : 0) + hours * 3_600_000);

export async function open(stackName: string): Promise<Stack> {
  if (!NAME.test(stackName)) throw new Error(`${stackName} is no name of an ephemeral stack, such as pr-12`);
  // An object of a run that was killed is taken up as long as the stack can live, not for one hour only.
  const envVars = { FIREWORKS_TAKEOVER_WINDOW: String(7 * 24 * 3600) };
  const stack = await LocalWorkspace.createOrSelectStack({ stackName, workDir }, { envVars });
  await stack.setConfig("fireworks:overlays", { value: "ephemeral/fireworks.yaml" });
  return stack;
}

/** With its backups, which `removeStack` would leave in a bucket. */
export async function remove(stack: Stack): Promise<void> {
  await promisify(execFile)("pulumi", ["stack", "rm", stack.name, "--yes", "--remove-backups"], { cwd: workDir });
}
