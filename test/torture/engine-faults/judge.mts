import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Deployment, nameOf, type StateResource } from "../../engine/deployment.mts";
import { differences, type Judged } from "../faults/judge.mts";
import { after, type Resource } from "./line-up.mts";
import type { Site } from "./site.mts";
import type { Trial } from "./trial.mts";

type Checkpoint = Pick<Deployment["deployment"], "resources" | "pending_operations">;

function checkpoint({ stack }: Site): Checkpoint {
  const file = join(stack.backend, ".pulumi", "stacks", "test", `${stack.name}.json`);
  return JSON.parse(readFileSync(file, "utf8")).checkpoint.latest ?? {};
}

export const inState = (site: Site): StateResource[] =>
  (checkpoint(site).resources ?? []).filter(({ custom }) => custom);

/** How the gateway differs from the program, for some of the resources. */
export function differing(
  { site, flow, resources, others }: Trial,
  which: (resource: Resource) => boolean = () => true,
  args = after,
): string[] {
  const state = inState(site);
  return resources.filter(which).flatMap((resource) => {
    const { kind, sample, name } = resource;
    const current = state.find((one) => nameOf(one) === name && !one.delete);
    const judged: Judged = {
      kind,
      gateway: site.gateway,
      held: current?.id === undefined ? {} : { current: { id: current.id } },
    };
    const wrong = differences(judged, sample, args(flow, resource), others.get(kind.type) ?? []);
    return wrong.map((what) => `${name}: ${what}`);
  });
}

/** What state still has to do, or should not have. */
export function leftInState({ site }: Trial): string[] {
  const { resources = [], pending_operations: pending = [] } = checkpoint(site);
  return [
    ...pending.map(({ type, resource }) => `state has ${nameOf(resource)} as ${type}`),
    ...resources.flatMap((one) => (one.delete ? [`state has ${nameOf(one)} to be deleted`] : [])),
    ...resources.flatMap(({ initErrors = [], ...one }) =>
      initErrors.length > 0 ? [`state has ${nameOf(one as StateResource)} as unfinished`] : [],
    ),
  ];
}

/** Whoever has nothing to do asks nothing. */
export const idle = ({ site }: Trial): string[] =>
  site.gateway.journal().map(({ method, path }) => `there was still ${method} ${path} to do`);
