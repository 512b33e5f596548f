import type { Json } from "../../src/lifecycle/kind";
import { hidden, sampleFolder, started } from "./engine";
import { allSamples, lookAt, places, withAt } from "./samples";

const { folder, remove } = sampleFolder();
const samples = allSamples(folder);
afterAll(remove);

/** What a program may pass where something else belongs. */
const WRONG: unknown[] = [
  "",
  "x",
  "__proto__",
  "x".repeat(10_000),
  "\u0000\ud800",
  0,
  -1,
  1.5,
  1e300,
  Number.NaN,
  true,
  false,
  null,
  [],
  [null],
  [[]],
  {},
  { "": "" },
  { constructor: { prototype: 1 } },
  { "a.b": [{ "c d": 1 }] },
  { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "x" },
];

describe.each(samples.map((sample) => [sample.title, sample] as const))(
  "anything anywhere: %s",
  (_title, { kind, args }) => {
    const all = [...places(args), ...["name", "mark", "__provider", "unheardOf"].map((key) => [key])];

    test("check answers, in words of ours, without a secret", async () => {
      const old = await started(kind).check({}, { ...args, __pulumi: hidden(kind) });
      for (const path of all) {
        for (const wrong of WRONG) {
          const news = { ...withAt(args, path, wrong), __pulumi: hidden(kind) };
          for (const olds of [{}, old.inputs]) {
            const own = started(kind);
            const { failures, inputs } = await own.check(olds, news);
            const where = `${path.join(".")} = ${String(JSON.stringify(wrong)).slice(0, 60)}`;
            for (const { reason } of failures) {
              if (/Invalid|expected|received|undefined|\[object|Symbol|Cannot read/.test(reason))
                throw new Error(`${where}: ${reason}`);
              if (path[0] !== "source") expect(reason.length).toBeLessThan(400);
              expect(reason).not.toMatch(/planted/);
            }
            if (failures.length === 0)
              await own.diff(String(old.inputs.name ?? "accounts/a/users/u/apiKeys/k"), old.inputs, inputs);
          }
        }
      }
    });

    test("what is left out is missed by name or not at all", async () => {
      for (const path of places(args).filter((place) => typeof place.at(-1) === "string")) {
        const given = withAt(args, path, undefined) as Json;
        const { failures } = await started(kind).check({}, { ...given, __pulumi: hidden(kind) });
        for (const { reason } of failures) {
          expect(reason).toMatch(/is required|takes exactly one|consists of/);
          const missed = /^([\w.]+): is required/.exec(reason)?.[1];
          if (missed !== undefined) expect([missed, lookAt(given, missed.split("."))]).toEqual([missed, undefined]);
        }
        // Nothing of what a program gave is changed or taken out of it.
        expect(given).toEqual(withAt(args, path, undefined));
      }
    });
  },
);
