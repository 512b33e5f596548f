import { createRequire } from "node:module";
import type { Kind } from "../../../src/lifecycle/kind.ts";
import { type Decorate, jsonSchema, notes } from "../fields.mts";
import { documented, mapOf, members } from "./documented.mts";
import { type Json, ref, when, widened } from "./expression.mts";
import { anySchema, functionSchema } from "./functions.mts";
import { messageOf } from "./message.mts";
import { optionsSchema } from "./options.mts";
import { get, otherTypes, resource } from "./resource.mts";

const require = createRequire(import.meta.url);
const { CONFIG_TYPES, OTHER_WORDS } =
  require("../../../src/stack/declared.ts") as typeof import("../../../src/stack/declared.ts");

/** Editors call the values that they offer the allowed ones. */
const OPEN = "Other values than these are passed on: the API may know more.";

const decorate: Decorate = (json, schema, how) => {
  const message = messageOf(schema);
  const more = [notes(how).join(" "), how.suggestions ? OPEN : ""].filter((text) => text !== "");
  if (how.description) json.markdownDescription = [how.description, ...more].join("\n\n");
  if (message) json.errorMessage = message;
};

function propertiesOf({ type, doc, fields }: Kind): Json {
  const { properties = {}, required = [] } = jsonSchema(fields, "input", decorate) as Json;
  return {
    description: doc.summary,
    markdownDescription: [`**${type}**: ${doc.summary}`, doc.replaced, doc.leftAlone, doc.tornDown].join("\n\n"),
    ...widened({ type: "object", properties, required, additionalProperties: false }),
  };
}

const anyCase = (word: string) => [...word].map((letter) => `[${letter}${letter.toUpperCase()}]`).join("");

const configuration: Json = when(
  { type: "object" },
  members({
    type: {
      ...documented("Of what type it is."),
      type: "string",
      pattern: `^(${[...CONFIG_TYPES, ...Object.keys(OTHER_WORDS)].map(anyCase).join("|")}|(${anyCase("list")}|${anyCase("array")})<.*>)$`,
      errorMessage: `must be one of ${CONFIG_TYPES.join(", ")}`,
      anyOf: [{ enum: CONFIG_TYPES }, {}],
    },
    default: { ...documented("What holds where the stack's configuration says nothing."), allOf: [ref("any")] },
    value: { ...documented("Like `default`."), allOf: [ref("any")] },
    secret: { ...documented("Whether it is a secret."), type: "boolean" },
    name: { ...documented("Its key in the stack's configuration, where it is another."), type: "string" },
    description: { ...documented("What it is for."), type: "string" },
    items: { ...documented("Of an array: what its items are."), type: "object" },
  }),
);

/** The JSON Schema of a declarative stack's file, by which editors complete, explain and check it. */
export function stackSchema(kinds: readonly Kind[]): Json {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "pulumi-fireworks",
    ...documented("Resources of the Fireworks AI gateway, in Pulumi YAML's form."),
    ...members({
      $schema: { ...documented("Where this schema is."), type: "string" },
      config: mapOf("The configuration that the data refers to, by key.", configuration),
      variables: mapOf("Values that references stand for, by name.", ref("any")),
      resources: mapOf("What is to be, by the name that references use.", ref("resource")),
      outputs: mapOf("The stack's outputs, by name.", ref("any")),
    }),
    definitions: {
      any: anySchema,
      function: functionSchema,
      get,
      options: optionsSchema,
      resource: resource(kinds),
      ...otherTypes,
      ...Object.fromEntries(kinds.map((kind) => [kind.type, propertiesOf(kind)])),
    },
  };
}
