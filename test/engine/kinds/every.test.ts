import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDefault, same } from "../../../src/lifecycle/compare";
import { bodyKeys } from "../../../src/lifecycle/request";
import { kinds } from "../../../src/resources";
import { type Site, site } from "../gateway";
import type { StateResource } from "../stack.mts";
import { how, type Sample, type Variant, variants } from "./sample";
import { samples } from "./samples";

type Json = Record<string, unknown>;

const PROGRAM = `
const fireworks = require("pulumi-fireworks");
const resources = JSON.parse(require("node:fs").readFileSync("resources.json", "utf8"));
for (const { type, name, args } of resources) new fireworks[type](name, args);
`;

/** One resource for each field of each kind: one stack, so that each command is given once. */
const all: readonly (Variant & { sample: Sample; key: string })[] = samples.flatMap((sample) =>
  variants(sample).map((variant) => ({ ...variant, sample, key: `${sample.kind.type}::${variant.name}` })),
);
type Each = (typeof all)[number];
type Phase = "first" | "changed" | "cleared";

const argsIn = (variant: Each, phase: Phase): Json => variant[phase] ?? variant.changed;

let here: Site;
let prepared: Map<Sample, unknown[]>;

beforeAll(async () => {
  here = await site(
    { program: PROGRAM, files: Object.assign({ "resources.json": "[]" }, ...samples.map(({ files }) => files)) },
    { settings: { defaultQuota: 10_000 } },
  );
  for (const { prepare } of samples) await prepare?.(here.gateway);
  here.gateway.clearJournal();
  prepared = new Map(samples.map((sample) => [sample, onGateway(sample)]));
});
afterAll(() => here.dispose());

const onGateway = ({ kind }: Sample) =>
  here.gateway.list(kind.parent ? `users/${kind.collection}` : kind.collection).map((entry) => entry.name);

function declare(phase: Phase): void {
  const resources = all.map((each) => ({ type: each.sample.kind.type, name: each.name, args: argsIn(each, phase) }));
  writeFileSync(join(here.stack.dir, "resources.json"), JSON.stringify(resources));
}

const keyOf = (urn: string) => urn.slice(urn.lastIndexOf(":", urn.lastIndexOf("::") - 1) + 1);

const held = async () =>
  new Map((await here.stack.resources()).map((resource) => [keyOf(resource.urn), resource] as const));

function object(resource: StateResource | undefined): Json {
  const found = here.gateway.get(String(resource?.id));
  if (!found) throw new Error(`${resource?.urn} is ${resource?.id} in state, which is not on the gateway`);
  return found;
}

async function quiet(): Promise<void> {
  const { stack, gateway } = here;
  await stack.preview(["--expect-no-changes"]);
  await stack.refresh(["--expect-no-changes"]);
  gateway.clearJournal();
  await stack.up(["--expect-no-changes"]);
  expect(gateway.journal().map((entry) => `${entry.method} ${entry.path}`)).toEqual([]);
}

async function converged(phase: Phase): Promise<void> {
  const state = await held();
  for (const each of all) {
    const { kind } = each.sample;
    const wanted = argsIn(each, phase);
    const there = object(state.get(each.key));
    for (const field of bodyKeys(kind).filter((key) => key in wanted)) {
      const schema = kind.fields.shape[field];
      if (schema && (how(schema).inputOnly || how(schema).createOnly)) continue;
      if (!same(schema, wanted[field], there[field]))
        throw new Error(
          `${each.key}: ${field} is ${JSON.stringify(there[field])} on the gateway, not ${JSON.stringify(wanted[field])}`,
        );
    }
  }
}

test("every kind has a sample", () => {
  expect(samples.map(({ kind }) => kind.type).sort()).toEqual(kinds.map(({ type }) => type).sort());
});

test("preview and up make every object as declared, and nothing shows afterwards", async () => {
  const { stack, gateway } = here;
  declare("first");
  const preview = await stack.preview();
  expect(preview.output).toContain(`+ ${all.length + 1} to create`);
  const writes = gateway.journal().filter(({ method }) => method !== "GET");
  expect(writes.filter(({ query }) => query.validateOnly !== "true")).toEqual([]);
  await stack.up();
  await converged("first");
  await quiet();
});

