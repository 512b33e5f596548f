import type { Json } from "../../src/lifecycle/kind";
import { kinds } from "../../src/resources";
import { hidden, sampleFolder, started } from "./engine";
import { allSamples, places, withAt } from "./samples";

/** Pulumi's own marker (sdk/nodejs/runtime/rpc.ts, `unknownValue`). */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const { folder, remove } = sampleFolder();
const samples = allSamples(folder);
afterAll(remove);

/** As the engine does it: the inputs of the last run come back as they were returned. */
async function existing(kind: (typeof kinds)[number], args: Json) {
  const { inputs, failures } = await started(kind).check({}, { ...args, __pulumi: hidden(kind) });
  expect(failures).toEqual([]);
  const id = String(inputs.name ?? `${String(inputs.mark).slice(0, String(inputs.mark).lastIndexOf("/"))}/made`);
  return { inputs, id, outputs: { ...inputs, name: id, state: "READY" } };
}

test("the samples have every field of every kind", () => {
  for (const kind of kinds) {
    const given = new Set(samples.filter((sample) => sample.kind === kind).flatMap(({ args }) => Object.keys(args)));
    expect(Object.keys(kind.fields.shape).filter((key) => !given.has(key))).toEqual([]);
  }
});

describe.each(samples.map((sample) => [sample.title, sample] as const))("%s", (_title, { kind, args }) => {
  const unknowns = places(args).map((path) => [path.join("."), withAt(args, path, UNKNOWN)] as const);
  unknowns.push(["all of them", Object.fromEntries(Object.keys(args).map((key) => [key, UNKNOWN]))]);

  test.each(unknowns)("a new one with %s unknown", async (_path, news) => {
    const { failures, inputs } = await started(kind).check({}, { ...news, __pulumi: hidden(kind) });
    expect(failures).toEqual([]);
    expect(inputs).toMatchObject(Object.fromEntries(Object.entries(news).filter(([, value]) => value === UNKNOWN)));
    expect(inputs).toHaveProperty(kind.idField === undefined ? "mark" : "name");
    expect(JSON.stringify(inputs)).not.toContain("__pulumi");
  });

  test.each(unknowns)("an existing one with %s unknown is not replaced, and stays what it is", async (_path, news) => {
    const old = await existing(kind, args);
    const own = started(kind);
    const { failures, inputs } = await own.check(old.inputs, { ...news, __pulumi: hidden(kind) });
    expect(failures).toEqual([]);
    expect(await own.diff(old.id, old.outputs, inputs)).toEqual({ replaces: [], deleteBeforeReplace: false });
    if (inputs.name !== undefined) expect(inputs.name).toBe(old.inputs.name);
    // What it turns out to be is what it was.
    const known = started(kind);
    const after = await known.check(old.inputs, { ...args, __pulumi: hidden(kind) });
    expect(after.inputs).toEqual(old.inputs);
    expect(await known.diff(old.id, old.outputs, after.inputs)).toMatchObject({ replaces: [] });
  });

  test("no id is guessed while what it is made of is unknown", async () => {
    const own = Object.keys(args).filter((key) => kind.fields.shape[key]?.meta?.()?.immutable);
    for (const key of own) {
      const { [key]: _, ...rest } = args;
      const pinned = kind.idField !== undefined && key !== kind.idField && rest[kind.idField] !== undefined;
      const { inputs } = await started(kind).check({}, { ...rest, [key]: UNKNOWN, __pulumi: hidden(kind) });
      if (!pinned && !kind.deriveId && kind.idField) expect(inputs.name).toBe(UNKNOWN);
    }
  });
});
