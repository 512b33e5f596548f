import type { Prices } from "../../cost/prices";
import type { Answer } from "../answer";
import { configuration } from "../gateway";
import type { Common } from "../options";
import { projectFile, projectName } from "../project";
import { kindOf, stackName, stateOf } from "../stack";
import { type Line, linesOf } from "./lines";
import { look } from "./live";
import { mustBeOf, preview, previewIn, type Step } from "./plan";
import { pricesFor } from "./prices";
import { asJson, asText } from "./report";

export interface CostOptions {
  prices?: string;
  preview?: true;
  previewFile?: string;
}

export interface Costs {
  stack: string;
  prices: Prices;
  previewed: boolean;
  lines: Line[];
  /** What the figures do not hold, and why. */
  notes: string[];
}

export async function cost(options: CostOptions & Common): Promise<Answer> {
  const [state, stack, configured, steps] = await Promise.all([
    stateOf(options),
    stackName(options),
    configuration(options),
    plannedBy(options),
  ]);
  if (steps && projectFile(options.cwd) !== undefined)
    mustBeOf({ stack, project: await projectName(options.cwd) }, steps, options.previewFile);
  const prices = pricesFor(options, configured);
  const deployments = state.resources.filter((one) => kindOf(one) === "Deployment" && !one.external);
  const notes: string[] = [];
  const live = await look(configured).catch((error: Error) => {
    notes.push(
      `The gateway could not be asked, so that only what the stack's state holds is counted. ${error.message}`,
    );
    return undefined;
  });
  const lines = await linesOf(deployments, { live, prices, steps });
  const costs = { stack, prices, previewed: steps !== undefined, lines, notes };
  return { json: asJson(costs), text: asText(costs) };
}

async function plannedBy(options: CostOptions & Common): Promise<Step[] | undefined> {
  if (options.previewFile !== undefined) return previewIn(options.previewFile);
  return options.preview ? preview(options) : undefined;
}
