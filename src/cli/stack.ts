import { typeToken } from "../engine/type-token";
import type { Json } from "../lifecycle/kind";
import type { Common } from "./options";
import { type PulumiOptions, pulumi } from "./pulumi";

/** A resource as the stack's state has it. */
export interface StateResource {
  urn: string;
  type: string;
  id?: string;
  inputs?: Json;
  outputs?: Json;
  /** Read, and not made, by the program. */
  external?: boolean;
  protect?: boolean;
  /** It was replaced, and is still to be deleted. */
  delete?: boolean;
}

export interface State {
  resources: StateResource[];
  /** What a run that was cut off had begun. */
  pending: { type: string; resource: StateResource }[];
}

const FIREWORKS = typeToken("");

/** `Deployment`, of one of this package's resources. */
export const kindOf = ({ type }: StateResource): string | undefined =>
  type.startsWith(FIREWORKS) ? type.slice(FIREWORKS.length) : undefined;

export const nameOf = ({ urn }: Pick<StateResource, "urn">): string => urn.slice(urn.lastIndexOf("::") + 2);

interface Exported {
  deployment?: {
    resources?: StateResource[];
    pending_operations?: { type?: string; resource?: StateResource }[];
  };
}

/** The stack's state as its backend has it at this moment. Secrets stay encrypted. */
export async function stateOf(common: Common): Promise<State> {
  const { deployment = {} } = JSON.parse(await pulumi(common, ["stack", "export"])) as Exported;
  const pending = (deployment.pending_operations ?? []).flatMap(({ type = "", resource }) =>
    resource ? [{ type, resource }] : [],
  );
  return { resources: deployment.resources ?? [], pending };
}

interface Configured {
  value?: string;
  secret?: boolean;
}

/** The stack's configuration of this package, secrets in clear: `apiKey` of `fireworks:apiKey`. */
export async function configuredValues(common: Common, options?: PulumiOptions): Promise<Record<string, Configured>> {
  const printed = await pulumi(common, ["config", "--json", "--show-secrets"], options);
  const entries = Object.entries(JSON.parse(printed) as Record<string, Configured>);
  const ours = entries.filter(([key]) => key.startsWith("fireworks:"));
  return Object.fromEntries(ours.map(([key, entry]) => [key.slice("fireworks:".length), entry]));
}

export const valuesOf = (configured: Record<string, Configured>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(configured).flatMap(([key, { value }]) => (value === undefined ? [] : [[key, value]])),
  );

/** The name of the stack that the others are about, without organisation and project. */
export const stackName = async (common: Common, options?: PulumiOptions): Promise<string> =>
  (await pulumi(common, ["stack", "--show-name"], options)).trim();

/** The names of the project's stacks, as `--stack` takes them. */
export async function stacksOf(common: Common): Promise<string[]> {
  const { stack: _, ...everyStack } = common;
  const listed = JSON.parse(await pulumi(everyStack, ["stack", "ls", "--json"])) as { name: string }[];
  return listed.map(({ name }) => name);
}

/** A `pulumi up` that has ended; milliseconds of this backend's clock. */
export interface Update {
  from: number;
  to: number;
}

const PAGE = 100;

/** The stack's ups that were under way at that moment or later. One that was killed left no end, or no record at all. */
export async function updatesSince(common: Common, moment: number): Promise<Update[]> {
  const updates: Update[] = [];
  for (let page = 1; ; page++) {
    const paging = ["--page-size", String(PAGE), "--page", String(page)];
    const printed = await pulumi(common, ["stack", "history", "--json", ...paging]);
    const runs = JSON.parse(printed) as { kind?: string; startTime?: string; endTime?: string }[];
    const ups = runs.filter(({ kind }) => kind === "update");
    updates.push(...ups.map((up) => ({ from: Date.parse(up.startTime ?? ""), to: Date.parse(up.endTime ?? "") })));
    // The latest come first.
    if (runs.length < PAGE || Date.parse(runs.at(-1)?.startTime ?? "") < moment) return updates;
  }
}
