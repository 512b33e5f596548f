import { Cron } from "croner";
import { protoDuration } from "../clock";
import { invalid } from "../error";

export interface ScalingSchedule {
  schedule: string;
  duration: string;
  timezone: string;
  minReplicaCount: number;
  disabled?: boolean;
}

/** Asked for at every step of a deployment: parsed once, and emptied before it grows for ever. */
const parsed = new Map<string, Cron>();
const parsedLimit = 1_000;

function cron({ schedule, timezone }: ScalingSchedule): Cron {
  const key = `${timezone} ${schedule}`;
  const found = parsed.get(key) ?? new Cron(schedule, { timezone, paused: true, mode: "5-part" });
  if (parsed.size >= parsedLimit) parsed.clear();
  parsed.set(key, found);
  return found;
}

export function checkSchedule(name: string, schedule: ScalingSchedule): void {
  const at = `autoscaling_policy.scaling_schedules["${name}"]`;
  try {
    new Intl.DateTimeFormat("en", { timeZone: schedule.timezone });
  } catch {
    throw invalid(`${at}: unknown timezone "${schedule.timezone}"`);
  }
  try {
    cron(schedule);
  } catch {
    throw invalid(`${at}: invalid cron expression "${schedule.schedule}"`);
  }
  if ((protoDuration(schedule.duration) ?? 0) <= 0) throw invalid(`${at}: duration must be positive`);
}

/** Whether a run of the schedule began less than its duration ago. */
export function active(schedule: ScalingSchedule, at: number): boolean {
  if (schedule.disabled) return false;
  const began = cron(schedule).nextRun(new Date(at - (protoDuration(schedule.duration) ?? 0)));
  return began !== null && began.getTime() <= at;
}
