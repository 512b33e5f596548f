import { dirname, resolve } from "node:path";
import { type Prices, PUBLIC, pricesIn } from "../../cost/prices";
import type { Configuration } from "../gateway";
import type { Common } from "../options";
import { projectFile } from "../project";

/**
 * The option, then the configuration, then the environment, then the public table. The paths of those two are from the
 * project's folder, where a preview reads them too.
 */
export function pricesFor(common: Common & { prices?: string }, configured: Configuration): Prices {
  if (common.prices !== undefined) return pricesIn(resolve(common.prices));
  const path = configured.prices || process.env.FIREWORKS_PRICES;
  const file = projectFile(common.cwd);
  return path ? pricesIn(resolve(file === undefined ? common.cwd : dirname(file), path)) : PUBLIC;
}
