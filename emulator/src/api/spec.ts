import { readFileSync } from "node:fs";
import path from "node:path";
import { formats, newerFields, newerOperations, newerParameters, newerSchemas, newerValues } from "./newer";

export interface Schema {
  type?: string;
  format?: string;
  enum?: string[];
  default?: unknown;
  $ref?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: Schema | boolean;
  readOnly?: boolean;
}

export interface Parameter {
  name: string;
  in: "query" | "path";
  required: boolean;
  schema: Schema;
}

export interface Operation {
  operationId: string;
  method: string;
  path: string;
  /** By their camelCase names. */
  query: Record<string, Parameter>;
  body?: Schema;
  multipart: boolean;
  response: Schema;
}

interface SpecFile {
  operations: Record<string, SpecOperation>;
  schemas: Record<string, Schema>;
}

interface SpecOperation {
  operationId: string;
  parameters: Parameter[];
  requestBody?: Record<string, Schema> | null;
  response?: Record<string, Schema> | null;
}

const file = path.join(__dirname, "..", "..", "spec", "gateway-4.259.0.json");
const prefix = "#/components/schemas/";

const spec = JSON.parse(readFileSync(file, "utf8")) as SpecFile;

for (const [name, fields] of [...Object.entries(newerFields), ...Object.entries(formats)]) {
  const schema = spec.schemas[name];
  if (schema) schema.properties = { ...schema.properties, ...(fields as Record<string, Schema>) };
}
for (const [name, values] of Object.entries(newerValues)) spec.schemas[name]?.enum?.push(...values);
Object.assign(spec.schemas, newerSchemas);

export const schemas: Readonly<Record<string, Schema>> = spec.schemas;

/** The file's own operations first: those that a coverage list is about. */
export const specifiedOperations: readonly Operation[] = Object.entries(spec.operations).map(operation);
export const operations: readonly Operation[] = [
  ...specifiedOperations,
  ...Object.entries(newerOperations as Record<string, SpecOperation>).map(operation),
];

export function resolve(schema: Schema): Schema {
  return schema.$ref ? (schemas[schema.$ref.slice(prefix.length)] ?? {}) : schema;
}

export const schemaNamed = (name: string): Schema => schemas[name] ?? {};

function operation([route, given]: [string, SpecOperation]): Operation {
  const [method, pathname] = route.split(" ") as [string, string];
  const multipart = given.requestBody?.["multipart/form-data"] !== undefined;
  const body = given.requestBody?.["application/json"];
  const newer = Object.entries(newerParameters[given.operationId] ?? {}).map(([name, schema]) =>
    parameter(name, schema as Schema),
  );
  // grpc-gateway hides the mask of its PATCH operations from the file it generates.
  const mask = method === "PATCH" ? [parameter("updateMask", { type: "string" })] : [];
  const parameters = [...given.parameters.filter((one) => one.in === "query"), ...newer, ...mask];
  return {
    operationId: given.operationId,
    method,
    path: pathname,
    query: Object.fromEntries(parameters.map((one) => [one.name, one])),
    ...(body ? { body: patchBody(method, given.operationId, body) } : {}),
    multipart,
    response: given.response?.["application/json"] ?? { type: "object", properties: {} },
  };
}

function parameter(name: string, schema: Schema): Parameter {
  return { name, in: "query", required: false, schema };
}

/** The bodies of PATCH are written out in the file, so that they miss what was added to the schemas they copy. */
function patchBody(method: string, operationId: string, body: Schema): Schema {
  const match = /^Gateway_Update(\w+)$/.exec(operationId);
  const whole = method === "PATCH" && match ? spec.schemas[`gateway${match[1]}`] : undefined;
  if (!whole?.properties || !body.properties) return body;
  const newer = { ...newerFields[`gateway${match?.[1]}`] } as Record<string, Schema>;
  // A body may repeat the object's name, as clients that send back what they have read do.
  return { ...body, properties: { name: { type: "string", readOnly: true }, ...body.properties, ...newer } };
}
