import type { Client } from "../../client/client";
import { deciding } from "../../cost/change";
import type { Prices } from "../../cost/prices";
import { type Rate, rate } from "../../cost/rate";
import { lastSegment } from "../../lifecycle/identity";
import type { Common } from "../options";
import { type Doubt, doubtBy, madeAt } from "./made";
import { type Marked, markedIn } from "./marked";
import { type States, statesOf } from "./states";

/** What is looked at, and by whom. */
export interface Site {
  common: Common;
  client: Client;
  account: string;
  project: string;
  /** Undefined: of every stack of the project. */
  stack: string | undefined;
  prices: Prices;
  /** Seconds for which an object without state may be under way. */
  window: number;
}

export interface Found extends Marked {
  /** Of deployments; a key costs nothing. */
  rate?: Rate;
  /** Why it is none, or not surely one. */
  why?: string;
}

export interface Findings {
  orphans: Found[];
  /** In no state yet: its creation may be going on, or the next `pulumi up` takes it up. */
  underWay: Found[];
  /** Nobody can say, so it is not touched unless it is named. */
  unsure: Found[];
  stacks: States["stacks"];
  /** What could not be looked at. */
  unseen: string[];
}

export async function find(site: Site): Promise<Findings> {
  // State is read last: what a run has just written there was listed before.
  const { all, unseen } = await markedIn(site.client, site.account);
  const states = await statesOf(site.common);
  const ours = all.filter(
    ({ maker, kind, object }) =>
      maker.project === site.project &&
      (site.stack === undefined || maker.stack === site.stack) &&
      ![...(kind.states.gone ?? []), ...(kind.states.closing ?? [])].includes(String(object.state)),
  );
  const elsewhere = [...states.accounts].filter((name) => name.startsWith("accounts/") && name !== site.account).sort();
  const findings: Findings = {
    orphans: [],
    underWay: [],
    unsure: [],
    stacks: states.stacks,
    unseen: [...elsewhere.map((name) => `${name}, where the project has resources too`), ...unseen],
  };
  const lost = ours.filter(({ name }) => !states.held.has(name));
  const doubt = doubtBy(site, states, lost);
  for (const one of lost) {
    const { as, why } = await judged(one, site, states, doubt);
    const cost = one.kind.type === "Deployment" ? { rate: rate(deciding(one.object), site.prices) } : {};
    findings[as].push({ ...one, ...cost, ...(why ? { why } : {}) });
  }
  return findings;
}

async function judged(
  one: Marked,
  { client, window }: Site,
  { pending, stacks }: States,
  doubt: Doubt,
): Promise<{ as: "orphans" | "underWay" | "unsure"; why?: string }> {
  const { object, mark, kind } = one;
  const cutOff = pending.get(mark);
  if (cutOff !== undefined)
    return { as: "underWay", why: `stack ${cutOff} has a creation of it pending: \`pulumi up\` takes it up` };
  const age = (client.now() - madeAt(one)) / 1000;
  if (Number.isNaN(age)) return { as: "unsure", why: "the gateway does not say how old it is" };
  if (age < window) return { as: "underWay", why: `made ${ago(age)} ago: its \`pulumi up\` may be under way` };
  const unread = stacks.filter(({ problem }) => problem !== undefined).map(({ name }) => name);
  if (unread.length > 0)
    return { as: "unsure", why: `it may be in the state of ${unread.join(", ")}, which cannot be read` };
  const prefix = String(object.prefix ?? "");
  if (kind.type === "ApiKey" && prefix.length > 3 && client.connection.apiKey.startsWith(prefix))
    return { as: "unsure", why: "it is, or looks like, the key in use here" };
  const why = await doubt(one);
  return why === undefined ? { as: "orphans" } : { as: "unsure", why };
}

export function ago(seconds: number): string {
  if (seconds < 120) return `${Math.max(0, Math.round(seconds))} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}

export const shortName = ({ kind, name }: Marked) => `${kind.type} ${lastSegment(name)}`;
