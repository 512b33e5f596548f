import { total } from "../../cost/rate";
import type { Answer } from "../answer";
import { configuration } from "../gateway";
import type { Common } from "../options";
import { kindOf, stateOf } from "../stack";
import { pricesFor } from "./prices";

export interface CostOptions {
  prices?: string;
  preview?: true;
  previewFile?: string;
}

export async function cost(options: CostOptions & Common): Promise<Answer> {
  const [state, configured] = await Promise.all([stateOf(options), configuration(options)]);
  const prices = pricesFor(options, configured);
  const deployments = state.resources.filter((one) => kindOf(one) === "Deployment");
  return { json: { prices, total: total([]) }, text: `${deployments.length} deployments` };
}
