import { type Asked, asked, spoken } from "../request.mts";
import type { Sample } from "../samples.mts";
import { kindOf, SPEED, type World } from "../world.mts";
import { type Fault, faults } from "./actions.mts";
import { act, type Flow, flows } from "./flows.mts";
import { begun } from "./run.mts";

export interface Case {
  sample: number;
  flow: string;
  request: Asked;
  fault: string;
  when: "before" | "after";
  /** It strikes every such request from then on, for as long as the command runs. */
  standing: boolean;
  /** After a failure `pulumi refresh` comes first. */
  refreshed: boolean;
}

export const flowOf = (name: string): Flow => flows.find((flow) => flow.name === name) as Flow;
export const faultOf = ({ fault, when }: Case): Fault =>
  faults(SPEED).find((one) => one.name === fault && one.when === when) as Fault;

/** What can go wrong in the flows of a sample: found by running each without faults. */
export async function casesOf(world: World, one: Sample, sample: number): Promise<Case[]> {
  const all: Case[] = [];
  for (const flow of flows.filter(({ has }) => has(kindOf(one), one))) {
    // Twice, since on a busy machine some requests are repeated that otherwise are not.
    const first = await askedBy(world, one, flow);
    const second = (await askedBy(world, one, flow)).map((request) => JSON.stringify(request));
    const usual = first.filter((request) => second.includes(JSON.stringify(request)));
    all.push(...usual.flatMap((request) => ofRequest(sample, flow, request)));
  }
  return all;
}

async function askedBy(world: World, sample: Sample, flow: Flow): Promise<Asked[]> {
  const life = await begun(world, sample, flow);
  await act(life, flow, sample);
  return asked(world.gateway.journal());
}

export function ofRequest(sample: number, flow: Flow, request: Asked): Case[] {
  return faults(SPEED)
    .filter((fault) => canStrike(fault, request))
    .flatMap(({ name, when }, index) =>
      [false, true].map((standing): Case => {
        const refreshed = (index + request.nth + (standing ? 1 : 0)) % 2 === 0;
        return { sample, flow: flow.name, request, fault: name, when, standing, refreshed };
      }),
    );
}

function canStrike({ strikes, action }: Fault, { method, operation, path }: Asked): boolean {
  if (strikes === "deployments") return operation === "Gateway_CreateDeployment";
  if (strikes === "uploads") return path !== undefined;
  if (strikes === "reads") return method === "GET";
  // Without a body nothing can be cut off or drip.
  if ("afterBytes" in action || "of" in action) return /^(POST|PUT|PATCH)$/.test(method);
  return strikes === "all" || method !== "GET";
}

export const title = (samples: readonly Sample[], one: Case): string => {
  const { type, variant } = samples[one.sample] as Sample;
  return [
    `${type}${variant ? ` (${variant})` : ""}`,
    one.flow,
    spoken(one.request),
    `${one.fault} ${one.when} its effect${one.standing ? ", standing" : ""}${one.refreshed ? ", then refresh" : ""}`,
  ].join(" · ");
};
