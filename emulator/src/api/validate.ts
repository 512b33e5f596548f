import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";
import { invalid } from "../error";
import { expectation } from "./expectation";
import { durationOf, isSpecial, timestampOf, wholeNumber } from "./scalars";
import { type Operation, resolve, type Schema, schemas } from "./spec";

const ajv = new Ajv({ strict: false, allErrors: false, verbose: true });
ajv.addFormat("int32", { type: "number", validate: (value: number) => value >= -(2 ** 31) && value < 2 ** 31 });
ajv.addFormat("int64", { type: "string", validate: int64 });
ajv.addFormat("date-time", { type: "string", validate: (value: string) => timestampOf(value) !== undefined });
ajv.addFormat("google-duration", { type: "string", validate: (value: string) => durationOf(value) !== undefined });
ajv.addFormat("binary", true);
ajv.addKeyword({ keyword: "real", validate: real });

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

/** `whole` = false lets a body lack what is required: whether PATCH may is a matter of the settings. */
export function validateBody(operation: Operation, body: unknown, whole: boolean): void {
  if (!operation.body) return;
  const check = validator(whole ? operation.body : optional(operation.body));
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
  if (wholeNumber(value) !== value) return false;
  const number = BigInt(value);
  return number >= -(2n ** 63n) && number < 2n ** 63n;
}

function real(format: string, value: unknown): boolean {
  if (typeof value !== "number") return typeof value === "string" && isSpecial(value);
  return Number.isFinite(format === "float" ? Math.fround(value) : value);
}

/** The file leaves unknown fields open; the gateway does not. */
function strict(schema: Schema): Schema {
  // A plain {type: object, $ref} would otherwise count as an object without fields.
  if (schema.$ref) return { $ref: schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1) };
  if (schema.type === "number") return { real: schema.format ?? "double" } as Schema;
  const { default: _, ...copy } = schema;
  if (copy.properties) {
    const required = new Set(copy.required);
    const entries = Object.entries(copy.properties).map(([key, one]) => [
      key,
      required.has(key) ? { ...strict(one), ...present(one) } : strict(one),
    ]);
    copy.properties = Object.fromEntries(entries);
    copy.additionalProperties ??= false;
  }
  if (copy.items) copy.items = strict(copy.items);
  if (typeof copy.additionalProperties === "object") copy.additionalProperties = strict(copy.additionalProperties);
  return copy;
}

/** On the wire an empty text and an unspecified enumeration are not there. */
function present(given: Schema): object {
  const schema = resolve(given);
  if (schema.enum) return { not: { const: schema.default ?? schema.enum[0] } };
  return schema.type === "string" && !schema.format ? { minLength: 1 } : {};
}

function explain({ instancePath, keyword, params, parentSchema, data }: ErrorObject): string {
  const path = shown(instancePath);
  switch (keyword) {
    case "additionalProperties":
      return `unknown field ${JSON.stringify(params.additionalProperty)}${path && ` in ${path}`}`;
    case "required":
      return `${path && `${path}.`}${params.missingProperty} is required`;
    case "minLength":
    case "not":
      return `${path} is required`;
    default: {
      const { kind, wanted } = expectation(parentSchema as Schema);
      return `invalid value for ${kind} field ${path || "body"}: ${brief(data)} (must be ${wanted})`;
    }
  }
}

/** A JSON pointer as one would write it: autoscalingPolicy.scalingSchedules["a b"].duration, deployments[0]. */
function shown(pointer: string): string {
  const names = pointer.split("/").slice(1);
  const parts = names.map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
  const text = parts.map((name) =>
    /^\d+$/.test(name) ? `[${name}]` : /^\w+$/.test(name) ? `.${name}` : `[${brief(name)}]`,
  );
  return text.join("").replace(/^\./, "");
}

function brief(value: unknown): string {
  const text = typeof value === "number" ? String(value) : JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
