import type { Json } from "../lifecycle/kind";
import { DECIDING, type Priced } from "./rate";

export const deciding = (object: Json): Priced =>
  Object.fromEntries(DECIDING.flatMap((key) => (object[key] === undefined ? [] : [[key, object[key]]])));

/** What is known of a deployment besides what the program says of it. */
export interface Known {
  /** As it is, with the GPUs that it has. */
  was?: Priced;
  /** The arguments that made it so. */
  olds?: Json;
  /** What the service says that it will be, or its shape. */
  told?: Priced;
}

/** The fields that decide its cost once the program is carried out. What nobody has said is left out: no guess costs money. */
export function toBe(inputs: Json, { was = {}, olds = {}, told = {} }: Known): Priced {
  const same = olds.deploymentShape === inputs.deploymentShape && olds.acceleratorType === inputs.acceleratorType;
  const stays = Object.entries(was).filter(([key]) => {
    // What the program has taken out goes back to the service's default.
    if (key in olds && !(key in inputs)) return false;
    return same || !/^accelerator/.test(key);
  });
  return { ...Object.fromEntries(stays), ...told, ...deciding(inputs) };
}
