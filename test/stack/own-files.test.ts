import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { MODELINE } from "../../src/stack/modeline";
import { CHECKOUT } from "../engine/environment.mts";
import { overlayBySchema, textBySchema } from "./schema.mts";

/** Every file for people to begin with, and those of the documentation. */
const found = globSync(["fireworks*.yaml", "{templates,examples}/**/fireworks*.yaml"], {
  cwd: CHECKOUT,
  exclude: (path) => path.includes("node_modules"),
});

const isOverlay = (file: string) => /fireworks\..+\.yaml$/.test(file);
const overlays = found.filter(isOverlay);

test.each(found.filter((file) => !isOverlay(file)))("%s names the schema, and is right by it", (file) => {
  const text = readFileSync(join(CHECKOUT, file), "utf8");
  expect(text.split("\n")[0]).toBe(MODELINE);
  expect(textBySchema(text)).toEqual([]);
});

if (overlays.length > 0)
  test.each(overlays)("%s is right as a part of another", (file) => {
    expect(overlayBySchema(readFileSync(join(CHECKOUT, file), "utf8"))).toEqual([]);
  });

test("the page for editors says the same line", () => {
  expect(readFileSync(join(CHECKOUT, "docs", "editor.md"), "utf8")).toContain(MODELINE);
});
