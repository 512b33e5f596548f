import { median } from "./median.mts";
import { peakOf } from "./memory.mts";
import { once } from "./once.mts";
import { leanest, ordinary, type Program, plainSecrets, secrets } from "./programs.mts";
import type { Area, Measured, Row, Scale } from "./row.mts";
import { entrySize, openSite, type Site } from "./stacks.mts";
import { inTurn } from "./turns.mts";

type Operation = "up" | "no-op up" | "preview" | "refresh";

const commands: Record<Operation, (site: Site) => Promise<unknown>> = {
  up: ({ stack }) => stack.up([], patient),
  "no-op up": ({ stack }) => stack.up(["--expect-no-changes"], patient),
  preview: ({ stack }) => stack.preview(["--expect-no-changes"], patient),
  refresh: ({ stack }) => stack.refresh(["--expect-no-changes"], patient),
};

const patient = { limitSeconds: 1800 };
const later = ["no-op up", "preview", "refresh"] as const;

/** What one side has shown. Times in seconds. */
interface Shown {
  times: Record<Operation, number[]>;
  /** Requests that all no-op `up`s and previews sent. */
  requests: number;
  entry: { all: number; own: number };
  /** CPU time of the gateway during the last `up`, in milliseconds. */
  gateway: number;
  /** Memory at the peak of the last `up`. */
  peak: number;
}

const nothing = (): Shown => ({
  times: { up: [], "no-op up": [], preview: [], refresh: [] },
  requests: 0,
  entry: { all: 0, own: 0 },
  gateway: 0,
  peak: 0,
});

async function timed(shown: Shown, operation: Operation, site: Site): Promise<void> {
  const began = performance.now();
  await commands[operation](site);
  shown.times[operation].push((performance.now() - began) / 1000);
}

async function firstUp(shown: Shown, program: Program, count: number): Promise<Site> {
  const site = await openSite(program, count);
  try {
    const before = await site.gatewayTime();
    shown.peak = await peakOf(() => timed(shown, "up", site));
    shown.gateway = (await site.gatewayTime()) - before;
    shown.entry = await entrySize(site);
    return site;
  } catch (error) {
    await site.close();
    throw error;
  }
}

async function laterOperations(shown: Shown[], sites: Site[], rounds: number): Promise<void> {
  const before = await Promise.all(sites.map((site) => site.requests()));
  for (const operation of later) {
    for (let round = 0; round < rounds; round++)
      for (const [at, site] of inTurn([...sites.entries()], round)) await timed(shown[at] as Shown, operation, site);
    if (operation !== "preview") continue;
    for (const [at, site] of sites.entries())
      (shown[at] as Shown).requests = (await site.requests()) - (before[at] as number);
  }
}

interface Rounds {
  up: number;
  later: number;
}

/** Both sides in turn, each time on stacks of their own; what follows the first `up` on those of the last. */
async function shownBy(sides: Program[], count: number, rounds: Rounds): Promise<Shown[]> {
  const shown = sides.map(nothing);
  const sites: Site[] = [];
  try {
    for (let round = 0; round < rounds.up; round++) {
      for (const site of Object.values(sites.splice(0))) await site.close();
      for (const [at, program] of inTurn([...sides.entries()], round))
        sites[at] = await firstUp(shown[at] as Shown, program, count);
    }
    await laterOperations(shown, sites, rounds.later);
  } finally {
    for (const site of Object.values(sites)) await site.close();
  }
  return shown;
}

interface Comparison {
  sides: [Program, Program];
  count: number;
  rounds: Rounds;
  /** What the rows call the rival. */
  rival: string;
  goals: Partial<Record<Operation, number>>;
  short?: true;
}

type Both = () => Promise<[Shown, Shown]>;

const both = ({ sides, count, rounds }: Comparison): Both =>
  once(async () => (await shownBy(sides, count, rounds)) as [Shown, Shown]);

function timeRow({ count, rival, goals, short }: Comparison, operation: Operation, measured: Both): Row {
  return {
    name: `${operation} of ${count} secrets against ${rival}, s`,
    goal: goals[operation] as number,
    ...(short ? { short } : {}),
    async measure(): Promise<Measured> {
      const [ours, theirs] = await measured();
      const { [operation]: times } = ours.times;
      const gateway = operation === "up" ? `; the gateway's CPU time in it: ${(ours.gateway / 1000).toFixed(2)} s` : "";
      const note = `median of ${times.length}${gateway}`;
      return { ours: median(times), theirs: median(theirs.times[operation]), note };
    },
  };
}

