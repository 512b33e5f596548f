import { total } from "../../cost/rate";
import { money, perHour } from "../../cost/words";
import { moneyJson, rateJson } from "../cost/report";
import { bad, bold, caution, dim, good } from "../style";
import { table } from "../table";
import { type Findings, type Found, type Site, shortName } from "./find";
import type { Outcome } from "./remove";

const ratesOf = (found: readonly Found[]) => found.flatMap(({ rate }) => rate ?? []);

function foundJson({ kind, name, object, maker, rate, why }: Found, outcomes?: readonly Outcome[]) {
  const outcome = outcomes?.find(({ found }) => found.name === name);
  return {
    type: kind.type,
    name,
    madeBy: maker,
    state: object.state ?? null,
    createTime: object.createTime ?? null,
    cost: rate ? rateJson(rate) : null,
    ...(why ? { why } : {}),
    ...(outcome ? { deleted: outcome.spared === undefined, ...(outcome.spared ? { why: outcome.spared } : {}) } : {}),
  };
}

export function asJson({ project, stack, account, prices }: Site, findings: Findings, outcomes?: Outcome[]): object {
  const { hourly, monthly, unknown } = total(ratesOf(findings.orphans));
  const { asOf, source, currency } = prices;
  return {
    account,
    project,
    stack: stack ?? null,
    stacks: findings.stacks,
    prices: { asOf, source, currency },
    orphans: findings.orphans.map((one) => foundJson(one, outcomes)),
    total: { hourly: moneyJson(hourly), monthly: moneyJson(monthly), unknown },
    underWay: findings.underWay.map((one) => foundJson(one)),
    unsure: findings.unsure.map((one) => foundJson(one, outcomes)),
    unseen: findings.unseen,
  };
}

/** `advised` of how to delete them. */
export function asText(site: Site, findings: Findings, advised: boolean): string {
  const { orphans, underWay, unsure, stacks, unseen } = findings;
  const of = site.stack === undefined ? `project ${site.project}` : `stack ${site.stack} of project ${site.project}`;
  const parts = [
    orphans.length === 0
      ? good(`No orphans of ${of} in ${site.account}.`)
      : [bold(`Orphans of ${of} in ${site.account}:`), "", table(rows(orphans, site))].join("\n"),
    ...section("Possibly under way, not counted:", underWay, site),
    ...section(caution("Not surely orphans, not counted, and deleted only if they are named:"), unsure, site),
    ...stacks.flatMap(({ name, problem }) => (problem ? [caution(`Stack ${name} could not be read. ${problem}`)] : [])),
    ...unseen.map((what) => caution(`Not looked at: ${what}.`)),
    ...(advised ? advice(site, findings) : []),
  ];
  return parts.join("\n\n");
}

function rows(orphans: readonly Found[], { prices: { currency } }: Site): string[][] {
  const all = total(ratesOf(orphans));
  const sum = `${money(all.hourly, currency)}/h${all.unknown > 0 ? " + unknown" : ""}`;
  const row = (one: Found) => [
    one.name,
    `${one.maker.stack}/${one.maker.resource}`,
    String(one.object.createTime ?? ""),
    one.rate ? perHour(one.rate, currency) : "–",
  ];
  const heads = ["ORPHAN", "MADE BY", "AT", "HOUR"];
  const last = ["total", "", "", sum];
  return [heads.map((head) => dim(head)), ...orphans.map(row), last.map((cell) => bold(cell))];
}

const section = (title: string, found: readonly Found[], { prices: { currency } }: Site): string[] =>
  found.length === 0
    ? []
    : [
        [
          title,
          ...found.map(({ name, why, rate }) => `  ${name}${rate ? `, ${perHour(rate, currency)}` : ""}: ${why ?? ""}`),
        ].join("\n"),
      ];

function advice({ common, stack }: Site, { orphans, unsure }: Findings): string[] {
  const of = stack === undefined ? " --all-stacks" : common.stack ? ` --stack ${common.stack}` : "";
  const command = `pulumi-fireworks orphans${of} --delete`;
  return [
    ...(orphans.length > 0 ? [dim(`\`${command}\` deletes the orphans, after asking.`)] : []),
    ...(unsure.length > 0 ? [dim(`\`${command} NAME...\` deletes what you are sure of yourself, after asking.`)] : []),
  ];
}

export const outcomeText = (outcomes: readonly Outcome[]): string =>
  outcomes
    .map(({ found, spared }) =>
      spared === undefined ? `${good("deleted")} ${shortName(found)}` : `${bad("kept")} ${shortName(found)}: ${spared}`,
    )
    .join("\n");
