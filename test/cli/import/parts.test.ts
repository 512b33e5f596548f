import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Described, Home } from "../../../src/cli/import/describe";
import { logicalNames } from "../../../src/cli/import/names";
import { planOf } from "../../../src/cli/import/plan";
import { programOf } from "../../../src/cli/import/program";
import { takenNames } from "../../../src/cli/import/taken";
import { finish, leftOver, type Target, targetOf, writeUnfinished } from "../../../src/cli/import/target";
import { typeToken } from "../../../src/engine/type-token";
import type { Json, Kind } from "../../../src/lifecycle/kind";
import { kinds } from "../../../src/resources";

const ACCOUNT = "accounts/emulator";
const kind = kinds.find(({ type }) => type === "Model") as Kind;
const named = (id: string) => ({ kind, name: `${ACCOUNT}/models/${id}`, object: {} });
const held = (id: string) => ({
  urn: `urn:pulumi:dev::test::${typeToken("Model")}::${id}`,
  type: typeToken("Model"),
  id: `${ACCOUNT}/models/${id}`,
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pulumi-fireworks-parts-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const target = (): Target => ({ language: "yaml", file: join(folder, "a.yaml"), shown: "a.yaml" });

test("what an import was cut off over is declared by the next one, whatever that is asked for", () => {
  writeUnfinished(target(), "resources: {}\n", [named("a").name, named("b").name, named("never").name]);
  const before = { state: [held("a"), held("b"), held("c")], leftOver: leftOver(target()), taken: new Set<string>() };
  const plan = planOf([named("b"), named("c"), named("new")], { ...before, again: false });
  expect(plan.declared.map(({ logical }) => logical).sort()).toEqual(["a", "b", "new"]);
  expect(plan.known).toEqual([{ name: named("c").name, reason: "is c in the stack's state already" }]);
  const again = planOf([named("c")], { ...before, again: true });
  expect(again.declared.map(({ logical }) => logical).sort()).toEqual(["a", "b", "c"]);
});

test("of a file in a folder: the module's name, and the way back to the project", () => {
  mkdirSync(join(folder, "src"));
  expect(targetOf({ cwd: folder, out: "src/fw.ts" })).toMatchObject({ module: "./src/fw", up: "../" });
  expect(targetOf({ cwd: folder, out: "fw.mts" })).toMatchObject({ module: "./fw.mjs", up: "" });
  expect(targetOf({ cwd: join(folder, "src"), out: "../fw.ts" })).toMatchObject({ module: "../fw", up: "src/" });
});

test("a file that came in the meantime stays, and the program with it", () => {
  const program = "resources: {}\n";
  writeUnfinished(target(), program, []);
  writeFileSync(join(folder, "a.yaml"), "mine");
  expect(() => finish(target(), program)).toThrow("a.yaml could not be written: EEXIST");
  expect(leftOver(target())).toEqual(new Set());
  writeFileSync(join(folder, "a.yaml.unfinished"), "notes of mine\n");
  expect(() => leftOver(target())).toThrow("does not end as an import leaves it. Nothing was changed");
});

test("no name that the stack's data has already, nor one of Pulumi's own", () => {
  writeFileSync(join(folder, "data.yaml"), "resources: { chat: { type: Deployment } }\nvariables: { base: x }\n");
  writeFileSync(join(folder, "data.dev.yaml"), "config: { size: { type: integer } }\n");
  writeFileSync(join(folder, "eu.yaml"), "resources: { eu: {} }\noutputs: { free: 1 }\n");
  const settings = { file: "data.yaml", overlays: '["eu.yaml", "none.yaml"]', resources: '{"small":{}}' };
  const taken = takenNames(folder, "dev", settings);
  expect([...taken].sort()).toEqual(["base", "chat", "config", "eu", "pulumi", "size", "small"]);
  const names = logicalNames(["config", "pulumi", "chat", "free"].map(named), taken);
  expect([...names.values()].sort()).toEqual(["chat-model", "config-model", "free", "pulumi-model"]);
});

const home = { account: ACCOUNT } as Home;
const described = (id: string, args: Json): Described => ({
  ...{ ...named(id), logical: id, args, inputs: args, outputs: args, remarks: [], warnings: [] },
});

test("what YAML cannot hold is told of its object, and keeps no other from being declared", async () => {
  const all = [
    described("fine", { modelId: "fine", kind: "HF_BASE_MODEL", huggingFaceUrl: "https://example.com" }),
    described("call", { modelId: "call", description: "d", defaultSamplingParams: { "fn::secret": 1 } }),
    described("config", { modelId: "config" }),
    described("wrong", { modelId: "wrong", description: ["no text"] }),
  ];
  const { text, described: rest, failed } = await programOf(home, all, { language: "yaml", up: "../" }, true);
  expect(rest.map(({ logical }) => logical)).toEqual(["fine"]);
  // From the file's folder an editor finds the schema.
  expect(text.split("\n")[0]).toContain("$schema=../node_modules/");
  expect(text).toContain("\n  fine:\n    type: Model\n");
  expect(text).not.toMatch(/fn::secret|wrong|config:/);
  expect(failed.map(({ name, reason }) => `${name.split("/").at(-1)} ${reason}`)).toEqual([
    'call has the key "fn::secret", which would be a function\'s call in YAML: use --language typescript',
    expect.stringMatching(/^config cannot be declared as YAML \(config the name is one of Pulumi's own already/),
    expect.stringMatching(/^wrong cannot be declared as YAML \(properties\.description must be a string/),
  ]);
});
