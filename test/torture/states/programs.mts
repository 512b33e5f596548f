import { isDeepStrictEqual } from "node:util";
import { behaviour, type Emulator, type Json, type Kind, kinds } from "../provider.mts";
import { ACCOUNT, adapter, post, type Sample, samples } from "../samples.mts";
import { FULL, NEEDED, NEVER } from "./full.mts";

/** One line of a fixture's program, with what later programs make of it. */
export interface Declared {
  name: string;
  type: string;
  args: Json;
  /** Changed in place. */
  changed?: Json;
  /** With what only another object can have. */
  replaced?: Json;
  options?: Json;
}

/** What the program has to say and no more. */
function least(sample: Sample): Declared {
  const kind = kinds.find(({ type }) => type === sample.type) as Kind;
  const name = `least-${own(sample)}`;
  const { args, changed, replaced } = declared(sample, name);
  const kept = Object.entries(args).filter(
    ([field]) => !isOptional(kind, field) || NEEDED[sample.type]?.includes(field),
  );
  const bare = Object.fromEntries(kept);
  const later = (other: Json) => ({ ...bare, ...different(args, other) });
  return {
    name,
    type: sample.type,
    args: bare,
    changed: later(changed as Json),
    ...(replaced ? { replaced: later(replaced) } : {}),
  };
}

const different = (args: Json, other: Json): Json =>
  Object.fromEntries(Object.entries(other).filter(([field, value]) => !isDeepStrictEqual(value, args[field])));

const isOptional = ({ fields }: Kind, field: string) =>
  (fields.shape[field] as { isOptional: () => boolean } | undefined)?.isOptional() === true;

const own = (sample: Sample) =>
  `${sample.type.toLowerCase()}${sample.variant ? `-${sample.variant.split(" ")[0]}` : ""}`;

/** What refers to nothing but itself can stand several times, under names of its own. */
const DISTINCT: Record<string, (args: Json, name: string) => Json> = {
  Secret: (args, name) => ({ ...args, keyName: `${name}_${args.keyName}`.toUpperCase().replaceAll("-", "_") }),
  ApiKey: (args, name) => ({ ...args, user: `${ACCOUNT}/users/${name}` }),
  DeployedModel: (args, name) => ({ ...args, model: `${String(args.model)}-${name}` }),
};

const distinct = (type: string, args: Json | undefined, name: string): Json | undefined =>
  args && (DISTINCT[type]?.(args, name) ?? args);

/** Several in one account, each with the program's own words. */
function declared(sample: Sample, name: string, options?: Json): Declared {
  const { type } = sample;
  const words = [sample.args, sample.changed, sample.replaced].map((args) => distinct(type, args, name));
  const [args, changed, replaced] = words as [Json, Json, Json | undefined];
  return { name, type, args, changed, ...(replaced ? { replaced } : {}), ...(options ? { options } : {}) };
}

/** A sample that runs in an environment of its own has the same state as the one without. */
const usual = samples.filter(({ env }) => env === undefined);

const LIMITS = { customTimeouts: { create: "2h", update: "90m", delete: "20m" } };

/** What is whole: each kind's samples, taken over, and with every field between them. */
export function finished(): Declared[] {
  const plain = usual.map((sample) => declared(sample, own(sample)));
  const taken = usual.flatMap((sample) => (sample.importable ? [declared(sample, `taken-${own(sample)}`)] : []));
  const bare = usual.filter(({ variant }) => variant === undefined).map(least);
  const full = kinds.flatMap((kind) => fullOf(kind.type).map((args, at) => whole(kind, args, at)));
  return [...plain, ...bare, ...taken, ...full];
}

function whole({ type, fields }: Kind, args: Json, at: number): Declared {
  const { displayName } = fields.shape;
  const canChange = displayName !== undefined && behaviour(displayName).immutable !== true;
  const changed = canChange ? { changed: { ...args, displayName: "changed" } } : {};
  return { name: `full-${type.toLowerCase()}-${at}`, type, args, ...changed, options: LIMITS };
}

function fullOf(type: string): Json[] {
  const full = FULL[type];
  if (!full) throw new Error(`test/torture/states/programs.mts has no full programs of the kind ${type}`);
  return full;
}

export const CUT_OFF = "cut-off";
export const LINGERS = "lingers";
export const HALF = "half";

/** Made, but not finished; replaced, and not gone; gone for a replacement that did not come about. */
export function interrupted(): Declared[] {
  return usual.flatMap((sample) => {
    const name = (what: string) => `${what}-${own(sample)}`;
    const made = declared(sample, name(CUT_OFF));
    if (sample.replaced === undefined) return [made];
    return [made, declared(sample, name(LINGERS)), declared(sample, name(HALF), { deleteBeforeReplace: true })];
  });
}

/** What the programs refer to, and somebody else's object of each kind. */
export async function surround(gateway: Emulator, programs: readonly Declared[]): Promise<void> {
  const prepared = new Set<unknown>();
  for (const sample of usual) {
    if (sample.prepare && !prepared.has(sample.type)) await sample.prepare(gateway);
    prepared.add(sample.type);
    await post(gateway, sample.byHand(`theirs-${own(sample)}`));
  }
  adapter(gateway, "whole");
  for (const { type, args, replaced } of programs) {
    for (const one of [args, replaced ?? {}]) {
      if (type === "DeployedModel") adapter(gateway, String(one.model).split("/").at(-1) as string);
      if (type === "ApiKey" && one.user !== undefined) await user(gateway, String(one.user));
    }
  }
}

async function user(gateway: Emulator, name: string): Promise<void> {
  if (gateway.get(name)) return;
  await post(gateway, {
    path: `${ACCOUNT}/users`,
    query: { userId: name.split("/").at(-1) as string },
    body: { serviceAccount: true, role: "contributor" },
  });
}

/** By hand, what the program takes over; answers the option that does it. */
export async function byHand(gateway: Emulator, { type, name, args }: Declared): Promise<string> {
  const sample = usual.find((one) => own(one) === name.replace("taken-", "")) as Sample;
  const kind = kinds.find((one) => one.type === type) as Kind;
  const id = kind.deriveId?.(args, name) ?? name;
  const request = sample.byHand(id);
  if (args.keyName !== undefined) request.body.keyName = args.keyName;
  await post(gateway, request);
  return `${ACCOUNT}/${kind.collection}/${id}`;
}

/** What no resource of a fixture sets, or none leaves out: a fixture without it shows nothing about it. */
export function missing(kind: Kind, programs: readonly Declared[]): string[] {
  const all = programs.filter(({ type }) => type === kind.type).map(({ args }) => args);
  return Object.keys(kind.fields.shape).flatMap((field) => {
    if (NEVER[kind.type]?.[field] !== undefined) return [];
    const set = all.filter((args) => args[field] !== undefined);
    if (set.length === 0) return [`${kind.type}.${field} is set by none`];
    const canGo = isOptional(kind, field) && !NEEDED[kind.type]?.includes(field);
    return canGo && set.length === all.length ? [`${kind.type}.${field} is left out by none`] : [];
  });
}
