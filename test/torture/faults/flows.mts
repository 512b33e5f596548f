import { destroy, type Life, refresh, up } from "../life.mts";
import type { Json, Kind } from "../provider.mts";
import { ACCOUNT, post, type Sample } from "../samples.mts";

export interface Flow {
  name: string;
  /** Whether the kind has it. */
  has: (kind: Kind, sample: Sample) => boolean;
  /** What holds when it begins. */
  before: (life: Life, sample: Sample) => Promise<void>;
  act: (life: Life, sample: Sample) => Promise<void>;
  /** The program that holds afterwards; undefined: the resource is gone. */
  program: (kind: Kind, sample: Sample) => Json | undefined;
}

const pins = (kind: Kind) => kind.idField !== undefined && kind.idField in kind.fields.shape;

/** With the API's id in the program a replacement cannot have another: the old object goes first. */
const pinned = (kind: Kind, args: Json): Json => (pins(kind) ? { ...args, [kind.idField as string]: "pinned" } : args);

const created = (life: Life, sample: Sample) => up(life, sample.args);

export const flows: readonly Flow[] = [
  {
    name: "create",
    has: () => true,
    before: async () => {},
    act: created,
    program: (_kind, sample) => sample.args,
  },
  {
    name: "update",
    has: () => true,
    before: created,
    act: (life, sample) => up(life, sample.changed),
    program: (_kind, sample) => sample.changed,
  },
  {
    name: "replace",
    has: (_kind, sample) => sample.replaced !== undefined,
    before: created,
    act: (life, sample) => up(life, sample.replaced as Json),
    program: (_kind, sample) => sample.replaced,
  },
  {
    name: "replace, deleted first",
    has: (_kind, sample) => sample.replaced !== undefined,
    before: async (life, sample) => {
      life.options.deleteBeforeReplace = true;
      await up(life, pinned(life.kind, sample.args));
    },
    act: (life, sample) => up(life, pinned(life.kind, sample.replaced as Json)),
    program: (kind, sample) => pinned(kind, sample.replaced as Json),
  },
  {
    name: "refresh",
    has: () => true,
    before: created,
    act: (life) => refresh(life),
    program: (_kind, sample) => sample.args,
  },
  {
    name: "delete",
    has: () => true,
    before: created,
    act: (life) => destroy(life),
    program: () => undefined,
  },
  {
    name: "import",
    has: (_kind, sample) => sample.importable === true,
    before: async (life, sample) => {
      const id = life.kind.deriveId?.(sample.args, life.name) ?? "by-hand";
      await post(life.gateway, sample.byHand(id));
      life.gateway.clock.advance("1d");
      life.options.import = `${ACCOUNT}/${life.kind.collection}/${id}`;
    },
    act: created,
    program: (_kind, sample) => sample.args,
  },
];
