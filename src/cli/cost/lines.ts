import type { Prices } from "../../cost/prices";
import { type Rate, rate } from "../../cost/rate";
import { kindOf, nameOf, type StateResource } from "../stack";
import { after, type Fields, now, type Shapes, shapesOf } from "./change";
import type { Live } from "./live";
import type { Step } from "./plan";

interface Cost {
  fields: Fields;
  rate: Rate;
}

/** One deployment of the stack; without a preview nothing is said of what comes after. */
export interface Line {
  name: string;
  urn: string;
  id?: string;
  /** What the preview would do with it, in Pulumi's words. */
  change?: string;
  /** Absent while it does not exist. */
  now?: Cost;
  /** Absent when it will be gone. */
  after?: Cost;
  note?: string;
}

/** What lines are made from. */
interface Known {
  live: Live | undefined;
  shapes: Shapes;
  prices: Prices;
  /** Of a preview, if there was one. */
  steps: readonly Step[] | undefined;
}

const NOTHING: Rate = { is: "known", hourly: { min: 0, max: 0 }, monthly: { min: 0, max: 0 } };

const priced = (fields: Fields, { prices }: Known): Cost => ({
  fields,
  rate: typeof fields === "string" ? { is: "unknown", why: fields } : rate(fields, prices),
});

/** Sorted: a preview tells its steps in any order. */
export async function linesOf(
  deployments: readonly StateResource[],
  { live, prices, steps }: Omit<Known, "shapes">,
): Promise<Line[]> {
  const known = { live, prices, steps, shapes: shapesOf(live, steps ?? []) };
  const existing = deployments.map((one) => existingLine(one, known));
  const lines = await Promise.all([...existing, ...coming(deployments, known)]);
  return lines.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Of a resource that is renamed the step bears the new name. */
const isAbout = (step: Step, { urn }: StateResource) => (step.oldState?.urn ?? step.urn) === urn;

/** What leaves a resource as it is. */
const STILL = ["same", "refresh", "read"];

async function existingLine(resource: StateResource, known: Known): Promise<Line> {
  const { live, shapes, steps } = known;
  const fields = await now(resource, live, shapes);
  const gone = isGone(resource, live);
  const here = {
    name: nameOf(resource),
    urn: resource.urn,
    ...(resource.id ? { id: resource.id } : {}),
    now: gone ? { fields, rate: NOTHING } : priced(fields, known),
    ...(gone ? { note: "not at the gateway any more: `pulumi refresh` shows it" } : {}),
    ...(resource.delete ? { note: "replaced, and still to be deleted" } : {}),
  };
  if (steps === undefined) return here;
  if (resource.delete) return { ...here, change: "delete" };
  const step = steps.find((one) => isAbout(one, resource));
  if (!step || STILL.includes(step.op)) return { ...here, change: "same", after: here.now };
  if (!step.newState) return { ...here, change: step.op, ...retained(resource) };
  return { ...here, change: step.op, after: priced(await after(step, fields, known), known) };
}

function coming(deployments: readonly StateResource[], known: Known): Promise<Line>[] {
  const fresh = (known.steps ?? []).filter(
    (step) =>
      step.newState !== undefined &&
      kindOf(step.newState) === "Deployment" &&
      !STILL.includes(step.op) &&
      !deployments.some((one) => !one.delete && isAbout(step, one)),
  );
  return fresh.map(async (step) => ({
    name: nameOf(step),
    urn: step.urn,
    change: step.op,
    after: priced(await after(step, undefined, known), known),
  }));
}

const retained = ({ outputs }: StateResource) =>
  outputs?.deletionPolicy === "retain" ? { note: "left running, and paid for, by its deletionPolicy" } : {};

/** Of another account's nobody was asked. */
const isGone = ({ id = "" }: StateResource, live: Live | undefined): boolean =>
  live !== undefined && id.startsWith(`${live.account}/`) && !live.deployments.has(id);
