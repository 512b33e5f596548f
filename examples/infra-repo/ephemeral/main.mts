// A stack of its own for each pull request, with a time to live:
//   node ephemeral/main.mts up pr-12      makes it, or brings it up to date; its time begins anew
//   node ephemeral/main.mts down pr-12    takes it down
//   node ephemeral/main.mts sweep         takes down those whose time is up
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { refuse } from "./guard.mts";
import { deleteWhatWasLeft, type IsLeft, unlocked } from "./interrupted.mts";
import { mostStacks } from "./settings.mts";
import {
  announceSweep,
  type Ephemeral,
  isNotSwept,
  isStillOver,
  list,
  open,
  remove,
  renew,
  shortName,
} from "./stacks.mts";

const output = { onOutput: (text: string) => void process.stdout.write(text), color: "never" } as const;

const is = (name: string) => (stack: Ephemeral) => shortName(stack.name) === shortName(name);

async function up(name: string): Promise<void> {
  const others = (await list()).filter((stack) => !is(name)(stack)).map((stack) => shortName(stack.name));
  const most = mostStacks();
  if (others.length >= most)
    throw new Error(`MAX_STACKS allows ${most} ephemeral stacks, and there are ${others.join(", ")}`);
  const stack = await open(name);
  // Before the first object: whatever happens from here on, the sweep knows when its time is up.
  const expires = await renew(stack);
  await refuse(stack);
  const { stdout, stderr } = await unlocked(stack, isNotSwept, () => stack.up(output));
  // The engine's warning: most of it was taken up by now, but not what the pull request no longer declares.
  if (`${stdout}${stderr}`.includes("pending operations")) await deleteWhatWasLeft(stack);
  console.log(`${name} lives until ${expires}`);
}

async function down(name: string): Promise<void> {
  if (!(await list()).some(is(name))) return console.log(`${name} is not there`);
  await takeDown(await open(name), isNotSwept);
}

/** Never by `up`: this checkout may declare other things than the stack's own, and what it makes would cost. */
async function takeDown(stack: Stack, isLeft: IsLeft): Promise<void> {
  await unlocked(stack, isLeft, () => stack.destroy(output));
  await deleteWhatWasLeft(stack);
  await remove(stack);
  console.log(`${stack.name} is gone`);
}

async function sweepOne({ name, end }: Ephemeral): Promise<void> {
  const ends = await end();
  if (ends.getTime() > Date.now()) return console.log(`${name} stays until ${ends.toISOString()}`);
  const stack = await open(name);
  await announceSweep(stack);
  if (await isStillOver(stack)) return takeDown(stack, isStillOver);
  console.log(`${name} was given new time`);
}

/** One that cannot be taken down must not keep the others alive. */
async function sweep(): Promise<void> {
  const failed: string[] = [];
  for (const stack of await list()) {
    await sweepOne(stack).catch((error: Error) => {
      failed.push(stack.name);
      console.error(`${stack.name} could not be taken down: ${error.message}`);
    });
  }
  if (failed.length > 0) throw new Error(`still there: ${failed.join(", ")}. The next sweep tries again`);
}

const COMMANDS = new Map<string, (name: string) => Promise<void>>(Object.entries({ up, down, sweep }));

const [, , command = "", name = ""] = process.argv;
try {
  const run = COMMANDS.get(command);
  if (!run) throw new Error(`${command || "nothing"} is no command: up pr-12, down pr-12 or sweep`);
  await run(name);
} catch (error) {
  console.error(`ephemeral: ${(error as Error).message}`);
  process.exitCode = 1;
}
