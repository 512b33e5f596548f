import { createRequire } from "node:module";
import "../../load.mts";
import { documented, members } from "./documented.mts";
import { IS_CALL, type Json, REFERENCE, ref, when } from "./expression.mts";

const require = createRequire(import.meta.url);
const { functions } = require("../../../src/stack/functions.ts") as typeof import("../../../src/stack/functions.ts");
const { lookups } = require("../../../src/stack/lookup.ts") as typeof import("../../../src/stack/lookup.ts");

/** The first type is the one that an editor begins to write. */
const ANYTHING: Json = { type: ["string", "object", "array", "number", "boolean", "null"], allOf: [ref("any")] };

const calls = Object.entries(functions).map(([name, { doc }]) => [`fn::${name}`, { ...ANYTHING, ...documented(doc) }]);

const spelling = (lookup: string) => `^(fireworks:(index:)?)?${lookup}$`;

/** Of each lookup what it is called with. */
const asked = Object.entries(lookups).map(([name, lookup]) => {
  const given: Record<string, boolean> = lookup.arguments;
  const required = Object.keys(given).filter((key) => given[key]);
  const arguments_ = members(Object.fromEntries(Object.keys(given).map((key) => [key, ANYTHING])), ...required);
  return { name, doc: lookup.doc, arguments: arguments_ };
});

const invoke: Json = {
  ...documented(
    "Asks the gateway: the lookup `function` with its `arguments`, and of the answer one member, `return`.",
  ),
  ...members(
    {
      function: {
        ...documented("The lookup."),
        type: "string",
        pattern: asked.map(({ name }) => spelling(name)).join("|"),
        errorMessage: `must be one of ${asked.map(({ name }) => `fireworks:${name}`).join(", ")}`,
        anyOf: [
          { enum: asked.map(({ name }) => `fireworks:${name}`), enumDescriptions: asked.map(({ doc }) => doc) },
          {},
        ],
      },
      arguments: { ...documented("What it is asked with."), type: "object" },
      options: {
        ...documented("Whom to ask."),
        type: "object",
        properties: { provider: { ...documented("A Provider."), type: "string", pattern: REFERENCE } },
      },
      return: { ...documented("The one member of the answer that is wanted."), type: "string" },
    },
    "function",
  ),
  allOf: asked.map(({ name, arguments: given }) =>
    when(
      { properties: { function: { type: "string", pattern: spelling(name) } }, required: ["function"] },
      { properties: { arguments: given }, ...(given.required ? { required: ["arguments"] } : {}) },
    ),
  ),
};

/** A map of one member, whose key names what is called. */
export const functionSchema: Json = {
  ...members({
    ...Object.fromEntries(calls),
    "fn::invoke": invoke,
    ...Object.fromEntries(
      asked.map(({ name, doc, arguments: given }) => [`fn::fireworks:${name}`, { ...documented(doc), ...given }]),
    ),
  }),
  patternProperties: Object.fromEntries(
    asked.map(({ name, arguments: given }) => [`^fn::fireworks:index:${name}$`, given]),
  ),
  minProperties: 1,
  maxProperties: 1,
};

/** Any data, with calls anywhere in it. */
export const anySchema: Json = when(IS_CALL, ref("function"), {
  additionalProperties: ref("any"),
  items: ref("any"),
});
