import { dirname, resolve } from "node:path";
import { type Prices, PUBLIC, pricesIn } from "../../cost/prices";
import type { Configuration } from "../gateway";
import type { Common } from "../options";
import { projectFile } from "../project";

/** The option, then the configuration (from the project's folder), then the environment, then the public table. */
export function pricesFor(common: Common & { prices?: string }, configured: Configuration): Prices {
  if (common.prices !== undefined) return pricesIn(resolve(common.prices));
  if (configured.prices) return pricesIn(resolve(dirname(projectFile(common.cwd) ?? common.cwd), configured.prices));
  const { FIREWORKS_PRICES: path } = process.env;
  return path ? pricesIn(resolve(path)) : PUBLIC;
}
