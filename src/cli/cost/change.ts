import { DECIDING, type Priced } from "../../cost/rate";
import { UNKNOWN_VALUE } from "../../engine/wire";
import type { Json } from "../../lifecycle/kind";

import type { StateResource } from "../stack";
import type { Live } from "./live";
import type { Step } from "./plan";

/** What decides a deployment's cost, or why that is not known. */
export type Fields = Priced | string;

export const deciding = (object: Json): Priced =>
  Object.fromEntries(DECIDING.flatMap((key) => (object[key] === undefined ? [] : [[key, object[key]]])));

/** Hardware that a shape stands for: of one that this very preview makes, of the gateway's otherwise. */
export type Shapes = (name: unknown) => Promise<Priced | undefined>;

export const shapesOf =
  (live: Live | undefined, planned: readonly Step[]): Shapes =>
  async (name) => {
    if (typeof name !== "string" || !name.includes("/")) return undefined;
    const made = planned.map(({ newState }) => newState?.inputs ?? {}).find((inputs) => inputs.name === name);
    const { acceleratorType, acceleratorCount } = made ?? (await live?.shape(name)) ?? {};
    return acceleratorType === undefined ? undefined : { acceleratorType, acceleratorCount };
  };

/** As it is: by the gateway, where that has it, since somebody may have changed it; else by state. */
export async function now(
  { id = "", outputs = {} }: StateResource,
  live: Live | undefined,
  shapes: Shapes,
): Promise<Fields> {
  const object = live?.deployments.get(id);
  if (object) return deciding(object);
  const { hardware, deploymentShapeVersion, deploymentShape } = outputs;
  const known = (hardware as Priced | undefined) ?? (await shapes(deploymentShapeVersion ?? deploymentShape));
  return { ...known, ...deciding(outputs) };
}

/** As it is to be: what the program leaves out stays as it is. */
export async function after(
  step: Step,
  before: Fields | undefined,
  { live, shapes }: { live: Live | undefined; shapes: Shapes },
): Promise<Fields> {
  const [inputs, olds] = [step.newState?.inputs ?? {}, step.oldState?.inputs ?? {}];
  const updated = step.op === "update" && typeof before === "object";
  // What is taken over with the option `import` exists already.
  const base = updated ? without(before, olds, inputs) : deciding(live?.deployments.get(String(inputs.name)) ?? {});
  if (updated && inputs.deploymentShape === olds.deploymentShape) return { ...base, ...deciding(inputs) };
  if (inputs.deploymentShape === UNKNOWN_VALUE) return "its shape is not known before the update";
  if (inputs.deploymentShape === "default") return "the service picks its shape";
  return { ...base, ...(await shapes(inputs.deploymentShape)), ...deciding(inputs) };
}

/** What the program has taken out goes back to the service's default. */
const without = (before: Priced, olds: Json, news: Json): Priced =>
  Object.fromEntries(Object.entries(before).filter(([key]) => !(key in olds) || key in news));
