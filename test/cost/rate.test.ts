import { PUBLIC } from "../../src/cost/prices";
import { type Known, type Priced, rate, total } from "../../src/cost/rate";

const prices = { ...PUBLIC, perHour: { NVIDIA_H100_80GB: 8 } };
/** A Monday, midnight in UTC. */
const MONDAY = Date.parse("2026-11-23T00:00:00Z");
const one = { acceleratorType: "NVIDIA_H100_80GB", acceleratorCount: 1 };
const known = (fields: Priced) => rate({ ...one, ...fields }, prices, MONDAY) as Known;

test.each<[string, Priced, number, number]>([
  ["the API's defaults are 0 to 1", {}, 0, 8],
  ["GPUs times replicas", { acceleratorCount: 4, minReplicaCount: 1, maxReplicaCount: 3 }, 32, 96],
  ["a minimum alone is the maximum too", { minReplicaCount: 2 }, 16, 16],
  ["integers as text", { acceleratorCount: "2", minReplicaCount: "1", maxReplicaCount: "1" }, 16, 16],
  ["revocable capacity counts", { maxReplicaCount: 1, maxWithRevocableReplicaCount: 3 }, 0, 24],
  ["stopped", { minReplicaCount: 1, maxReplicaCount: 0 }, 0, 0],
])("%s", (_, fields, min, max) => {
  expect(known(fields).hourly).toEqual({ min, max });
  expect(known(fields).monthly).toEqual({ min: min * 730, max: max * 730 });
});

const schedule = { schedule: "0 8 * * 1-5", duration: "36000s", timezone: "UTC", minReplicaCount: 2 };
const scheduled = (...all: object[]): Priced => ({
  maxReplicaCount: 3,
  autoscalingPolicy: { scalingSchedules: Object.fromEntries(all.map((entry, index) => [`s${index}`, entry])) },
});

const scheduledBy = (change: object) => scheduled({ ...schedule, ...change });

test.each<[Priced, string]>([
  [{ acceleratorType: undefined }, "its acceleratorType is not known"],
  [{ acceleratorType: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }, "its acceleratorType is not known"],
  [{ acceleratorType: "NVIDIA_B300_288GB" }, "the price table has no NVIDIA_B300_288GB"],
  [{ acceleratorCount: undefined }, "its acceleratorCount is not known"],
  [{ acceleratorCount: 0 }, "its acceleratorCount is not known"],
  [{ minReplicaCount: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }, "minReplicaCount is not known yet"],
  [{ maxReplicaCount: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }, "maxReplicaCount is not known yet"],
  [{ preemptible: true }, "preemptible capacity has other prices"],
  [{ autoscalingPolicy: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }, "its scaling schedules are not known"],
  [scheduledBy({ schedule: "every morning" }), "its scaling schedules are not known"],
  [scheduledBy({ duration: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }), "its scaling schedules are not known"],
  [{ acceleratorType: "ACCELERATOR_TYPE_UNSPECIFIED" }, "its acceleratorType is not known"],
])("%j is unknown, and never 0", (fields, why) => {
  expect(rate({ ...one, ...fields }, prices)).toEqual({ is: "unknown", why });
});

test("a schedule raises the month's minimum by its hours, and the hour's while it is active", () => {
  const { hourly, scheduled: raised, monthly } = known(scheduled(schedule));
  expect(hourly).toEqual({ min: 0, max: 24 });
  expect(raised).toBe(16);
  // The 730 hours from a Monday hold 22 working days, and the next one's until ten.
  expect(monthly.min).toBeCloseTo((22 * 10 + 2) * 16, 5);
  expect(monthly.max).toBe(730 * 24);
});

test("of overlapping schedules the highest counts, up to the maximum; disabled ones do not", () => {
  const wide = { ...schedule, schedule: "0 0 * * *", duration: "86400s", minReplicaCount: 1 };
  expect(known(scheduled(schedule, wide)).monthly.min).toBeCloseTo(222 * 16 + (730 - 222) * 8, 5);
  expect(known(scheduled({ ...schedule, minReplicaCount: 9 })).scheduled).toBe(24);
  expect(known(scheduled({ ...schedule, disabled: true })).monthly.min).toBe(0);
  expect(known({ ...scheduled(schedule), minReplicaCount: 3 }).scheduled).toBeUndefined();
});

test("one that began before the month counts from there, and one that begins each minute is told by fewer", () => {
  const evening = { ...schedule, schedule: "0 23 * * *", duration: "7200s" };
  expect(known(scheduled(evening)).monthly.min).toBeCloseTo((1 + 30 * 2) * 16, 5);
  const always = { ...schedule, schedule: "* * * * *", duration: "60s" };
  expect(known(scheduled(always)).monthly.min).toBeCloseTo(730 * 16, 5);
});

test("the total counts what is known and says how many are not", () => {
  const all = [known({ minReplicaCount: 1 }), known({ maxReplicaCount: 2 }), rate({}, prices)];
  expect(total(all)).toEqual({
    hourly: { min: 8, max: 24 },
    monthly: { min: 5840, max: 17520 },
    unknown: 1,
  });
});

test("the public table is dated, names its source, and its names are the API's", () => {
  expect(PUBLIC.asOf).toMatch(/^20\d\d-\d\d-\d\d$/);
  expect(PUBLIC.source).toContain("https://");
  for (const name of Object.keys(PUBLIC.perHour)) expect(name).toMatch(/^(NVIDIA|AMD)_[A-Z0-9]+_\d+GB$/);
});
