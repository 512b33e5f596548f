import Ajv, { type ValidateFunction } from "ajv";
import { operations, type Type } from "./spec";

/**
 * Whether an answer is what the specification allows, by a validator of the tests' own: only its fields, in protobuf's JSON as servers
 * write it (64-bit numbers as text, times in UTC, durations with 0, 3, 6 or 9 digits of a second).
 */
const ajv = new Ajv({ strict: true, strictRequired: false, allErrors: true, verbose: true });

const fraction = "(\\.(\\d{3}|\\d{6}|\\d{9}))?";
const special = { enum: ["NaN", "Infinity", "-Infinity"] };
const number = { anyOf: [{ type: "number" }, special] };

type JsonSchema = Record<string, unknown>;

/** `whole`: with what is required, which a read mask may have left out. */
function schemaOf(type: Type, whole: boolean): JsonSchema {
  switch (type.kind) {
    case "string":
      return { type: "string" };
    case "bool":
      return { type: "boolean" };
    case "int32":
      return { type: "integer", minimum: -(2 ** 31), maximum: 2 ** 31 - 1 };
    case "number":
      return { type: "integer" };
    case "int64":
      return { type: "string", pattern: "^(0|-?[1-9]\\d{0,18})$" };
    case "float":
    case "double":
      return number;
    case "enum":
      return { enum: type.values };
    case "timestamp":
      return { type: "string", pattern: `^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d${fraction}Z$` };
    case "duration":
      return { type: "string", pattern: `^-?\\d+${fraction}s$` };
    case "list":
      return { type: "array", items: schemaOf(type.of as Type, whole) };
    case "map":
      return { type: "object", additionalProperties: schemaOf(type.of as Type, whole) };
    case "message":
      return message(type, whole);
    case "any":
      return { type: "object", properties: { "@type": { type: "string" } }, required: ["@type"] };
    default:
      return { type: "object" };
  }
}

function message({ fields, required }: Type, whole: boolean): JsonSchema {
  const properties = Object.fromEntries(Object.entries(fields).map(([name, one]) => [name, fieldOf(one, whole)]));
  return {
    type: "object",
    properties,
    additionalProperties: false,
    ...(whole && required.length > 0 ? { required } : {}),
  };
}

/** To protobuf, null is a message that is not set; times and durations are messages. */
const nullable = ["message", "timestamp", "duration", "struct", "any"];

function fieldOf(type: Type, whole: boolean): JsonSchema {
  const schema = schemaOf(type, whole);
  return nullable.includes(type.kind) ? { anyOf: [schema, { type: "null" }] } : schema;
}

const compiled = new Map<string, ValidateFunction>();

function validator(id: string, whole: boolean): ValidateFunction {
  const key = `${id} ${whole}`;
  const operation = operations.find((one) => one.id === id);
  if (!operation) throw new Error(`the specification has no ${id}`);
  const found = compiled.get(key) ?? ajv.compile(schemaOf(operation.response, whole));
  compiled.set(key, found);
  return found;
}

/** What is wrong with a successful answer; undefined if nothing is. */
export function flawOf(id: string, body: unknown, { masked = false } = {}): string | undefined {
  const check = validator(id, !masked);
  if (check(body)) return undefined;
  return check.errors
    ?.map(({ instancePath, message, data }) => `${instancePath} ${message}: ${JSON.stringify(data)}`)
    .join("; ");
}

const gatewayError = ajv.compile({
  type: "object",
  properties: {
    code: { type: "integer", minimum: 1, maximum: 16 },
    message: { type: "string", minLength: 1 },
    details: { type: "array" },
  },
  required: ["code", "message", "details"],
  additionalProperties: false,
});
const edgeError = ajv.compile({
  type: "object",
  properties: {
    error: {
      type: "object",
      properties: {
        message: { type: "string", minLength: 1 },
        code: { type: "string" },
        type: { const: "error" },
        param: { const: null },
      },
      required: ["message", "code", "type"],
      additionalProperties: false,
    },
  },
  required: ["error"],
  additionalProperties: false,
});

/** Errors have one of two forms. */
export const isError = (body: unknown): boolean => gatewayError(body) || edgeError(body);

interface Named {
  id: string;
  method: string;
  pattern: RegExp;
}

/** Literal segments before parameters, so that the more exact path is found first. */
const routes: Named[] = [...operations]
  .sort((a, b) => a.path.split("{").length - b.path.split("{").length)
  .map(({ id, method, path }) => ({ id, method, pattern: new RegExp(`^${path.replace(/\{\w+\}/g, "[^/:]+")}$`) }));

export const operationAt = (method: string, pathname: string): string | undefined =>
  routes.find((one) => one.method === method && one.pattern.test(pathname))?.id;