const timeRows = (comparison: Comparison, measured = both(comparison)): Row[] =>
  (Object.keys(comparison.goals) as Operation[]).map((operation) => timeRow(comparison, operation, measured));

/** One is added to either side: none against none is 1. */
const requestRow = ({ count, rounds }: Comparison, measured: Both): Row => ({
  name: `requests of no-op up and preview of ${count} secrets, plus 1`,
  goal: 1,
  short: true,
  async measure() {
    const [{ requests }] = await measured();
    return { ours: requests + 1, theirs: 1, note: `${rounds.later} of each` };
  },
});

const stateRow = (measured: Both): Row => ({
  name: "state of a secret without its arguments, bytes",
  goal: 1,
  short: true,
  async measure() {
    const [{ entry: ours }, { entry: theirs }] = await measured();
    const note = `with them ${ours.all}; a no-op resource ${theirs.all - theirs.own}, with them ${theirs.all}`;
    return { ours: ours.all - ours.own, theirs: 1100, note };
  },
});

const growthRows = (few: Both, many: Both, [from, to]: [number, number]): Row[] => {
  const row = (what: string, of: (shown: Shown) => number): Row => ({
    name: `${what} of up of ${to} against ${from}, times; theirs: no-op resources`,
    goal: 1,
    async measure() {
      const [a, b] = [await few(), await many()];
      const [ours, theirs] = [of(b[0]) / of(a[0]), of(b[1]) / of(a[1])];
      return { ours, theirs, note: `ours ${of(b[0]).toFixed(0)}, theirs ${of(b[1]).toFixed(0)}` };
    },
  });
  return [row("time", ({ times }) => median(times.up)), row("memory", ({ peak }) => peak / 1024 / 1024)];
};

interface Sizes {
  few: number;
  many: number;
  most: number;
  rounds: { few: Rounds; many: Rounds; lean: Rounds; leanMany: Rounds };
}

const one = { up: 1, later: 1 };
const upOnly = { up: 1, later: 0 };
const usual: Sizes = {
  few: 100,
  many: 1000,
  most: 2000,
  rounds: {
    few: { up: 5, later: 5 },
    many: { up: 2, later: 3 },
    lean: { up: 3, later: 3 },
    leanMany: upOnly,
  },
};

const small: Sizes = { few: 8, many: 9, most: 10, rounds: { few: one, many: one, lean: one, leanMany: upOnly } };
const brief: Sizes = { ...usual, rounds: { ...usual.rounds, few: { up: 3, later: 3 } } };

/** With four functions, and with one, which is the floor of the technology. */
const [rival, lean] = ["no-op resources", "no-op resources with create alone"];

export function stackArea({ quick, full, short }: Scale): Area {
  const { few, many, most, rounds } = quick ? small : short ? brief : usual;
  const sides: [Program, Program] = [secrets, ordinary];
  const bare: [Program, Program] = [plainSecrets, leanest];
  const ofFew: Comparison = {
    ...{ sides, count: few, rounds: rounds.few, rival, short: true },
    goals: { up: 0.9, "no-op up": 1, preview: 1, refresh: 1.2 },
  };
  const ofMany: Comparison = {
    ...{ sides, count: many, rounds: rounds.many, rival },
    goals: { up: 0.55, "no-op up": 1, preview: 1, refresh: 1.2 },
  };
  const ofLean: Comparison = {
    ...{ sides: bare, count: few, rounds: rounds.lean, rival: lean },
    goals: { up: 1.2, "no-op up": 1.2, preview: 1.2, refresh: 1.3 },
  };
  const measuredFew = both(ofFew);
  // To see that it works one measurement does for several.
  const [measuredMany, measuredLean] = quick ? [measuredFew, measuredFew] : [both(ofMany), both(ofLean)];
  const measuredMost = both({ ...ofMany, count: most, rounds: upOnly });
  return {
    rows: [
      ...timeRows(ofFew, measuredFew),
      requestRow(ofFew, measuredFew),
      stateRow(measuredFew),
      ...timeRows(ofMany, measuredMany),
      ...timeRows(ofLean, measuredLean),
      ...timeRows({ sides: bare, count: many, rounds: rounds.leanMany, rival: lean, goals: { up: 1 } }),
      ...(full ? growthRows(measuredMany, measuredMost, [quick ? few : many, most]) : []),
    ],
    close: async () => {},
  };
}
