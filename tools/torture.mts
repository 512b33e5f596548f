import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ordered } from "../test/torture/order.mts";
import type { Outcome, Titled } from "../test/torture/part.mts";
import { build } from "./build/parts.mts";

const usage = `npm run torture -- [options]

  --minutes N     how long at most; default: until all cases are done
  --cases N       how many cases at most
  --seed N        another order, and so another sample; default 1
  --only TEXT     only cases whose title holds the text; may be given several times
  --threads N     how many cases at a time; default: five for each processor, twenty at most
  --verbose       print what each case ended with`;

const { values } = parseArgs({
  options: {
    minutes: { type: "string" },
    cases: { type: "string" },
    seed: { type: "string", default: "1" },
    only: { type: "string", multiple: true, default: [] },
    // Most of a case is waiting.
    threads: { type: "string", default: String(Math.min(20, availableParallelism() * 5)) },
    verbose: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

async function torture(): Promise<void> {
  const until = Date.now() + Number(values.minutes ?? Number.POSITIVE_INFINITY) * 60_000;
  await build();
  const folder = mkdtempSync(join(tmpdir(), "pulumi-fireworks-torture-"));
  process.chdir(folder);
  // Nothing outside the folder is read or written, and nobody but the stand-in is asked what a stack holds.
  Object.assign(process.env, { HOME: folder, PATH: folder, FIREWORKS_SPEED: "60" });
  try {
    const { parts } = await import("../test/torture/parts.mts");
    const counts: string[] = [];
    for (const { name, groups, prepare } of parts) {
      prepare();
      counts.push(await endure(name, groups, until));
    }
    console.log(`${counts.join(", ")}; seed ${values.seed}`);
  } finally {
    process.chdir(tmpdir());
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs the cases of a part, says which were not survived, and answers the count. */
async function endure(name: string, groups: readonly string[], until: number): Promise<string> {
  const { Pool } = await import("../test/torture/pool.mts");
  const pool = new Pool(name, Number(values.threads));
  const chosen = ordered(await find(pool, groups), Number(values.seed)).slice(0, limit());
  const counts = { survived: 0, lost: 0, limited: 0, idle: 0 };
  const running = new Map<unknown, Titled<unknown>>();
  const next = () => {
    const one = Date.now() < until ? chosen.shift() : undefined;
    if (!one) return undefined;
    const task = { run: one.one };
    running.set(task, one);
    return task;
  };
  await pool.work<Outcome>(next, (task, outcome) => {
    const { title } = running.get(task) as Titled<unknown>;
    running.delete(task);
    counts[verdict(outcome)]++;
    tell(title, outcome);
  });
  await pool.end();
  if (counts.lost > 0) process.exitCode = 1;
  const rest = chosen.length > 0 ? `, ${chosen.length} not tried` : "";
  const limited = counts.limited > 0 ? `, ${counts.limited} beyond the known limits` : "";
  return `${counts.survived} ${name} survived, ${counts.lost} not${limited}, ${counts.idle} did not strike${rest}`;
}

function verdict({ struck, wrong, limit }: Outcome): "survived" | "lost" | "limited" | "idle" {
  if (wrong.length > 0) return limit === undefined ? "lost" : "limited";
  return struck ? "survived" : "idle";
}

type Work = InstanceType<typeof import("../test/torture/pool.mts").Pool>;

async function find(pool: Work, groups: readonly string[]): Promise<Titled<unknown>[]> {
  const waiting = [...groups];
  const found: Titled<unknown>[] = [];
  const next = () => {
    const cases = waiting.shift();
    return cases === undefined ? undefined : { cases };
  };
  await pool.work<Titled<unknown>[]>(next, (_task, cases) => void found.push(...cases));
  // Threads finish in any order.
  found.sort((a, b) => (a.title < b.title ? -1 : 1));
  return found.filter(({ title }) => values.only.every((text) => title.includes(text)));
}

const limit = () => (values.cases === undefined ? Number.POSITIVE_INFINITY : Number(values.cases));

function tell(title: string, outcome: Outcome): void {
  const { error, wrong, limit } = outcome;
  const how = verdict(outcome);
  if (how !== "lost" && !values.verbose) return;
  const why = limit === undefined ? wrong : [limit, ...wrong];
  console.log([`${how.toUpperCase()} ${title}`, ...why.map((what) => `  ${what}`), ...saw(error)].join("\n"));
}

const saw = (error: string | undefined) => (error === undefined ? [] : [`  seen: ${error.replaceAll("\n", "\n    ")}`]);

if (values.help) console.log(usage);
else await torture();
