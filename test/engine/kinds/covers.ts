import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../../emulator/src";
import { isDefault, same } from "../../../src/lifecycle/compare";
import { bodyKeys } from "../../../src/lifecycle/request";
import { createStack, type Stack, type StateResource } from "../stack.mts";
import { how, type Sample, type Variant, variants } from "./sample";

type Json = Record<string, unknown>;

const PROGRAM = `
const fireworks = require("pulumi-fireworks");
const resources = JSON.parse(require("node:fs").readFileSync("resources.json", "utf8"));
for (const [name, { type, args }] of Object.entries(resources)) new fireworks[type](name, args);
`;

/** What must hold for every kind, on the real engine: each step is a command that a person would give. */
export function covers(sample: Sample): void {
  const { kind } = sample;
  const all = variants(sample);
  let gateway: Emulator;
  let stack: Stack;
  let prepared: unknown[];

  const onGateway = () =>
    gateway.list(kind.parent ? `users/${kind.collection}` : kind.collection).map((entry) => entry.name);

  const declare = (args: (variant: Variant) => Json | undefined) => {
    const resources = all.map((variant) => [variant.name, { type: kind.type, args: args(variant) ?? variant.changed }]);
    writeFileSync(join(stack.dir, "resources.json"), JSON.stringify(Object.fromEntries(resources)));
  };
  const held = async () => {
    const own = (await stack.resources()).filter((resource) => resource.type.endsWith(`:${kind.type}`));
    return new Map(own.map((resource) => [resource.urn.slice(resource.urn.lastIndexOf("::") + 2), resource]));
  };
  const object = (resource: StateResource | undefined): Json => {
    const found = gateway.get(String(resource?.id));
    if (!found) throw new Error(`${resource?.urn} is ${resource?.id} in state, which is not on the gateway`);
    return found;
  };
  const quiet = async () => {
    await stack.preview(["--expect-no-changes"]);
    await stack.refresh(["--expect-no-changes"]);
    gateway.clearJournal();
    await stack.up(["--expect-no-changes"]);
    expect(gateway.journal().map((entry) => `${entry.method} ${entry.path}`)).toEqual([]);
  };
  const converged = async (args: (variant: Variant) => Json | undefined) => {
    const state = await held();
    for (const variant of all) {
      const wanted = args(variant) ?? variant.changed;
      const there = object(state.get(variant.name));
      for (const key of bodyKeys(kind).filter((field) => field in wanted)) {
        const schema = kind.fields.shape[key];
        if (schema && (how(schema).inputOnly || how(schema).createOnly)) continue;
        if (!same(schema, wanted[key], there[key]))
          throw new Error(
            `${variant.name}: ${key} is ${JSON.stringify(there[key])} on the gateway, not ${JSON.stringify(wanted[key])}`,
          );
      }
    }
  };

  describe(kind.type, () => {
    beforeAll(async () => {
      // Five minutes are seven days at this speed: unused deployments would be deleted on a slow machine.
      gateway = await startEmulator({ speed: 2000, settings: { defaultQuota: 10_000, idleDays: 0 } });
      await sample.prepare?.(gateway);
      gateway.clearJournal();
      prepared = onGateway();
      stack = await createStack({
        program: PROGRAM,
        files: { "resources.json": "{}", ...sample.files },
        env: {
          FIREWORKS_BASE_URL: gateway.url,
          FIREWORKS_API_KEY: gateway.apiKey,
          FIREWORKS_ACCOUNT_ID: gateway.accountId,
        },
      });
    }, 60_000);
    afterAll(async () => {
      await stack?.dispose();
      await gateway?.stop();
    });

    test("preview and up make every object as declared, and nothing shows afterwards", async () => {
      declare((variant) => variant.first);
      const preview = await stack.preview();
      expect(preview.output).toContain(`+ ${all.length + 1} to create`);
      expect(gateway.journal().filter((entry) => entry.method !== "GET")).toEqual([]);
      await stack.up();
      await converged((variant) => variant.first);
      await quiet();
    }, 240_000);

    test("exported and imported state is the same stack", async () => {
      await stack.import(await stack.export());
      await quiet();
    }, 120_000);

    test("each field changes in place, or replaces, as declared", async () => {
      const before = await held();
      const times = new Map([...before].map(([name, resource]) => [name, object(resource).createTime]));
      declare((variant) => variant.changed);
      await stack.up();
      const after = await held();
      for (const { name, field } of all) {
        const replaced =
          after.get(name)?.id !== before.get(name)?.id || object(after.get(name)).createTime !== times.get(name);
        const declared = field !== undefined && how(kind.fields.shape[field] as never).immutable === true;
        expect({ field, replaced }).toEqual({ field, replaced: declared });
        if (replaced && after.get(name)?.id !== before.get(name)?.id)
          expect(gateway.get(String(before.get(name)?.id))?.state ?? "gone").toMatch(/gone|DELET|UNDEPLOY/);
      }
      await converged((variant) => variant.changed);
      await quiet();
    }, 300_000);

    test("drift is shown exactly and repaired", async () => {
      const state = await held();
      const drifted = all.filter(({ field }) => field && canDrift(sample, field));
      for (const { name, field, first } of drifted)
        gateway.put({ name: String(state.get(name)?.id), [field as string]: (first as Json)[field as string] });
      const plan = JSON.parse((await stack.preview(["--refresh", "--json"])).stdout) as { steps: PlanStep[] };
      const shown = plan.steps
        .filter((step) => !["same", "refresh"].includes(step.op))
        .map((step) => [step.urn.slice(step.urn.lastIndexOf("::") + 2), step.op, ...changedKeys(step)]);
      expect(shown.sort()).toEqual(drifted.map(({ name, field }) => [name, "update", field]).sort());
      await stack.up(["--refresh"]);
      await converged((variant) => variant.changed);
      await quiet();
    }, 240_000);

    test("optional fields can be left out again", async () => {
      declare((variant) => variant.cleared);
      await stack.up();
      const after = await held();
      for (const { name, field, cleared, changed } of all) {
        if (!field || !cleared || !bodyKeys(kind).includes(field)) continue;
        expect(after.get(name)?.inputs).not.toHaveProperty(field);
        const schema = kind.fields.shape[field];
        const left = object(after.get(name))[field];
        const value = (changed as Json)[field];
        if (
          schema &&
          !how(schema).createOnly &&
          !isDefault(value) &&
          same(schema, value, left) &&
          typeof value !== "object"
        )
          throw new Error(`${field} was left out, but is still ${JSON.stringify(left)}`);
      }
      await quiet();
    }, 300_000);

    test("what vanished is made again", async () => {
      const lost = (await held()).get("least") as StateResource;
      gateway.remove(String(lost.id));
      await stack.up(["--refresh"]);
      object((await held()).get("least"));
      await quiet();
    }, 120_000);

    test("destroy leaves nothing", async () => {
      await stack.destroy();
      if (sample.survives) expect(onGateway().length).toBeGreaterThan(prepared.length);
      else expect(onGateway()).toEqual(prepared);
    }, 240_000);
  });
}

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
function canDrift(sample: Sample, field: string): boolean {
  const { immutable, inputOnly, createOnly, deleteOnly, local, query } = how(sample.kind.fields.shape[field] as never);
  return !(immutable || inputOnly || createOnly || deleteOnly || local || query);
}
