import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as ts from "typescript";
import { scenarios } from "../scenarios/index.mts";
import { emptyJournal, entries } from "../src/http/journal";
import * as emulator from "../src/index";
import { settingsTable as table } from "../src/settings";

const read = (file: string) => readFileSync(path.join(__dirname, "..", file), "utf8");
const lines = read("fidelity.jsonl")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Record<string, string>);
const emulated = Object.entries(emulator.coverage())
  .filter(([, how]) => how === "emulated")
  .map(([operation]) => operation.replace("Gateway_", ""));

/** "must be 500 or 404" is what a check says to nothing at all. */
const values = ({ check }: (typeof table)[string]): string => String(check(undefined)).replace("must be ", "");
const settingsTable = ["| setting | default | what it may be | meaning |", "| --- | --- | --- | --- |"]
  .concat(
    Object.entries(table).map(
      ([name, setting]) =>
        `| \`${name}\` | \`${JSON.stringify(setting.default)}\` | ${values(setting)} | ${setting.meaning} |`,
    ),
  )
  .join("\n");
const coverageList = emulated
  .sort()
  .map((operation) => `\`${operation}\``)
  .join(", ");

test("the fidelity list: legal grades, sources, ids of their own", () => {
  for (const { id, behaviour, grade, source } of lines) {
    expect([id, ["documented", "observed in clients", "assumed"]]).toEqual([id, expect.arrayContaining([grade])]);
    expect([id, Boolean(behaviour), Boolean(source)]).toEqual([id, true, true]);
  }
  expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
});

test("every behaviour names a test that there is: `file: title`", () => {
  const files = readdirSync(__dirname).filter((file) => file.endsWith(".test.ts"));
  const runs = scenarios.map(({ name }) => `scenarios: ${name}`);
  const tests = new Set([...files.flatMap((file) => titles(file)), ...runs]);
  expect(lines.filter(({ test = "" }) => !tests.has(test)).map(({ id, test }) => ({ id, test }))).toEqual([]);
});

test("scenarios are about behaviours of the list, and each has a name of its own", () => {
  const ids = new Set(lines.map(({ id }) => id));
  expect(scenarios.flatMap(({ lines }) => lines).filter((line) => !ids.has(line))).toEqual([]);
  expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length);
});

/** "router: deletion is immediate": the tests of a file, without the blocks that they stand in. */
function titles(file: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const [title] = ts.isCallExpression(node) && /^test\b/.test(node.expression.getText()) ? node.arguments : [];
    if (title && ts.isStringLiteralLike(title)) found.push(`${file.replace(".test.ts", "")}: ${title.text}`);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(path.join(__dirname, file), "utf8"), ts.ScriptTarget.Latest, true));
  return found;
}

test("every setting is there because of a behaviour in the fidelity list, and its default is a value that it may have", () => {
  expect(lines.flatMap(({ setting }) => setting ?? []).sort()).toEqual(Object.keys(table).sort());
  for (const [name, setting] of Object.entries(table))
    expect([name, setting.check(setting.default)]).toEqual([name, undefined]);
});

// The lists and the examples in the README are made here: UPDATE_README=1 writes them.
test("the README has the settings and the operations as they are", () => {
  const text = read("README.md");
  const lists = replaced(replaced(text, "Settings", settingsTable), "What is emulated", coverageList);
  const jest = read("test/example.test.ts").replace("../src/index", "fireworks-emulator");
  const vitest = jest.replace("\n\n", `\nimport { afterAll, beforeAll, beforeEach, expect, test } from "vitest";\n\n`);
  const wanted = lists
    .replace(/(?<=With Jest:\n\n```ts\n)[\s\S]*?(?=```)/, () => jest)
    .replace(/(?<=With Vitest:\n\n```ts\n)[\s\S]*?(?=```)/, () => vitest);
  if (process.env.UPDATE_README) writeFileSync(path.join(__dirname, "..", "README.md"), wanted);
  expect(plain(read("README.md"))).toBe(plain(wanted));
});

test("the README names all options of the command, filters of the journal and exports", () => {
  const text = read("README.md");
  const options = read("src/main.ts").match(/(?<=^ {2})--[\w-]+/gm) ?? [];
  const refused = (): string => {
    try {
      return String(entries(emptyJournal(), { nope: "" } as object));
    } catch (error) {
      return (error as Error).message;
    }
  };
  const filters = refused().split("there are ")[1]?.split(", ") ?? [];
  expect([options.length, filters.length]).toEqual([9, 8]);
  const named = [...options.map((name) => `\`${name}`), ...filters.map((name) => `\`${name}\``)];
  const exported = Object.keys(emulator).map((name) => `\`${name}`);
  expect([...named, ...exported].filter((name) => !text.includes(name))).toEqual([]);
});

test("operations.md says of each operation of the specification what becomes of it", () => {
  const { operations } = JSON.parse(read("spec/gateway-4.259.0.json")) as SpecFile;
  const how = emulator.coverage();
  const rows = new Map<string, Record<string, string[]>>();
  for (const [route, { operationId }] of Object.entries(operations)) {
    const row = rows.get(resourceOf(route)) ?? { emulated: [], "501": [] };
    row[how[operationId] as string]?.push(`\`${operationId.replace("Gateway_", "")}\``);
    rows.set(resourceOf(route), row);
  }
  const cells = [...rows].map(([name, row]) => `| ${name} | ${row.emulated?.join(", ")} | ${row["501"]?.join(", ")} |`);
  const wanted = `# Operations

Of the ${Object.keys(how).length} operations of the specification 4.259.0, ${emulated.length} are emulated. The others have their requests validated and then answer 501
with their names. This list is made from the code, by its tests; \`GET /__emulator/coverage\` answers it as JSON.

| resource | emulated | 501 |
| --- | --- | --- |
${cells.sort().join("\n")}
`;
  const file = path.join(__dirname, "..", "operations.md");
  if (process.env.UPDATE_README) writeFileSync(file, wanted);
  expect(plain(readFileSync(file, "utf8"))).toBe(plain(wanted));
});

interface SpecFile {
  operations: Record<string, { operationId: string }>;
}

/** "POST /v1/accounts/{account_id}/models/{model_id}:prepare" → "models". */
const resourceOf = (route: string): string =>
  /accounts\/\{account_id\}\/([^/:]+(\/\{\w+\}\/(versions|apiKeys|trainingSessions))?)/
    .exec(route)?.[1]
    ?.replace(/\/\{\w+\}/, "") ?? "accounts";

/** Without the padding that the formatter gives to tables. */
const plain = (text: string): string => text.replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---");

/** The first paragraph or table after the heading's introduction. */
function replaced(text: string, heading: string, block: string): string {
  const parts = text.split(/\n\n/);
  const at = parts.findIndex((part) => part.trim() === `## ${heading}`) + (heading === "Settings" ? 2 : 1);
  return parts.with(at, block).join("\n\n");
}
