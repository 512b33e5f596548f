import { deciding, toBe } from "../../cost/change";
import type { Priced } from "../../cost/rate";
import { UNKNOWN_VALUE } from "../../engine/wire";
import type { StateResource } from "../stack";
import type { Live } from "./live";
import type { Step } from "./plan";

/** What decides a deployment's cost, or why that is not known. */
export type Fields = Priced | string;

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
  const { deploymentShape, acceleratorType } = inputs;
  const updated = step.op === "update" && typeof before === "object";
  if (updated && deploymentShape === olds.deploymentShape) return toBe(inputs, { was: before, olds });
  if (deploymentShape === UNKNOWN_VALUE) return "its shape is not known before the update";
  if (deploymentShape === "default") return "the service picks its shape";
  const told = (await shapes(deploymentShape)) ?? {};
  if (updated) return toBe(inputs, { was: before, olds, told });
  // What is taken over with the option `import` exists already.
  const was = deciding(live?.deployments.get(String(inputs.name)) ?? {});
  return toBe(inputs, { was, olds: { deploymentShape, acceleratorType }, told });
}
