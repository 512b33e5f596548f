import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { MODELINE } from "../../src/stack/modeline";
import { inCheckout, ROOT } from "../../tools/root.mts";
import { OVERLAY_SCHEMA, SCHEMA, SCHEMAS, textBy } from "./schema.mts";

/** Everything in YAML that people begin with. */
const FILES = globSync(["*.yaml", "{templates,examples}/**/*.yaml"], {
  cwd: ROOT,
  exclude: (path) => path.includes("node_modules"),
});

const linesOf = (file: string) => readFileSync(inCheckout(file), "utf8").split("\n");

/** The schema that the first line names, if it is one of ours. */
function schemaOf(file: string): string | undefined {
  const [, named] = /^# yaml-language-server: \$schema=(.*)$/.exec(linesOf(file)[0] ?? "") ?? [];
  return named?.includes("pulumi-fireworks/") ? named : undefined;
}

const stacks = FILES.filter(
  (file) => basename(file) === "fireworks.yaml" && existsSync(inCheckout(dirname(file), "Pulumi.yaml")),
);
const withSchema = FILES.filter((file) => schemaOf(file) !== undefined);

test("there are declarative stacks here", () => {
  expect(stacks).toEqual(expect.arrayContaining(["fireworks.yaml", "templates/fireworks-yaml/fireworks.yaml"]));
});

test.each(stacks)("%s names the schema as its package has it", (file) => {
  expect(linesOf(file)[0]).toBe(MODELINE);
});

test.each(withSchema)("%s is right by the schema that it names", (file) => {
  const schema = join(SCHEMAS, basename(String(schemaOf(file))));
  expect(textBy(schema, readFileSync(inCheckout(file), "utf8"))).toEqual([]);
});

/** Whole files that the documentation shows, by the name in their first line. */
const shown = globSync("docs/*.md", { cwd: ROOT }).flatMap((page) =>
  [
    ...linesOf(page)
      .join("\n")
      .matchAll(/^```yaml\n# (fireworks(\.\w+)?\.yaml)\n([\s\S]*?)^```/gm),
  ].map(([, file = "", overlay, text = ""]) => ({ page, file, schema: overlay ? OVERLAY_SCHEMA : SCHEMA, text })),
);

test.each(shown)("$file in $page is right", ({ schema, text }) => {
  expect(textBy(schema, text)).toEqual([]);
});

test("the page for editors says the same line", () => {
  expect(readFileSync(inCheckout("docs", "editor.md"), "utf8")).toContain(MODELINE);
});

test.each(globSync("templates/*/package.json", { cwd: ROOT }))("%s asks for this version of the package", (file) => {
  const read = (name: string) => JSON.parse(readFileSync(inCheckout(name), "utf8"));
  const own = read("package.json");
  expect(read(file).dependencies).toEqual({ "pulumi-fireworks": `^${own.version}`, ...own.peerDependencies });
});
