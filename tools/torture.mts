import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Outcome, Part, Titled } from "../test/torture/part.mts";
import { build } from "./build/parts.mts";
import { ensureEngine } from "./engine/ensure.mts";

const usage = `npm run torture -- [options]

  --minutes N     how long at most, shared among the parts; default: until all cases are done
  --short         what CI runs: some of each, a lost one twice, and an error if fewer are survived than there should be
  --cases N       how many cases of each part at most
  --seed N        another order, and so another sample; default 1
  --part NAME     only this part; may be given several times
  --only TEXT     only cases whose title holds the text; may be given several times
  --threads N     how many cases at a time; default: five for each processor, twenty at most; one for each and one more where pulumi runs
  --verbose       print what each case ended with`;

const { values } = parseArgs({
  options: {
    minutes: { type: "string" },
    short: { type: "boolean", default: false },
    cases: { type: "string" },
    seed: { type: "string", default: "1" },
    part: { type: "string", multiple: true, default: [] },
    only: { type: "string", multiple: true, default: [] },
    threads: { type: "string" },
    verbose: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

type Pool = InstanceType<typeof import("../test/torture/pool.mts").Pool>;
type AnyPart = Part<unknown>;

/** What the tests of `test/torture` load is built first. */
async function torture(): Promise<void> {
  const until = Date.now() + Number(values.minutes ?? Number.POSITIVE_INFINITY) * 60_000;
  await build();
  const folder = mkdtempSync(join(tmpdir(), "pulumi-fireworks-torture-"));
  process.chdir(folder);
  try {
    const parts = await chosenParts();
    if (parts.some(({ runs }) => runs === "engine")) process.env.PULUMI_FIREWORKS_ENGINE = await ensureEngine();
    const counts: string[] = [];
    for (const [done, part] of parts.entries()) {
      await part.prepare?.();
      const started = Date.now();
      const share = (until - started) / (parts.length - done);
      const count = await endure(part, started + share, folder);
      console.log(`${count} (${Math.round((Date.now() - started) / 1000)} s)`);
      counts.push(count);
    }
    if (losses.length > 0) console.log(["again, what was lost:", ...losses].join("\n"));
    console.log(`${counts.join("; ")}; seed ${values.seed}`);
  } finally {
    process.chdir(tmpdir());
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function chosenParts(): Promise<AnyPart[]> {
  const { parts } = await import("../test/torture/parts.mts");
  const names = parts.map(({ name }) => name);
  const unknown = values.part.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`there is no part ${unknown.join(", ")}, only ${names.join(", ")}`);
  return parts.filter(({ name }) => values.part.length === 0 || values.part.includes(name));
}

/** Runs the cases of a part, says which were not survived, and answers the count. */
async function endure(part: AnyPart, until: number, folder: string): Promise<string> {
  const { Pool } = await import("../test/torture/pool.mts");
  const { ordered } = await import("../test/torture/order.mts");
  const pool = new Pool(part.name, threads(part), environment(part, folder));
  const all = await find(pool, part.groups);
  const chosen = ordered(all, Number(values.seed)).slice(0, limit(part));
  const counts = { survived: 0, lost: 0, limited: 0, idle: 0 };
  const running = new Map<unknown, Titled<unknown>>();
  const next = () => {
    const one = Date.now() < until ? chosen.shift() : undefined;
    if (!one) return undefined;
    const task = { run: one.one };
    running.set(task, one);
    return task;
  };
  const repeated = new Set<string>();
  await pool.work<Outcome>(next, (task, outcome) => {
    const one = running.get(task) as Titled<unknown>;
    const { title } = one;
    running.delete(task);
    if (values.short && verdict(outcome) === "lost" && !repeated.has(title)) {
      repeated.add(title);
      chosen.unshift(one);
      console.log(`AGAIN, lost once: ${told(title, outcome)}`);
      return;
    }
    counts[verdict(outcome)] += outcome.count ?? 1;
    tell(title, outcome);
  });
  await pool.end();
  const tooFew = values.short && counts.survived < part.short.least;
  if (counts.lost > 0 || tooFew) process.exitCode = 1;
  return counted(part, counts, chosen.length, repeated.size, tooFew);
}

type Counts = Record<ReturnType<typeof verdict>, number>;

function counted({ name, short }: AnyPart, counts: Counts, left: number, repeated: number, tooFew: boolean): string {
  return [
    `${counts.survived} ${name} survived`,
    `${counts.lost} not`,
    ...(counts.limited > 0 ? [`${counts.limited} beyond the known limits`] : []),
    ...(counts.idle > 0 ? [`${counts.idle} did not strike`] : []),
    ...(repeated > 0 ? [`${repeated} at the second attempt or not at all`] : []),
    ...(left > 0 ? [`${left} not tried`] : []),
    ...(tooFew ? [`too few: at least ${short.least} are wanted`] : []),
  ].join(", ");
}

/** Most of a case on the handlers is waiting; `pulumi` computes. */
function threads({ runs }: AnyPart): number {
  if (values.threads !== undefined) return Number(values.threads);
  return runs === "engine" ? availableParallelism() + 1 : Math.min(20, availableParallelism() * 5);
}

/** On the handlers nothing outside the folder is read or written, and nobody but the stand-in is asked what a stack holds. */
function environment({ runs }: AnyPart, folder: string): NodeJS.ProcessEnv {
  const short = values.short ? { PULUMI_FIREWORKS_TORTURE: "short" } : {};
  if (runs === "engine") return { ...process.env, ...short };
  return { ...process.env, HOME: folder, PATH: folder, FIREWORKS_SPEED: "60" };
}

function verdict({ struck, wrong, limit }: Outcome): "survived" | "lost" | "limited" | "idle" {
  if (wrong.length > 0) return limit === undefined ? "lost" : "limited";
  return struck ? "survived" : "idle";
}

async function find(pool: Pool, groups: readonly string[]): Promise<Titled<unknown>[]> {
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

function limit({ short }: AnyPart): number {
  if (values.cases !== undefined) return Number(values.cases);
  return values.short ? short.cases : Number.POSITIVE_INFINITY;
}

function tell(title: string, outcome: Outcome): void {
  const how = verdict(outcome);
  if (how !== "lost" && !values.verbose) return;
  console.log(told(title, outcome));
  if (how === "lost") losses.push(told(title, outcome));
}

function told(title: string, outcome: Outcome): string {
  const { error, wrong, limit } = outcome;
  const why = limit === undefined ? wrong : [limit, ...wrong];
  return [`${verdict(outcome).toUpperCase()} ${title}`, ...why.map((what) => `  ${what}`), ...saw(error)].join("\n");
}

/** Told a second time, where the end of a long log shows them. */
const losses: string[] = [];

const saw = (error: string | undefined) => (error === undefined ? [] : [`  seen: ${error.replaceAll("\n", "\n    ")}`]);

if (values.help) console.log(usage);
else await torture();
