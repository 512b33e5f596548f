import { GatewayError } from "../error";
import { lastSegment } from "../id";
import type { OutcomeRule } from "../settings";
import type { StoredObject } from "../store/store";
import type { World } from "../world";

/** What the fault rules and the settings have in store for this object. */
export function outcomeOf(
  world: World,
  object: StoredObject,
  collection: NonNullable<OutcomeRule["collection"]>,
): OutcomeRule | undefined {
  const rules = collection === "deployments" ? [...outages(world), ...world.settings.outcome] : world.settings.outcome;
  return rules.find(
    (rule) =>
      (rule.collection ?? "deployments") === collection &&
      expression(rule).test(lastSegment(object.name)) &&
      (rule.acceleratorType === undefined || rule.acceleratorType === object.acceleratorType) &&
      (rule.region === undefined || rule.region === object.region),
  );
}

/** Rules that were assigned in the program, past every check, may be no expression. */
function expression({ match }: OutcomeRule): RegExp {
  try {
    return new RegExp(match);
  } catch (error) {
    throw new GatewayError("INTERNAL", `settings.outcome of fireworks-emulator: ${(error as Error).message}`);
  }
}

/** An outage is an outcome of whatever is on these accelerators there. */
const outages = ({ faults }: World): OutcomeRule[] =>
  faults.flatMap(({ rule: { action } }) =>
    action.capacity ? [{ match: "", outcome: "RESOURCE_EXHAUSTED" as const, ...action.capacity }] : [],
  );
