import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { referencePage } from "./generate/reference.mts";
import { overlaySchema } from "./generate/schema/overlay.mts";
import { stackSchema } from "./generate/schema/stack.mts";
import { classFile } from "./generate/types.mts";

const require = createRequire(import.meta.url);
const root = path.join(import.meta.dirname, "..");
const { kinds } = require("../src/resources/index.ts") as typeof import("../src/resources/index.ts");
const { secretPaths } = require("../src/engine/secrets.ts") as typeof import("../src/engine/secrets.ts");

const fileOf = (type: string) => type[0]?.toLowerCase() + type.slice(1);

const json = (value: object) => `${JSON.stringify(value, null, 1)}\n`;
const schema = stackSchema(kinds);

const files: Record<string, string> = {
  "src/generated/index.ts": kinds
    .map(({ type }) => `export * from "./${fileOf(type)}";\n`)
    .sort()
    .join(""),
  "schema/fireworks.schema.json": json(schema),
  "schema/fireworks.overlay.schema.json": json(overlaySchema(schema)),
};
for (const kind of kinds) {
  files[`src/generated/${fileOf(kind.type)}.ts`] = await classFile(kind, secretPaths(kind.fields));
  files[`docs/reference/${fileOf(kind.type)}.md`] = referencePage(kind);
}

const current = (file: string) => {
  try {
    return readFileSync(path.join(root, file), "utf8");
  } catch {
    return undefined;
  }
};
const stale = Object.entries(files).filter(([file, text]) => current(file) !== text);
for (const [file, text] of process.argv.includes("--check") ? [] : stale) {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}
if (process.argv.includes("--check") && stale.length > 0) {
  console.error(`stale: ${stale.map(([file]) => file).join(", ")}. Run \`npm run generate\`.`);
  process.exitCode = 1;
}
