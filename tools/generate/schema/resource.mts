import { createRequire } from "node:module";
import type { Kind } from "../../../src/lifecycle/kind.ts";
import { describeFields } from "../fields.mts";
import { documented, members } from "./documented.mts";
import { type Json, ref, when, widened } from "./expression.mts";

const require = createRequire(import.meta.url);
const { ARGUMENTS, PROVIDERS, STACK_REFERENCE } =
  require("../../../src/stack/types.ts") as typeof import("../../../src/stack/types.ts");

interface Type {
  name: string;
  doc: string;
  /** How else it may be written. */
  spelling: string;
  /** The definition of its properties, and whether there must be any. */
  properties: string;
  needed: boolean;
  kind: boolean;
}

const ofKind = (kind: Kind): Type => ({
  name: kind.type,
  doc: kind.doc.summary,
  spelling: `^(fireworks:(index:)?)?${kind.type}$`,
  properties: kind.type,
  needed: describeFields(kind.fields).some(({ required }) => required),
  kind: true,
});

const PROVIDER: Type = {
  name: "Provider",
  doc: "Another account, or another key, than the stack's default.",
  spelling: `^((fireworks:(index:)?)?Provider|${PROVIDERS.join("|")})$`,
  properties: "Provider",
  needed: false,
  kind: false,
};

const REFERENCE_TO_STACK: Type = {
  name: STACK_REFERENCE,
  doc: `Another stack, whose outputs are \${name.outputs.…}.`,
  spelling: `^${STACK_REFERENCE}$`,
  properties: "StackReference",
  needed: false,
  kind: false,
};

const DOCS: Record<string, string> = {
  apiKey: "The API key; always kept as a secret.",
  accountId: "The account's id. Default: the stack's configuration, then the only one that the key sees.",
  baseUrl: "Default: the stack's configuration, then `https://api.fireworks.ai`. Only https, or loopback.",
  name: "`<organization>/<project>/<stack>`.",
};

function texts(names: readonly string[]): Json {
  const properties = names.map((name) => {
    const doc = DOCS[name];
    if (doc === undefined) throw new Error(`${name} has no description`);
    return [name, { ...documented(doc), type: "string" }] as const;
  });
  return widened({ type: "object", properties: Object.fromEntries(properties), additionalProperties: false });
}

/** The properties of what is no kind. */
export const otherTypes: Record<string, Json> = {
  [PROVIDER.properties]: texts(ARGUMENTS.provider),
  [REFERENCE_TO_STACK.properties]: texts(ARGUMENTS["stack reference"]),
};

/** What the type says of the rest. What is only looked up has no properties. */
function consequence({ kind, properties, needed, spelling, name }: Type): Json {
  const looked = kind
    ? when({ required: ["get"] }, { properties: { properties: false } }, needed ? { required: ["properties"] } : {})
    : {};
  return when(
    { properties: { type: { type: "string", pattern: spelling } }, required: ["type"] },
    {
      properties: {
        properties: ref(properties),
        ...(kind ? {} : { get: false }),
        ...(name === PROVIDER.name ? {} : { defaultProvider: false }),
      },
      ...looked,
    },
  );
}

export const get: Json = {
  ...documented("Looks at an object that this stack does not manage, instead of `properties`."),
  ...members(
    {
      id: {
        ...documented("Its full name, such as `accounts/my-account/deployments/chat`."),
        ...widened({ type: "string" }),
      },
    },
    "id",
  ),
};

export function resource(kinds: readonly Kind[]): Json {
  const types = [...kinds.map(ofKind), PROVIDER, REFERENCE_TO_STACK];
  const names = types.map(({ name }) => name);
  return {
    ...documented("A resource, by the name that references use."),
    ...members(
      {
        type: {
          ...documented("What it is."),
          type: "string",
          pattern: types.map(({ spelling }) => spelling).join("|"),
          errorMessage: `must be one of ${names.join(", ")}`,
          anyOf: [{ enum: names, enumDescriptions: types.map(({ doc }) => doc) }, {}],
        },
        name: {
          ...documented("The logical name, where it is not the key. Part of the URN."),
          type: "string",
          minLength: 1,
        },
        properties: { type: ["object", "string"] },
        options: ref("options"),
        get: ref("get"),
        defaultProvider: {
          ...documented("Makes this Provider that of all resources that name none."),
          type: "boolean",
        },
      },
      "type",
    ),
    allOf: types.map(consequence),
  };
}
