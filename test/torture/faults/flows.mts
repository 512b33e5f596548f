import { destroy, type Life, refresh, up } from "../life.mts";
import type { Emulator, Json, Kind } from "../provider.mts";
import { ACCOUNT, post, type Sample } from "../samples.mts";

export interface Flow {
  name: string;
  /** Whether the kind has it. */
  has: (kind: Kind, sample: Sample) => boolean;
  /** The program that was run before; undefined: none was. */
  first: (kind: Kind, sample: Sample) => Json | undefined;
  command: "up" | "refresh" | "destroy";
  /** The program that holds afterwards; undefined: the resource is gone. */
  program: (kind: Kind, sample: Sample) => Json | undefined;
  /** A resource option. */
  deleteBeforeReplace?: true;
  /** Somebody made the object by hand, and the program takes it over. */
  imports?: true;
}

const pins = (kind: Kind) => kind.idField !== undefined && kind.idField in kind.fields.shape;

/** With the API's id in the program a replacement cannot have another: the old object goes first. */
const pinned = (kind: Kind, args: Json): Json => (pins(kind) ? { ...args, [kind.idField as string]: "pinned" } : args);

const nothing = () => undefined;
const created = (_kind: Kind, { args }: Sample) => args;
const replaces = (_kind: Kind, { replaced }: Sample) => replaced !== undefined;

export const flows: readonly Flow[] = [
  { name: "create", has: () => true, first: nothing, command: "up", program: created },
  { name: "update", has: () => true, first: created, command: "up", program: (_kind, sample) => sample.changed },
  { name: "replace", has: replaces, first: created, command: "up", program: (_kind, sample) => sample.replaced },
  {
    name: "replace, deleted first",
    has: replaces,
    first: (kind, sample) => pinned(kind, sample.args),
    command: "up",
    program: (kind, sample) => pinned(kind, sample.replaced as Json),
    deleteBeforeReplace: true,
  },
  { name: "refresh", has: () => true, first: created, command: "refresh", program: created },
  { name: "delete", has: () => true, first: created, command: "destroy", program: nothing },
  {
    name: "import",
    has: (_kind, sample) => sample.importable === true,
    first: nothing,
    command: "up",
    program: created,
    imports: true,
  },
];

/** Runs a life up to where the flow begins. */
export async function begin(life: Life, flow: Flow, sample: Sample): Promise<void> {
  if (flow.deleteBeforeReplace) life.options.deleteBeforeReplace = true;
  if (flow.imports) life.options.import = await madeByHand(life.gateway, life.kind, sample, life.name);
  const first = flow.first(life.kind, sample);
  if (first) await up(life, first);
}

export function act(life: Life, { command, program }: Flow, sample: Sample): Promise<void> {
  if (command === "up") return up(life, program(life.kind, sample) as Json);
  return command === "refresh" ? refresh(life) : destroy(life);
}

/** What there is to import, so old that nobody takes it for a leftover; its name. */
export async function madeByHand(gateway: Emulator, kind: Kind, sample: Sample, logicalName: string): Promise<string> {
  const id = kind.deriveId?.(sample.args, logicalName) ?? "by-hand";
  await post(gateway, sample.byHand(id));
  gateway.clock.advance("1d");
  return `${ACCOUNT}/${kind.collection}/${id}`;
}
