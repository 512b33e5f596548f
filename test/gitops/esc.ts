/** What Pulumi ESC (0.26) takes as an environment, written down from its reference documentation: it publishes no schema. */
const FUNCTIONS =
  "^fn::(concat|final|fromBase64|fromJSON|join|secret|split|toBase64|toJSON|toString|validate|(open|rotate)(::[a-z0-9-]+)?)$";

const text = { type: "string" };
const value = { $ref: "#/definitions/value" };
const variable = { anyOf: [text, { type: ["number", "boolean"] }, { $ref: "#/definitions/call" }] };

export const environmentSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    description: text,
    imports: { type: "array", items: { type: ["string", "object"] } },
    values: {
      type: "object",
      // A function stands for a value, not for all of them.
      propertyNames: { not: { pattern: "^fn::" } },
      properties: {
        environmentVariables: { type: "object", additionalProperties: variable },
        files: { type: "object", additionalProperties: variable },
        pulumiConfig: {
          type: "object",
          additionalProperties: value,
          propertyNames: { pattern: "^[\\w-]+(:[\\w-]+)?$" },
        },
      },
      additionalProperties: value,
    },
  },
  definitions: {
    call: {
      type: "object",
      propertyNames: { pattern: FUNCTIONS },
      minProperties: 1,
      maxProperties: 1,
      additionalProperties: value,
    },
    value: {
      anyOf: [
        { type: ["string", "number", "boolean", "null"] },
        { type: "array", items: value },
        { $ref: "#/definitions/call" },
        { type: "object", propertyNames: { not: { pattern: "^fn::" } }, additionalProperties: value },
      ],
    },
  },
};

const isMap = (node: unknown): node is Record<string, unknown> =>
  typeof node === "object" && node !== null && !Array.isArray(node);

const isCall = (node: Record<string, unknown>) => Object.keys(node).some((key) => key.startsWith("fn::"));

/** References to what the environment does not have. What a provider returns is known when it is opened. */
export function brokenReferences(values: Record<string, unknown>): string[] {
  const named = [...JSON.stringify(values).matchAll(/\$\{([^}]+)\}/g)].map(([, path = ""]) => path);
  return named.filter((path) => !leadsSomewhere(values, path.split(".")));
}

function leadsSomewhere(node: unknown, [first, ...rest]: string[]): boolean {
  if (first === undefined) return true;
  if (!isMap(node)) return false;
  return isCall(node) || leadsSomewhere(node[first], rest);
}
