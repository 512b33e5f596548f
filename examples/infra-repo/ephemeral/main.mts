// A stack of its own for each pull request, with a time to live:
//   node ephemeral/main.mts up pr-12      makes it, or brings it up to date; its time begins anew
//   node ephemeral/main.mts down pr-12    takes it down
//   node ephemeral/main.mts sweep         takes down those whose time is up
import { refuseWhatCostsMore } from "./cost.mts";
import { takeUpWhatWasLeft, unlocked } from "./interrupted.mts";
import { list, open, remove } from "./stacks.mts";

const HOURS = Number(process.env.TTL_HOURS ?? "8");
const MOST = Number(process.env.MAX_STACKS ?? "5");

const output = { onOutput: (text: string) => void process.stdout.write(text), color: "never" } as const;

async function up(name: string): Promise<void> {
  const others = (await list(HOURS)).filter((stack) => stack.name !== name).map((stack) => stack.name);
  if (others.length >= MOST)
    throw new Error(`MAX_STACKS allows ${MOST} ephemeral stacks, and there are ${others.join(", ")}`);
  const stack = await open(name);
  const expires = new Date(Date.now() + HOURS * 3_600_000).toISOString();
  // Before the first object: whatever happens from here on, the sweep knows when its time is up.
  await stack.setTag("expires", expires);
  await refuseWhatCostsMore(stack);
  await unlocked(stack, () => stack.up(output));
  console.log(`${name} lives until ${expires}`);
}

async function down(name: string): Promise<void> {
  if (!(await list(HOURS)).some((stack) => stack.name === name)) return console.log(`${name} is not there`);
  const stack = await open(name);
  await unlocked(stack, () => takeUpWhatWasLeft(stack));
  await unlocked(stack, () => stack.destroy(output));
  await remove(stack);
  console.log(`${name} is gone`);
}

/** One that cannot be taken down must not keep the others alive. */
async function sweep(): Promise<void> {
  const failed: string[] = [];
  for (const { name, expires } of await list(HOURS)) {
    if (expires.getTime() > Date.now()) {
      console.log(`${name} stays until ${expires.toISOString()}`);
      continue;
    }
    await down(name).catch((error: Error) => {
      failed.push(name);
      console.error(`${name} could not be taken down: ${error.message}`);
    });
  }
  if (failed.length > 0) throw new Error(`still there: ${failed.join(", ")}. The next sweep tries again`);
}

const COMMANDS: Record<string, (name: string) => Promise<void>> = { up, down, sweep };

const [, , command = "", name = ""] = process.argv;
try {
  const run = COMMANDS[command];
  if (!run) throw new Error(`${command || "nothing"} is no command: up pr-12, down pr-12 or sweep`);
  await run(name);
} catch (error) {
  console.error(`ephemeral: ${(error as Error).message}`);
  process.exitCode = 1;
}
