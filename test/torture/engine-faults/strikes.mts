import { faults } from "../faults/actions.mts";
import { type Case, ofRequest } from "../faults/cases.mts";
import { type Flow, flows } from "../faults/flows.mts";
import { limitOf } from "../faults/limits.mts";
import { type Emulator, type JournalEntry, randomNumbers } from "../provider.mts";
import { asked } from "../request.mts";
import { SPEED } from "../world.mts";
import { type Resource, takesPart } from "./line-up.mts";

/** One run of a flow, in which each kind meets a fault of its own; over all rows every kind meets each. */
export interface Row {
  flow: string;
  row: number;
}

const SORTS = faults(SPEED).map(({ name, when }) => ({ name, when }));

export const rowsOf = (flow: string): Row[] => SORTS.map((_sort, row) => ({ flow, row }));

export interface Strike {
  resource: Resource;
  one: Case;
}

/** What befalls the kinds of a row, by the requests that they make when nothing does. */
export function strikesOf(
  flow: Flow,
  row: number,
  resources: readonly Resource[],
  journal: readonly JournalEntry[],
): Strike[] {
  const at = flows.indexOf(flow);
  const random = randomNumbers(row * flows.length + at + 1);
  return resources.flatMap((resource, index) => {
    if (!takesPart(flow, resource)) return [];
    const own = journal.filter((entry) => isOf(resource, entry));
    const spared = goesOn(flow, row) ? endings(own) : [];
    const all = asked(own)
      .filter(({ operation }) => !spared.includes(operation))
      .flatMap((request) => ofRequest(resource.index, flow, request))
      .filter((one) => limitOf(one) === undefined);
    const sorts = SORTS.map((sort) => all.filter(({ fault, when }) => fault === sort.name && when === sort.when));
    const possible = sorts.filter((cases) => cases.length > 0);
    // Kinds are apart, so that one row has many sorts.
    const cases = possible[(row + 4 * index + at) % possible.length] ?? [];
    const one = cases[Math.floor(random() * cases.length)];
    return one ? [{ resource, one }] : [];
  });
}

/**
 * Whether what fails keeps nothing else from being done (`--continue-on-error`). With it the engine hangs when the
 * deletion of what is deleted before it is replaced fails (pulumi/pulumi#16373): one half of such rows goes without
 * the option, the other spares deletions.
 */
export const goesOn = ({ command, deleteBeforeReplace }: Flow, row: number): boolean =>
  command !== "refresh" && (!deleteBeforeReplace || row % 2 === 1);

/** What is asked before anything is created anew. */
function endings(journal: readonly JournalEntry[]): (string | undefined)[] {
  const created = journal.findIndex(({ operation }) => operation?.startsWith("Gateway_Create"));
  const [first] = journal;
  const ends = first !== undefined && (first.method === "DELETE" || first.operation?.startsWith("Gateway_Delete"));
  return ends ? journal.slice(0, created).map(({ operation }) => operation) : [];
}

function isOf({ kind }: Resource, { path }: JournalEntry): boolean {
  const parent = kind.parent ? "/users/[^/]+" : "";
  return new RegExp(`^/(v1|storage)/accounts/[^/]+${parent}/${kind.collection}([:/](?!.*/apiKeys)|$)`).test(path);
}

/** The rules that struck. */
export const struckBy = (gateway: Emulator): Set<string> =>
  new Set(gateway.journal().flatMap(({ fault }) => (fault === undefined ? [] : [fault])));
