import { windowOf } from "../../lifecycle/takeover";
import { type Answer, WrongUse } from "../answer";
import { pricesFor } from "../cost/prices";
import { configuration, gatewayBy } from "../gateway";
import type { Common } from "../options";
import { projectName } from "../project";
import { stackName } from "../stack";
import { choosable, chosen } from "./choose";
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

export async function orphans(options: OrphansOptions & Common, names: readonly string[]): Promise<Answer> {
  mustFit(options, names);
  const site = await siteOf(options);
  const findings = await find(site);
  const outcomes = await deleted(site, findings, { ...options, names });
  const gone = (outcomes ?? []).flatMap(({ found, spared }) => (spared ? [] : [found.name]));
  const left = choosable(findings).filter(({ name }) => !gone.includes(name));
  const shown = outcomes && !options.yes ? [] : [asText(site, findings, outcomes === undefined)];
  return {
    json: asJson(site, findings, outcomes),
    text: [...shown, ...(outcomes ? [outcomeText(outcomes)] : [])].join("\n\n"),
    findings: left.length > 0,
  };
}

function mustFit(options: OrphansOptions, names: readonly string[]): void {
  const named = `pulumi-fireworks orphans${options.allStacks ? " --all-stacks" : ""} --delete NAME... --yes`;
  const how = `Read what \`pulumi-fireworks orphans${options.allStacks ? " --all-stacks" : ""}\` lists, then name what is to go: \`${named}\`.`;
  if (options.delete && options.yes && names.length === 0)
    throw new WrongUse(`--yes deletes without asking, so it takes the names of what is to be deleted. ${how}`);
  if (options.delete && !options.yes && !canAsk())
    throw new WrongUse(`--delete asks before it deletes, and here is no terminal to ask on. ${how}`);
  const given = [options.yes ? "--yes goes" : "", options.ignoreChecks ? "--ignore-checks goes" : ""].filter(Boolean);
  if (names.length > 0) given.push("names go");
  if (!options.delete && given.length > 0) throw new WrongUse(`${given[0]} with --delete.`);
}

async function siteOf(options: OrphansOptions & Common): Promise<Site> {
  const [project, stack, configured] = await Promise.all([
    projectName(options.cwd),
    options.allStacks ? undefined : stackName(options),
    configuration(options),
  ]);
  const prices = pricesFor(options, configured);
  const window = windowOf(configured.takeoverWindow);
  return { common: options, project, stack, prices, window, ...(await gatewayBy(configured)) };
}

interface Wanted extends OrphansOptions {
  names: readonly string[];
}

/** Looked at once more after the answer, which may have taken its time: somebody may have taken one up. */
async function deleted(site: Site, findings: Findings, options: Wanted): Promise<Outcome[] | undefined> {
  if (!options.delete) return undefined;
  const wanted = chosen(findings, options.names);
  if (wanted.length === 0) return undefined;
  if (!options.yes && !(await confirmed(wanted, asText(site, findings, false))))
    return wanted.map((found) => ({ found, spared: "the answer was no" }));
  const again = choosable(await find(site));
  const still = wanted.filter(({ name }) => again.some((one) => one.name === name));
  const spared = wanted.filter((one) => !still.includes(one));
  return [
    ...(await removeAll(site.client, still, options.ignoreChecks === true)),
    ...spared.map((found) => ({ found, spared: "it is no orphan any more" })),
  ];
}
