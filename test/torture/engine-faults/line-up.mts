import type { Flow } from "../faults/flows.mts";
import { type Json, type Kind, kinds } from "../provider.mts";
import { type Sample, samples } from "../samples.mts";

/** One of the stack's resources: every kind is there once, in one of its variants. */
export interface Resource {
  kind: Kind;
  sample: Sample;
  /** Which of the samples. */
  index: number;
  /** The logical name. */
  name: string;
}

export function lineUp(row: number): Resource[] {
  return kinds.map((kind) => {
    const own = [...samples.keys()].filter((index) => samples[index]?.type === kind.type);
    const index = own[row % own.length];
    if (index === undefined) throw new Error(`test/torture/samples.mts has no sample of the kind ${kind.type}`);
    return { kind, sample: samples[index] as Sample, index, name: `thing-${kind.type.toLowerCase()}` };
  });
}

/** How the files of a line-up are uploaded. */
export const environmentOf = (resources: readonly Resource[]): Record<string, string> =>
  Object.assign({ FIREWORKS_DIRECT_UPLOAD_LIMIT: "" }, ...resources.map(({ sample }) => sample.env));

export const takesPart = (flow: Flow, { kind, sample }: Resource): boolean => flow.has(kind, sample);

/** Whose kind does not have the flow stands by, and has to stay as it is. */
const standsBy = (flow: Flow, { sample }: Resource): Json | undefined => (flow.imports ? undefined : sample.args);

export const before = (flow: Flow, resource: Resource): Json | undefined =>
  takesPart(flow, resource) ? flow.first(resource.kind, resource.sample) : standsBy(flow, resource);

export const after = (flow: Flow, resource: Resource): Json | undefined =>
  takesPart(flow, resource) ? flow.program(resource.kind, resource.sample) : standsBy(flow, resource);

/** What never ends is not waited for for hours. In the gateway's time. */
const LIMIT = "10m";

/** The program with those resources that have arguments; `imports`: logical name → name of the object. */
export function source(
  flow: Flow,
  resources: readonly Resource[],
  args: typeof before,
  imports: ReadonlyMap<string, string>,
): string {
  const declared = resources.flatMap((resource) => {
    const { kind, name } = resource;
    const given = args(flow, resource);
    const options = {
      customTimeouts: { create: LIMIT, update: LIMIT, delete: LIMIT },
      ...(flow.deleteBeforeReplace ? { deleteBeforeReplace: true } : {}),
      ...(imports.has(name) ? { import: imports.get(name) } : {}),
    };
    return given === undefined ? [] : [{ type: kind.type, name, args: given, options }];
  });
  return [
    'const fireworks = require("pulumi-fireworks");',
    `for (const { type, name, args, options } of ${JSON.stringify(declared, null, 1)})`,
    "  new fireworks[type](name, args, options);",
    "",
  ].join("\n");
}