test("exported and imported state is the same stack", async () => {
  await here.stack.import(await here.stack.export());
  await quiet();
});

test("each field changes in place, or replaces, as declared", async () => {
  const { stack, gateway } = here;
  const before = await held();
  const times = new Map([...before].map(([key, { id }]) => [key, gateway.get(String(id))?.createTime]));
  declare("changed");
  await stack.up();
  const after = await held();
  const replaced = (key: string) =>
    after.get(key)?.id !== before.get(key)?.id || object(after.get(key)).createTime !== times.get(key);
  const declared = ({ field, sample }: Each) =>
    field !== undefined && how(sample.kind.fields.shape[field] as never).immutable === true;
  expect(all.filter(({ key }) => replaced(key)).map(({ key }) => key)).toEqual(
    all.filter(declared).map(({ key }) => key),
  );
  for (const { key } of all.filter(({ key }) => after.get(key)?.id !== before.get(key)?.id))
    expect([key, gateway.get(String(before.get(key)?.id))?.state ?? "gone"]).toEqual([
      key,
      expect.stringMatching(/gone|DELET|UNDEPLOY/),
    ]);
  await converged("changed");
  await quiet();
});

test("drift is shown exactly and repaired", async () => {
  const { stack, gateway } = here;
  const state = await held();
  const drifted = all.filter(canDrift);
  for (const { key, field, first } of drifted)
    gateway.put({ name: String(state.get(key)?.id), [field as string]: first[field as string] });
  const plan = JSON.parse((await stack.preview(["--refresh", "--json"])).stdout) as { steps: PlanStep[] };
  const shown = plan.steps
    .filter((step) => !["same", "refresh"].includes(step.op))
    .map((step) => [keyOf(step.urn), step.op, ...changedKeys(step)]);
  expect(shown.sort()).toEqual(drifted.map(({ key, field }) => [key, "update", field]).sort());
  await stack.up(["--refresh"]);
  await converged("changed");
  await quiet();
});

test("optional fields can be left out again", async () => {
  declare("cleared");
  await here.stack.up();
  const after = await held();
  for (const { key, field, cleared, changed, sample } of all) {
    if (!field || !cleared || !bodyKeys(sample.kind).includes(field)) continue;
    expect([key, Object.keys(after.get(key)?.inputs ?? {})]).toEqual([key, expect.not.arrayContaining([field])]);
    const schema = sample.kind.fields.shape[field];
    const left = object(after.get(key))[field];
    const value = changed[field];
    const kept = !isDefault(value) && same(schema, value, left) && typeof value !== "object";
    if (schema && !how(schema).createOnly && kept)
      throw new Error(`${key} was left out, but is still ${JSON.stringify(left)}`);
  }
  await quiet();
});

test("what vanished is made again", async () => {
  const { stack, gateway } = here;
  const least = samples.map(({ kind }) => `${kind.type}::least`);
  const before = await held();
  for (const key of least) gateway.remove(String(before.get(key)?.id));
  await stack.up(["--refresh"]);
  const after = await held();
  for (const key of least) object(after.get(key));
  await quiet();
});

test("destroy leaves nothing", async () => {
  await here.stack.destroy();
  for (const sample of samples) {
    const rest = onGateway(sample);
    if (sample.survives) expect(rest.length).toBeGreaterThan(prepared.get(sample)?.length ?? 0);
    else expect([sample.kind.type, rest]).toEqual([sample.kind.type, prepared.get(sample)]);
  }
});

interface PlanStep {
  op: string;
  urn: string;
  detailedDiff?: Record<string, unknown> | null;
  diffReasons?: string[];
}

const changedKeys = (step: PlanStep) => [
  ...new Set([...Object.keys(step.detailedDiff ?? {}), ...(step.diffReasons ?? [])].map((key) => key.split(/[.[]/)[0])),
];

/** Whether somebody could change the field behind our back, and the API would show it. */
function canDrift({ sample, field }: Each): boolean {
  if (field === undefined) return false;
  const { immutable, inputOnly, createOnly, deleteOnly, local, query } = how(sample.kind.fields.shape[field] as never);
  return !(immutable || inputOnly || createOnly || deleteOnly || local || query);
}
