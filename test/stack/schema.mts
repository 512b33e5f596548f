import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { inCheckout } from "../../tools/root.mts";

export const SCHEMAS = inCheckout("schema");
export const SCHEMA = join(SCHEMAS, "fireworks.schema.json");
export const OVERLAY_SCHEMA = join(SCHEMAS, "fireworks.overlay.schema.json");

/** Keywords that say something to people only. */
const FOR_EDITORS = ["markdownDescription", "errorMessage", "enumDescriptions"];

/** What the schema finds wrong with a value; every other word than JSON Schema's and an editor's is an error of ours. */
function compiled(file: string): (data: unknown) => string[] {
  const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false });
  for (const keyword of FOR_EDITORS) ajv.addKeyword(keyword);
  const check = ajv.compile(JSON.parse(readFileSync(file, "utf8")));
  return (data) =>
    check(data)
      ? []
      : (check.errors ?? []).map(
          ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
        );
}

/** In a file that is still empty there is nothing to check. */
const dataOf = (text: string) => parse(text, { merge: true }) ?? {};

export const bySchema = compiled(SCHEMA);
const byOverlaySchema = compiled(OVERLAY_SCHEMA);

export const textBySchema = (text: string) => bySchema(dataOf(text));
export const overlayBySchema = (text: string) => byOverlaySchema(dataOf(text));
export const textBy = (file: string, text: string) => compiled(file)(dataOf(text));
