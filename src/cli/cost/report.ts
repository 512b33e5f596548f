import { type Range, type Rate, type Total, total } from "../../cost/rate";
import { money, perHour } from "../../cost/words";
import { bold, caution, dim } from "../style";
import { table } from "../table";
import type { Fields } from "./change";
import type { Line } from "./lines";
import type { Costs } from "./run";

type Side = "now" | "after";

const totalOf = (lines: readonly Line[], side: Side): Total => total(lines.flatMap((line) => line[side]?.rate ?? []));

/** In whole cents. */
export const moneyJson = ({ min, max }: Range): Range => ({
  min: Math.round(min * 100) / 100,
  max: Math.round(max * 100) / 100,
});

export const rateJson = (rate: Rate) =>
  rate.is === "unknown"
    ? { known: false, why: rate.why }
    : {
        known: true,
        hourly: moneyJson(rate.hourly),
        ...(rate.scheduled === undefined
          ? {}
          : { scheduledHourly: moneyJson({ min: rate.scheduled, max: rate.scheduled }).min }),
        monthly: moneyJson(rate.monthly),
      };

const sideJson = (line: Line, side: Side) => {
  const { fields, rate } = line[side] ?? {};
  if (rate === undefined) return null;
  const { acceleratorType, acceleratorCount } = typeof fields === "object" ? fields : {};
  return { acceleratorType, acceleratorCount, ...rateJson(rate) };
};

const totalJson = ({ hourly, monthly, unknown }: Total) => ({
  hourly: moneyJson(hourly),
  monthly: moneyJson(monthly),
  unknown,
});

export function asJson({ stack, prices, previewed, lines, notes }: Costs): object {
  const { asOf, source, currency } = prices;
  const sides = (of: (side: Side) => unknown) => ({ now: of("now"), ...(previewed ? { after: of("after") } : {}) });
  return {
    stack,
    prices: { asOf, source, currency },
    deployments: lines.map((line) => {
      const { name, urn, id = null, change, note } = line;
      return {
        name,
        urn,
        id,
        ...(change ? { change } : {}),
        ...sides((side) => sideJson(line, side)),
        ...(note ? { note } : {}),
      };
    }),
    total: sides((side) => totalJson(totalOf(lines, side))),
    notes,
  };
}

const hardware = (fields: Fields | undefined): string => {
  if (typeof fields !== "object" || typeof fields.acceleratorType !== "string") return "?";
  return `${Number(fields.acceleratorCount) || "?"} × ${fields.acceleratorType}`;
};

/** What is not known is not 0. */
function sum(lines: readonly Line[], side: Side, text: (all: Total) => string): string {
  const all = totalOf(lines, side);
  const there = lines.filter((line) => line[side] !== undefined).length;
  if (all.unknown === 0) return text(all);
  return all.unknown === there ? "unknown" : `${text(all)} + unknown`;
}

const month = (rate: Rate | undefined, currency: string) => (rate?.is === "known" ? money(rate.monthly, currency) : "");

export function asText(costs: Costs): string {
  const { stack, prices, lines, notes } = costs;
  const head = `${bold(`Stack ${stack}`)}, at prices in ${prices.currency} of ${prices.asOf} (${prices.source})`;
  const body = lines.length === 0 ? "No deployments: nothing to pay for by the hour." : table(rowsOf(costs));
  const remarks = [
    ...lines.flatMap(({ name, note }) => (note ? [`${name}: ${note}`] : [])),
    ...lines.flatMap(scheduleRemark(prices.currency)),
    ...uncounted(costs),
    ...notes.map((note) => caution(note)),
  ];
  return [head, "", body, ...(remarks.length > 0 ? ["", ...remarks] : [])].join("\n");
}

function rowsOf({ prices: { currency }, previewed, lines }: Costs): string[][] {
  const said = (line: Line, side: Side) => (line[side] ? perHour(line[side].rate, currency) : "–");
  const latest: Side = previewed ? "after" : "now";
  const sides: Side[] = previewed ? ["now", "after"] : ["now"];
  const heads = previewed
    ? ["DEPLOYMENT", "CHANGE", "HARDWARE", "NOW", "AFTER", "MONTH AFTER"]
    : ["DEPLOYMENT", "HARDWARE", "HOUR", "MONTH"];
  const row = (line: Line) => [
    line.name,
    ...(previewed ? [line.change ?? ""] : []),
    hardware((line[latest] ?? line.now)?.fields),
    ...sides.map((side) => said(line, side)),
    month(line[latest]?.rate, currency),
  ];
  const totals = [
    "total",
    ...(previewed ? [""] : []),
    "",
    ...sides.map((side) => sum(lines, side, (all) => `${money(all.hourly, currency)}/h`)),
    sum(lines, latest, (all) => money(all.monthly, currency)),
  ];
  return [heads.map((head) => dim(head)), ...lines.map(row), totals.map((cell) => bold(cell))];
}

const scheduleRemark =
  (currency: string) =>
  ({ name, now, after }: Line): string[] => {
    const rate = (after ?? now)?.rate;
    if (rate?.is !== "known" || rate.scheduled === undefined) return [];
    const least = money({ min: rate.scheduled, max: rate.scheduled }, currency);
    return [`${name}: at least ${least}/h while a scaling schedule is active, which the month counts`];
  };

function uncounted({ lines, previewed }: Costs): string[] {
  const { unknown } = totalOf(lines, previewed ? "after" : "now");
  if (unknown === 0) return [];
  return [
    caution(
      `The total leaves out ${unknown === 1 ? "the one deployment" : `the ${unknown} deployments`} whose cost is not known.`,
    ),
  ];
}
