// A stack of its own for each pull request, with a time to live:
//   node ephemeral/main.mts up pr-12      makes it, or brings it up to date; its time begins anew
//   node ephemeral/main.mts down pr-12    takes it down
//   node ephemeral/main.mts sweep         takes down those whose time is up
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { refuseWhatCostsMore } from "./cost.mts";
import { type IsLeft, takeUpWhatWasLeft, unlocked } from "./interrupted.mts";
import { mostStacks } from "./settings.mts";
import { announceSweep, type Ephemeral, isBeingSwept, list, open, remove, renew } from "./stacks.mts";

const output = { onOutput: (text: string) => void process.stdout.write(text), color: "never" } as const;

const isOver = ({ expires }: Ephemeral) => expires.getTime() <= Date.now();
const find = async (name: string) => (await list()).find((stack) => stack.name === name);

const isNotSwept: IsLeft = async (stack) => !(await isBeingSwept(stack));

/** A job that brings it up just now has given it new time before it locked it. */
const isStillOver: IsLeft = async ({ name }) => {
  const now = await find(name);
  return now !== undefined && isOver(now);
};

async function up(name: string): Promise<void> {
  const others = (await list()).map((stack) => stack.name).filter((other) => other !== name);
  const most = mostStacks();
  if (others.length >= most)
    throw new Error(`MAX_STACKS allows ${most} ephemeral stacks, and there are ${others.join(", ")}`);
  const stack = await open(name);
  // Before the first object: whatever happens from here on, the sweep knows when its time is up.
  const expires = await renew(stack);
  await refuseWhatCostsMore(stack);
  await unlocked(stack, isNotSwept, () => stack.up(output));
  console.log(`${name} lives until ${expires}`);
}

async function down(name: string): Promise<void> {
  if (!(await find(name))) return console.log(`${name} is not there`);
  await takeDown(await open(name), isNotSwept);
}

async function takeDown(stack: Stack, isLeft: IsLeft): Promise<void> {
  await unlocked(stack, isLeft, () => takeUpWhatWasLeft(stack));
  await unlocked(stack, isLeft, () => stack.destroy(output));
  await remove(stack);
  console.log(`${stack.name} is gone`);
}

async function sweepOne({ name }: Ephemeral): Promise<void> {
  const stack = await open(name);
  await announceSweep(stack);
  if (await isStillOver(stack)) return takeDown(stack, isStillOver);
  console.log(`${name} was given new time`);
}

/** One that cannot be taken down must not keep the others alive. */
async function sweep(): Promise<void> {
  const failed: string[] = [];
  for (const stack of await list()) {
    if (!isOver(stack)) {
      console.log(`${stack.name} stays until ${stack.expires.toISOString()}`);
      continue;
    }
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
