import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";
import { invalid } from "../error";
import { camel } from "./names";
import { type Operation, type Schema, schemas } from "./spec";

const dateTime =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

const ajv = new Ajv({ strict: false, allErrors: false, verbose: true });
ajv.addFormat("int32", { type: "number", validate: (value: number) => value >= -(2 ** 31) && value < 2 ** 31 });
ajv.addFormat("int64", { type: "string", validate: int64 });
ajv.addFormat("date-time", {
  type: "string",
  validate: (value: string) => dateTime.test(value) && !Number.isNaN(Date.parse(value)),
});
ajv.addFormat("google-duration", { type: "string", validate: /^-?\d{1,12}(\.\d{1,9})?s$/ });
for (const format of ["float", "double", "binary"]) ajv.addFormat(format, true);

let known = false;
const compiled = new Map<Schema, ValidateFunction>();

/** Compiled on first use: compiling all of them would take a second. */
export function validator(schema: Schema): ValidateFunction {
  if (!known) {
    for (const [name, one] of Object.entries(schemas)) {
      const empty = one.type === "object" && !one.properties && !one.additionalProperties;
      ajv.addSchema(strict(empty ? { ...one, properties: {} } : one), name);
    }
    known = true;
  }
  const found = compiled.get(schema) ?? ajv.compile(strict(schema));
  compiled.set(schema, found);
  return found;
}

export function validateBody(operation: Operation, body: unknown): void {
  if (!operation.body) return;
  // What PATCH requires is a matter of the settings: see query/mask.ts.
  const check = operation.method === "PATCH" ? validator(optional(operation.body)) : validator(operation.body);
  if (check(body)) return;
  throw invalid(explain(check.errors?.[0] as ErrorObject));
}

const withoutRequired = new Map<Schema, Schema>();

function optional(schema: Schema): Schema {
  const found = withoutRequired.get(schema) ?? { ...schema, required: [] };
  withoutRequired.set(schema, found);
  return found;
}

function int64(value: string): boolean {
  if (!/^-?\d{1,19}$/.test(value)) return false;
  const number = BigInt(value);
  return number >= -(2n ** 63n) && number < 2n ** 63n;
}

/** The file leaves unknown fields open; the gateway does not. */
function strict(schema: Schema): Schema {
  const copy: Schema = { ...schema };
  if (copy.properties) {
    copy.properties = Object.fromEntries(Object.entries(copy.properties).map(([key, one]) => [key, strict(one)]));
    copy.additionalProperties ??= false;
  }
  if (copy.items) copy.items = strict(copy.items);
  if (typeof copy.additionalProperties === "object") copy.additionalProperties = strict(copy.additionalProperties);
  // A plain {type: object, $ref} would otherwise count as an object without fields.
  if (copy.$ref) return { $ref: copy.$ref.slice(copy.$ref.lastIndexOf("/") + 1) };
  delete copy.default;
  return copy;
}

function explain(error: ErrorObject): string {
  const at = error.instancePath.slice(1).split("/").filter(Boolean);
  const field = at.findLast((segment) => !/^\d+$/.test(segment)) ?? "body";
  const value = JSON.stringify(error.data);
  const { format, type } = (error.parentSchema ?? {}) as Schema;
  switch (error.keyword) {
    case "additionalProperties":
      return `unknown field ${JSON.stringify(error.params.additionalProperty)}${at.length > 0 ? ` in ${at.join(".")}` : ""}`;
    case "required":
      return `${[...at, error.params.missingProperty].join(".")} is required`;
    case "enum":
      return `invalid value for enum field ${field}: ${value}`;
    case "format":
      return `invalid value for ${format} field ${field}: ${value}`;
    default:
      return `invalid value for ${format ?? type ?? "message"} field ${field}: ${value}`;
  }
}

/** Query parameters by their camelCase names, checked. */
export function validateQuery(
  operation: Operation,
  given: URLSearchParams,
  unknown: "reject" | "ignore",
): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [key, value] of given) {
    const name = camel(key);
    const parameter = operation.query.get(name);
    if (!parameter) {
      if (unknown === "reject") throw invalid(`unknown query parameter "${key}"`);
      continue;
    }
    query[name] = checked(name, value, parameter.schema);
  }
  for (const { name, required } of operation.query.values()) {
    if (required && !query[name]) throw invalid(`${name} is required`);
  }
  return query;
}

function checked(name: string, value: string, schema: Schema): string {
  if (schema.type === "boolean") {
    if (/^(1|t|true)$/i.test(value)) return "true";
    if (/^(0|f|false)$/i.test(value)) return "false";
    throw invalid(`invalid value for bool parameter ${name}: "${value}"`);
  }
  if (schema.type === "integer" && !/^-?\d{1,10}$/.test(value))
    throw invalid(`invalid value for int32 parameter ${name}: "${value}"`);
  if (schema.format === "date-time" && !dateTime.test(value))
    throw invalid(`invalid value for timestamp parameter ${name}: "${value}"`);
  if (schema.enum && !schema.enum.includes(value))
    throw invalid(`invalid value for enum parameter ${name}: "${value}"`);
  return value;
}
