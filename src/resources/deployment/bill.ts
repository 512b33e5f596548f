import { deciding, toBe } from "../../cost/change";
import type { Prices } from "../../cost/prices";
import { type Rate, rate } from "../../cost/rate";
import { money, perHour } from "../../cost/words";
import { lastSegment } from "../../lifecycle/identity";
import type { Json } from "../../lifecycle/kind";
import type { Finding, Outlook, Prospect } from "../../lifecycle/preview";

/** The deployment with the GPUs that state knows of it. */
const past = (before: Json): Json => ({ ...(before.hardware as Json | undefined), ...before });

/** To name the very version that it runs changes nothing. */
function argumentsOf(before: Json, { deploymentShape }: Json): Json {
  const pinned = deploymentShape !== undefined && deploymentShape === before.deploymentShapeVersion;
  return pinned ? { ...before, deploymentShape } : before;
}

/** The deployment as it is to be, with the GPUs that its shape means, as far as anybody said. */
function future({ inputs, before, validated }: Prospect): Json {
  if (validated) return toBe(inputs, { told: deciding(validated) });
  return toBe(inputs, before ? { was: deciding(past(before)), olds: argumentsOf(before, inputs) } : {});
}

export function cost(prospect: Prospect, { prices }: Outlook): Finding[] {
  if (!prices) return [];
  const { before } = prospect;
  const now = Date.now();
  const [was, will] = [before && rate(past(before), prices, now), rate(future(prospect), prices, now)];
  if (was && shown(was, prices) === shown(will, prices)) return [];
  const text = `costs ${shown(will, prices)}${was ? `, before ${shown(was, prices)}` : ""}`;
  return [{ about: "cost", severity: "info", text }];
}

function shown(one: Rate, { currency }: Prices): string {
  if (one.is === "unknown") return `an unknown amount (${one.why})`;
  const { scheduled } = one;
  const least =
    scheduled === undefined ? "" : `, by schedule at least ${money({ min: scheduled, max: scheduled }, currency)}`;
  return perHour(one, currency) + least;
}

interface Hold {
  quota: string;
  amount: number;
}

/** Quota counts the most replicas that there may be; undefined while that is not known. */
function hold(deployment: Json): Hold | undefined {
  const { acceleratorType, acceleratorCount, minReplicaCount = 0, maxReplicaCount } = deployment;
  const [, model] =
    typeof acceleratorType === "string" ? (/^[A-Z]+_([A-Z0-9]+)_\d+GB$/.exec(acceleratorType) ?? []) : [];
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
