import type { Prices } from "../../cost/prices";
import { type Rate, rate } from "../../cost/rate";
import { money, perHour } from "../../cost/words";
import { lastSegment } from "../../lifecycle/identity";
import type { Json } from "../../lifecycle/kind";
import type { Finding, Outlook, Prospect } from "../../lifecycle/preview";

const HARDWARE = ["acceleratorType", "acceleratorCount"] as const;

/** The deployment with the GPUs that state knows of it. */
const past = (before: Json): Json => ({ ...(before.hardware as Json | undefined), ...before });

/** The deployment as it is to be, with the GPUs that its shape means, as far as anybody said. */
function future({ inputs, before, validated }: Prospect): Json {
  if (validated) {
    const told = [...HARDWARE, "minReplicaCount", "maxReplicaCount"].flatMap((key) =>
      validated[key] === undefined ? [] : [[key, validated[key]]],
    );
    return { ...inputs, ...Object.fromEntries(told) };
  }
  if (!inputs.deploymentShape) return { acceleratorCount: 1, ...inputs };
  const same = [before?.deploymentShape, before?.deploymentShapeVersion].includes(inputs.deploymentShape);
  // What the program no longer says is the shape's again, which nobody told.
  const own = HARDWARE.some((key) => before?.[key] !== undefined && inputs[key] === undefined);
  return before && same && !own ? { ...(before.hardware as Json | undefined), ...inputs } : inputs;
}

export function cost(prospect: Prospect, prices: Prices): Finding[] {
  const { before } = prospect;
  const [was, will] = [before && rate(past(before), prices), rate(future(prospect), prices)];
  if (was && JSON.stringify(was) === JSON.stringify(will)) return [];
  const schedules =
    will.is === "known" && will.scheduled !== undefined
      ? `, by schedule at least ${money({ min: will.scheduled, max: will.scheduled }, prices.currency)}`
      : "";
  const text = `costs ${shown(will, prices)}${schedules}${was ? `, before ${shown(was, prices)}` : ""}`;
  return [{ about: "cost", severity: "info", text }];
}

const shown = (one: Rate, { currency }: Prices) =>
  one.is === "known" ? perHour(one, currency) : `an unknown amount (${one.why})`;

interface Hold {
  quota: string;
  amount: number;
}

/** Quota counts the most replicas that there may be; undefined while that is not known. */
function hold(deployment: Json): Hold | undefined {
  const { acceleratorType, acceleratorCount, minReplicaCount = 0, maxReplicaCount } = deployment;
  const [, model] = typeof acceleratorType === "string" ? (/^[A-Z]+_([A-Z0-9]+)_/.exec(acceleratorType) ?? []) : [];
  const most = maxReplicaCount ?? (minReplicaCount === 0 ? 1 : minReplicaCount);
  if (model === undefined || typeof acceleratorCount !== "number" || typeof most !== "number") return undefined;
  return { quota: `global--${model.toLowerCase()}-count`, amount: acceleratorCount * most };
}

export async function quotas(prospect: Prospect, outlook: Outlook): Promise<Finding[]> {
  const { before, replacedFor, gap } = prospect;
  const [had, has] = [before && hold(past(before)), hold(future(prospect))];
  if (!has || (before && !had)) return [];
  const both = replacedFor !== undefined && gap !== true;
  if (had?.quota === has.quota && had.amount === has.amount && !both) return [];
  const old = had?.quota === has.quota ? had.amount : 0;
  const more = both ? has.amount : has.amount - old;
  const claimed = (outlook.claimed.get(has.quota) ?? 0) + more;
  outlook.claimed.set(has.quota, claimed);
  const use = await inUse(has.quota, claimed, outlook);
  const text = `takes ${has.amount} of quota ${has.quota}${change(had, has, both)}${use.words}`;
  return [{ about: "quotas", severity: use.exceeds ? "warning" : "info", text }];
}

function change(had: Hold | undefined, has: Hold, both: boolean): string {
  if (!had) return "";
  if (both) return `, and what it replaces ${had.amount} of ${had.quota} until that is deleted`;
  if (had.quota !== has.quota) return `, instead of ${had.amount} of ${had.quota}`;
  const more = has.amount - had.amount;
  return `, before ${had.amount} (${more < 0 ? "" : "+"}${more})`;
}

async function inUse(quota: string, claimed: number, outlook: Outlook): Promise<{ words: string; exceeds: boolean }> {
  const all = await outlook.quotas();
  const found = all?.find(({ name }) => lastSegment(String(name)) === quota);
  if (!found) return { words: "", exceeds: false };
  const [used, most] = [Number(found.usage ?? 0), Number(found.value ?? 0)];
  const after = used + claimed;
  const exceeds = after > most && claimed > 0;
  const remedy = exceeds ? ": that is too much. Lower maxReplicaCount, delete what is not needed, or ask for more" : "";
  return { words: `; in use ${used} of ${most}, after this preview so far ${after}${remedy}`, exceeds };
}
