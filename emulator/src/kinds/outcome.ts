import { lastSegment } from "../id";
import type { OutcomeRule } from "../settings";
import type { StoredObject } from "../store/store";
import type { World } from "../world";

/** What the settings have in store for this object. */
export function outcomeOf(
  world: World,
  object: StoredObject,
  collection: NonNullable<OutcomeRule["collection"]>,
): OutcomeRule | undefined {
  return world.settings.outcome.find(
    (rule) =>
      (rule.collection ?? "deployments") === collection &&
      new RegExp(rule.match).test(lastSegment(object.name)) &&
      (rule.acceleratorType === undefined || rule.acceleratorType === object.acceleratorType) &&
      (rule.region === undefined || rule.region === object.region),
  );
}
