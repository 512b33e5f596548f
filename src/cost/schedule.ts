import { Cron } from "croner";
import type { Range } from "./rate";

/** A raised minimum by time of day. */
export interface Schedule {
  minReplicaCount: number;
  /** How long it stays active. */
  seconds: number;
  /** When it begins: five fields of cron. */
  cron: string;
  timezone: string;
}

interface Span {
  from: number;
  to: number;
  min: number;
}

const HOUR_MS = 3_600_000;

/** One that begins every few minutes says in fewer what it comes to. */
const MOST_RUNS = 2000;

/** The minimum of replicas over the hours that begin at a moment, as schedules raise it; the highest active one wins. */
export function averageMinimum(schedules: readonly Schedule[], replicas: Range, from: number, hours: number): number {
  const begins = schedules.map((schedule) => ({ schedule, starts: startsOf(schedule, from, from + hours * HOUR_MS) }));
  const cut = begins.filter(({ starts }) => starts.length === MOST_RUNS).map(({ starts }) => starts.at(-1) as number);
  const to = Math.min(from + hours * HOUR_MS, ...cut);
  const spans = begins.flatMap(({ schedule, starts }) =>
    starts.map((start) => ({ from: start, to: start + schedule.seconds * 1000, min: schedule.minReplicaCount })),
  );
  return to > from ? averageOf(spans, replicas, from, to) : replicas.min;
}

/** Those that began before and are still active, too. */
function startsOf({ cron, timezone, seconds }: Schedule, from: number, to: number): number[] {
  const runs = new Cron(cron, { timezone, paused: true }).nextRuns(MOST_RUNS, new Date(from - seconds * 1000));
  return runs.map((run) => run.getTime()).filter((start) => start < to);
}

function averageOf(spans: readonly Span[], replicas: Range, from: number, to: number): number {
  const inside = spans.filter((span) => span.to > from && span.from < to);
  const moments = [...new Set([from, to, ...inside.flatMap((span) => [span.from, span.to])])]
    .filter((moment) => moment >= from && moment <= to)
    .sort((a, b) => a - b);
  const replicaTime = moments.slice(1).reduce((sum, end, index) => {
    const start = moments[index] as number;
    const active = inside.filter((span) => span.from <= start && span.to >= end).map((span) => span.min);
    return sum + (end - start) * Math.min(replicas.max, Math.max(replicas.min, ...active));
  }, 0);
  return replicaTime / (to - from);
}
