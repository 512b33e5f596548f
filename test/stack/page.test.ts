import { readFileSync } from "node:fs";
import { CONFIG_TYPES } from "../../src/stack/declared";
import { functions } from "../../src/stack/functions";
import { OPTION_NAMES } from "../../src/stack/options";
import { inCheckout } from "../../tools/root.mts";

const page = readFileSync(inCheckout("docs/declarative.md"), "utf8");
const names = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name]) => name).sort();
const lineOf = (start: string) => page.split("\n").find((line) => line.startsWith(start)) ?? "";

test("docs/declarative.md lists the options, functions and types that there are", () => {
  expect(names(lineOf("**Options**"), /`(\w+)`/g)).toEqual([...OPTION_NAMES].sort());
  const rows = page.split("\n").filter((line) => line.startsWith("| `fn::"));
  const said = names(rows.join("\n"), /`(?:{ )?fn::(\w+)[:`]/g).filter((name) => name !== "fireworks");
  expect(said).toEqual([...Object.keys(functions), "invoke"].sort());
  expect(names(lineOf("| `config`").replace(/^.*?\(|\).*$/g, ""), /`(\w+)`/g)).toEqual([...CONFIG_TYPES].sort());
});
