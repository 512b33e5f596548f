import { Cron } from "croner";
import * as z from "zod";
import type { Failure, Json, Rule } from "../../lifecycle/kind";
import { count, duration } from "../common";

const schedule = z.strictObject({
  minReplicaCount: count.meta({
    description: "Least number of replicas while the schedule is active; the highest of all active ones wins.",
  }),
  schedule: z.string().meta({ description: "When it begins: five fields of cron, such as `0 8 * * 1-5`." }),
  duration: duration.meta({ format: "duration", description: 'How long it stays active, such as `"36000s"`.' }),
  timezone: z.string().meta({ description: "IANA time zone of the schedule, such as `Europe/Berlin`." }),
  description: z.string().optional().meta({ description: "What it is for." }),
  disabled: z.boolean().optional().meta({ description: "Keeps the schedule without its effect." }),
});

export const autoscalingPolicy = z.strictObject({
  scaleUpWindow: duration.optional().meta({
    format: "duration",
    default: '"30s"',
    description: "How long load must be high before replicas are added; at most an hour.",
  }),
  scaleDownWindow: duration.optional().meta({
    format: "duration",
    default: '"600s"',
    description: "How long load must be low before replicas are removed; at most an hour.",
  }),
  scaleToZeroWindow: duration.optional().meta({
    format: "duration",
    default: '"3600s"',
    description: "How long there must be no request before the last replica goes; at least five minutes.",
  }),
  loadTargets: z.record(z.string(), z.number()).optional().meta({
    description:
      "Load per replica that scaling aims at, by metric: `default`, `tokens_generated_per_second`, `prompt_tokens_per_second`, `requests_per_second`, `concurrent_requests`.",
  }),
  scalingSchedules: z
    .record(z.string(), schedule)
    .optional()
    .meta({ description: "Raised minimums by time of day, by a name of your own." }),
});

const MINUTE = 60;
const seconds = (value: unknown) => Number.parseFloat(String(value));

/** Limits of the windows, in seconds (spec, docs:deployments/autoscaling). */
const WINDOWS: Record<string, [number, number]> = {
  scaleUpWindow: [0, 60 * MINUTE],
  scaleDownWindow: [0, 60 * MINUTE],
  scaleToZeroWindow: [5 * MINUTE, Number.POSITIVE_INFINITY],
};

export const windows: Rule = (known) => {
  const policy = (known.autoscalingPolicy ?? {}) as Json;
  return Object.entries(WINDOWS).flatMap(([key, [least, most]]) => {
    const value = policy[key] === undefined ? undefined : seconds(policy[key]);
    if (value === undefined || (value >= least && value <= most)) return [];
    const bound = value < least ? `at least ${least}s` : `at most ${most}s`;
    return [{ property: `autoscalingPolicy.${key}`, reason: `must be ${bound}, not ${String(policy[key])}` }];
  });
};

function wrongSchedule(key: string, entry: Json): Failure | undefined {
  const path = `autoscalingPolicy.scalingSchedules[${JSON.stringify(key)}]`;
  const cron = String(entry.schedule).trim();
  const timezone = String(entry.timezone);
  try {
    new Intl.DateTimeFormat("en", { timeZone: timezone });
  } catch {
    return {
      property: `${path}.timezone`,
      reason: `must be an IANA time zone such as "Europe/Berlin", not ${JSON.stringify(timezone).slice(0, 80)}`,
    };
  }
  try {
    const fields = cron.split(/\s+/).length;
    if (fields !== 5) throw new Error(`it has ${fields}`);
    new Cron(cron, { paused: true });
  } catch (error) {
    return {
      property: `${path}.schedule`,
      reason: `must be five fields of cron such as "0 8 * * 1-5", not ${JSON.stringify(cron).slice(0, 80)}: ${(error as Error).message.slice(0, 120)}`,
    };
  }
  return undefined;
}

export const schedules: Rule = (known) => {
  const all = Object.entries(
    ((known.autoscalingPolicy as Json | undefined)?.scalingSchedules ?? {}) as Record<string, Json>,
  );
  return all.flatMap(([key, entry]) => wrongSchedule(key, entry) ?? []);
};
