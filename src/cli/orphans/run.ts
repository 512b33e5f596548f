import { windowOf } from "../../lifecycle/takeover";
import { type Answer, WrongUse } from "../answer";
import { pricesFor } from "../cost/prices";
import { configuration, gatewayBy } from "../gateway";
import type { Common } from "../options";
import { projectName } from "../project";
import { stackName } from "../stack";
import { type Findings, find, type Site } from "./find";
import { canAsk, confirmed, type Outcome, removeAll } from "./remove";
import { asJson, asText, outcomeText } from "./report";

export interface OrphansOptions {
  allStacks?: true;
  delete?: true;
  yes?: true;
  ignoreChecks?: true;
  prices?: string;
}

export async function orphans(options: OrphansOptions & Common): Promise<Answer> {
  mustFit(options);
  const site = await siteOf(options);
  const findings = await find(site);
  const outcomes = await deleted(site, findings, options);
  const gone = (outcomes ?? []).flatMap(({ found, spared }) => (spared ? [] : [found.name]));
  const left = findings.orphans.filter(({ name }) => !gone.includes(name));
  const shown = outcomes && !options.yes ? [] : [asText(site, findings, outcomes === undefined)];
  return {
    json: asJson(site, findings, outcomes),
    text: [...shown, ...(outcomes ? [outcomeText(outcomes)] : [])].join("\n\n"),
    findings: left.length > 0 || findings.unsure.length > 0,
  };
}

function mustFit(options: OrphansOptions): void {
  if (options.delete && !options.yes && !canAsk())
    throw new WrongUse("--delete asks before it deletes, and here is no terminal to ask on: add --yes.");
  if (!options.delete && (options.yes || options.ignoreChecks))
    throw new WrongUse(`${options.yes ? "--yes" : "--ignore-checks"} goes with --delete.`);
}

async function siteOf(options: OrphansOptions & Common): Promise<Site> {
  const [project, stack, configured] = await Promise.all([
    projectName(options.cwd),
    options.allStacks ? undefined : stackName(options),
    configuration(options),
  ]);
  const prices = pricesFor(options, configured);
  const window = windowOf(configured.takeoverWindow ?? process.env.FIREWORKS_TAKEOVER_WINDOW);
  return { common: options, project, stack, prices, window, ...(await gatewayBy(configured)) };
}

/** Looked at once more after the answer, which may have taken its time: somebody may have taken one up. */
async function deleted(site: Site, findings: Findings, options: OrphansOptions): Promise<Outcome[] | undefined> {
  const { orphans } = findings;
  if (!options.delete || orphans.length === 0) return undefined;
  if (!options.yes && !(await confirmed(orphans, asText(site, findings, false))))
    return orphans.map((found) => ({ found, spared: "the answer was no" }));
  const again = await find(site);
  const still = orphans.filter(({ name }) => again.orphans.some((one) => one.name === name));
  const spared = orphans.filter((one) => !still.includes(one));
  return [
    ...(await removeAll(site.client, still, options.ignoreChecks === true)),
    ...spared.map((found) => ({ found, spared: "it is no orphan any more" })),
  ];
}
