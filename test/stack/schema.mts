import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { inCheckout } from "../../tools/root.mts";

export const SCHEMA = inCheckout("schema", "fireworks.schema.json");

/** Keywords that say something to people only. */
const FOR_EDITORS = ["markdownDescription", "errorMessage", "enumDescriptions"];

/** What the schema finds wrong with a value; every other word than JSON Schema's and an editor's is an error of ours. */
function compiled(): (data: unknown) => string[] {
  const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false });
  for (const keyword of FOR_EDITORS) ajv.addKeyword(keyword);
  const check = ajv.compile(JSON.parse(readFileSync(SCHEMA, "utf8")));
  return (data) =>
    check(data)
      ? []
      : (check.errors ?? []).map(
          ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
        );
}

export const bySchema = compiled();

/** In a file that is still empty there is nothing to check. */
export const textBySchema = (text: string) => bySchema(parse(text, { merge: true }) ?? {});
