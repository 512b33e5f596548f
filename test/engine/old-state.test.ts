import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { handlerText } from "../../src/engine/handler-text";
import { kinds } from "../../src/resources";
import type { StateResource } from "./stack.mts";

const FIXTURES = join(__dirname, "..", "fixtures", "state");
const HOW =
  "give package.json the version that is to come, run `npm run state-fixture`, and never change what it wrote (CONTRIBUTING.md)";

const files = (readdirSync(FIXTURES, { recursive: true }) as string[])
  .filter((name) => name.includes("/") && statSync(join(FIXTURES, name)).isFile())
  .sort();
const text = (name: string) => readFileSync(join(FIXTURES, name), "utf8");
const states = files.filter((name) => name.endsWith("/state.json"));
const resources = (name: string): StateResource[] => JSON.parse(text(name)).deployment.resources;
const typeOf = ({ type }: StateResource) => type.replace("pulumi-nodejs:dynamic/fireworks:", "");
const all = states.flatMap(resources).filter((resource) => typeOf(resource) !== resource.type);

test("what was written for a version is as it was written", () => {
  const lines = files.map((name) => {
    const digest = createHash("sha256")
      .update(readFileSync(join(FIXTURES, name)))
      .digest("hex");
    return `${digest}  ${name}`;
  });
  expect(text("SHA256SUMS").trim().split("\n")).toEqual(lines);
});

test("each kind has state of every sort that is kept", () => {
  const typesOf = (chosen: StateResource[]) => new Set(chosen.map(typeOf));
  const replaceable = kinds.filter(({ irreplaceable }) => irreplaceable === undefined);
  const sorts: [string, string[], StateResource[]][] = [
    ["finished", kinds.map(({ type }) => type), all],
    // Nothing follows the creation of a secret that could fail.
    [
      "unfinished",
      kinds.map(({ type }) => type).filter((type) => type !== "Secret"),
      all.filter(({ initErrors }) => initErrors !== undefined),
    ],
    ["to be deleted", replaceable.map(({ type }) => type), all.filter((resource) => resource.delete)],
    ["half replaced", replaceable.map(({ type }) => type), all.filter((resource) => resource.pendingReplacement)],
  ];
  const lacking = sorts.flatMap(([sort, types, found]) =>
    types
      .filter((type) => !typesOf(found).has(type))
      .map((type) => `no ${sort} ${type} in test/fixtures/state: ${HOW}`),
  );
  expect(lacking).toEqual([]);
});

test("what old state names is what runs it now", () => {
  for (const { inputs, outputs, urn, ...resource } of all)
    for (const props of [inputs, outputs])
      expect([urn, props?.__provider]).toEqual([urn, handlerText(typeOf({ urn, ...resource }))]);
});

test("nothing of the machine that wrote it is in a fixture", () => {
  for (const name of files.filter((file) => file.endsWith(".json"))) {
    expect([name, text(name).match(/127\.0\.0\.1[^"]*|localhost[^"]*/g)]).toEqual([name, null]);
    const paths = text(name).match(/"(file:\/\/)?\/[^"]+"/g) ?? [];
    expect([name, paths.filter((path) => !/^"(file:\/\/)?\/(project|package)\//.test(path))]).toEqual([name, []]);
  }
});
