import type { RunResult } from "../../engine/stack.mts";
import type { Flow } from "../faults/flows.mts";
import { plantedIn, plantedOn } from "../planted.mts";
import { type Planted, told } from "../scan.mts";
import { after, lineUp, type Resource, source } from "./line-up.mts";
import { begin, pulumi, type Site } from "./site.mts";
import { goesOn, type Strike, strikesOf } from "./strikes.mts";

/** One run of a flow with its faults, and what comes after it. */
export interface Trial {
  site: Site;
  flow: Flow;
  /** What one failure does not keep from being done. */
  goesOn: boolean;
  resources: readonly Resource[];
  /** By kind: what somebody else made. */
  others: ReadonlyMap<string, readonly Record<string, unknown>[]>;
  strikes: readonly Strike[];
  /** Logical name → object that the program takes over. */
  imports: Map<string, string>;
  /** Whatever was a secret at any time. */
  planted: Planted;
  wrong: string[];
}

/** At the point where the flow begins, with what is to befall it: chosen among what it asks when nothing does. */
export async function prepared(site: Site, flow: Flow, row: number): Promise<Trial> {
  const resources = lineUp(row);
  const key = `${flow.name} ${resources.map(({ index }) => index).join()}`;
  const trial = async (): Promise<Trial> => {
    const { others, imports } = await begin(site, flow, resources);
    const planted = Object.assign(
      {},
      ...resources.flatMap(({ kind, sample: { args, changed, replaced = {} } }) =>
        [args, changed, replaced].map((program, nth) => prefixed(String(nth), plantedIn(kind, program))),
      ),
    );
    return {
      site,
      flow,
      goesOn: goesOn(flow, row),
      resources,
      others,
      strikes: [],
      imports: new Map(imports),
      planted,
      wrong: [],
    };
  };
  let usual = site.asked.get(key);
  if (!usual) {
    const { code, output } = await act(await trial());
    if (code !== 0) throw new Error(`without any fault: ${output}`);
    usual = site.gateway.journal();
    site.asked.set(key, usual);
  }
  return { ...(await trial()), strikes: strikesOf(flow, row, resources, usual) };
}

const prefixed = (prefix: string, planted: Planted): Planted =>
  Object.fromEntries(Object.entries(planted).map(([what, secret]) => [`${prefix} ${what}`, secret]));

/** The flow's own command, with its program. */
export const act = (trial: Trial): Promise<RunResult> =>
  command(trial, trial.flow.command, trial.goesOn ? ["--continue-on-error"] : []);

export async function command(trial: Trial, name: Flow["command"], args: string[] = []): Promise<RunResult> {
  const { site, flow, resources, imports, planted, wrong } = trial;
  if (name === "up") site.stack.program(source(flow, resources, after, imports));
  Object.assign(planted, plantedOn(site.gateway));
  const result = await pulumi(site, name, resources, args);
  Object.assign(planted, plantedOn(site.gateway));
  const journal = JSON.stringify(site.gateway.journal());
  wrong.push(...told(planted, { [`what ${name} printed`]: result.output, "the journal": journal }));
  return result;
}
