import { createRequire } from "node:module";
import type { Form } from "../../../src/stack/words.ts";
import "../../load.mts";
import { documented, members } from "./documented.mts";
import { type Json, REFERENCE, ref, widened } from "./expression.mts";

const require = createRequire(import.meta.url);
const { ALIAS_MEMBERS, TIMEOUTS } =
  require("../../../src/stack/options.ts") as typeof import("../../../src/stack/options.ts");
const { DURATION } = require("../../../src/engine/hidden.ts") as typeof import("../../../src/engine/hidden.ts");
const { OPTIONS } = require("../../../src/stack/words.ts") as typeof import("../../../src/stack/words.ts");

const resource: Json = {
  type: "string",
  pattern: REFERENCE,
  errorMessage: `must name a resource, such as \${chat}`,
};

const text = widened({ type: "string", errorMessage: "must be a string" });
const boolean = widened({ type: "boolean", errorMessage: "must be true or false" });
const texts = widened({ type: "array", items: { type: "string" }, errorMessage: "must be a list of texts" });

/** Pulumi's own form of durations, which is Go's. */
const duration: Json = {
  type: "string",
  // An empty one is as if it were not there.
  pattern: `^$|${DURATION}`,
  errorMessage: 'must be a duration such as "40m" or "1h30m"',
};

const each = (names: readonly string[], schema: Json) => Object.fromEntries(names.map((name) => [name, schema]));

const FORMS: Record<Form, Json> = {
  any: { allOf: [ref("any")] },
  text,
  boolean,
  paths: texts,
  resource,
  // One or several.
  resources: { type: ["array", "string"], pattern: REFERENCE, items: resource },
  timeouts: widened({ type: "object", properties: each(TIMEOUTS, duration), additionalProperties: false }),
  aliases: {
    type: ["array", "string"],
    pattern: REFERENCE,
    items: {
      type: ["string", "object"],
      pattern: "^urn:|\\$\\{",
      minProperties: 1,
      properties: each(ALIAS_MEMBERS, ref("any")),
      additionalProperties: false,
      errorMessage: 'must be a URN ("urn:pulumi:…"), or a map such as {name: before}',
    },
  },
};

/** Pulumi's resource options. */
export const optionsSchema: Json = {
  ...documented("Pulumi's resource options."),
  ...members(
    Object.fromEntries(
      Object.entries(OPTIONS).map(([name, { form, doc }]) => [name, { ...FORMS[form], ...documented(doc) }]),
    ),
  ),
};
