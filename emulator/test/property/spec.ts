import { readFileSync } from "node:fs";
import path from "node:path";

/**
 * The specification file as the tests read it, on their own: types as protobuf's JSON mapping has them, and what is documented beyond
 * the file. Nothing here comes from the emulator, so that the two can disagree.
 */
export type Kind =
  | "string"
  | "bool"
  | "int32"
  | "int64"
  | "float"
  | "double"
  | "enum"
  | "timestamp"
  | "duration"
  | "message"
  | "list"
  | "map"
  /** google.protobuf.Struct: any JSON object. */
  | "struct"
  /** google.protobuf.Any in answers, and an int64 that is a number in one answer. */
  | "any"
  | "number";

export interface Type {
  kind: Kind;
  readOnly: boolean;
  /** Of an enumeration; the first is the zero value. */
  values: string[];
  /** Of a message. */
  fields: Record<string, Type>;
  required: string[];
  /** Of a list or map. */
  of?: Type;
}

export interface Parameter {
  name: string;
  required: boolean;
  type: Type;
}

export interface Operation {
  id: string;
  method: string;
  path: string;
  query: Parameter[];
  body?: Type;
  multipart: boolean;
  response: Type;
}

interface Schema {
  type?: string;
  format?: string;
  enum?: string[];
  $ref?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: Schema;
  readOnly?: boolean;
}

interface SpecOperation {
  operationId: string;
  parameters: { name: string; in: string; required: boolean; schema: Schema }[];
  requestBody?: Record<string, Schema> | null;
  response: Record<string, Schema>;
}

const file = path.join(__dirname, "..", "..", "spec", "gateway-4.259.0.json");
const spec = JSON.parse(readFileSync(file, "utf8")) as {
  operations: Record<string, SpecOperation>;
  schemas: Record<string, Schema>;
};

const text: Schema = { type: "string" };
const flag: Schema = { type: "boolean" };
const texts: Schema = { type: "array", items: text };
const anything: Schema = { type: "object" };
const output = (schema: Schema): Schema => ({ ...schema, readOnly: true });

/** Fields, values, parameters and operations that the documentation or official clients have and the file has not. */
const newerFields: Record<string, Record<string, Schema>> = {
  gatewayDeployment: {
    preemptible: flag,
    enableMtp: flag,
    forTraining: flag,
    hotLoadTransitionType: text,
    extraArgs: texts,
    extraValues: anything,
  },
  gatewayDeploymentShape: { enableMtp: flag },
  gatewayModel: {
    rendererHuggingFaceRepoId: text,
    supportedPrecisions: output(texts),
    supportedPrecisionsWithCalibration: output(texts),
  },
  gatewayRouter: { sessionAffinity: { type: "object", properties: {} } },
  gatewayEvaluationJob: { leaderboardIds: texts },
  gatewaySupervisedFineTuningJob: { reservationTarget: text, useReservation: flag },
  gatewayDpoJob: { reservationTarget: text, useReservation: flag },
  gatewayReinforcementFineTuningJob: { reservationTarget: text, useReservation: flag },
  gatewayRlorTrainerJob: { samplerCheckpointSaveIntervalSteps: { type: "integer", format: "int32" } },
  gatewayPolicySettings: {
    defaultPermissions: anything,
    residency: anything,
    zeroDataRetention: anything,
    cmekRequired: flag,
  },
};
const newerValues: Record<string, string> = {
  gatewayRegion:
    "EU_LONDON_1 EU_PARIS_1 EU_HELSINKI_1 US_NEVADA_1 EU_ICELAND_DEV_1 US_ARIZONA_2 US_ARIZONA_3 US_MISSOURI_1 US_TEXAS_3 EU_ICELAND_3",
};
const durations: Record<string, string[]> = {
  gatewayAutoscalingPolicy: ["scaleUpWindow", "scaleDownWindow", "scaleToZeroWindow"],
  gatewayScalingSchedule: ["duration"],
};
const json = (schema: Schema) => ({ "application/json": schema });
const referring = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const newerOperations: Record<string, SpecOperation> = {
  "GET /v1/accounts/{account_id}/operations/{operation_id}": {
    operationId: "Operations_GetOperation",
    parameters: [],
    response: json(referring("googlelongrunningOperation")),
  },
  "POST /v1/accounts/{account_id}/deploymentShapeVersions:match": {
    operationId: "Gateway_MatchDeploymentShapeVersions",
    parameters: [],
    requestBody: json({
      properties: {
        createDeploymentRequest: { properties: { parent: text, deployment: referring("gatewayDeployment") } },
        pageSize: { type: "integer", format: "int32" },
        pageToken: text,
      },
      required: ["createDeploymentRequest"],
    }),
    response: json(referring("gatewayListDeploymentShapeVersionsResponse")),
  },
  "POST /v1/accounts/{account_id}/usageCosts:query": {
    operationId: "Gateway_QueryUsageCosts",
    parameters: [],
    requestBody: json(anything),
    response: json(anything),
  },
};

const nameOf = (schema: Schema) => schema.$ref?.slice("#/components/schemas/".length);
const named = new Map<string, Type>();
const plain = (kind: Kind, more: Partial<Type> = {}): Type => ({
  kind,
  readOnly: false,
  values: [],
  fields: {},
  required: [],
  ...more,
});

/** No schema of the file contains itself, so that types are finite trees. */
function typeOf(schema: Schema): Type {
  const name = nameOf(schema);
  const type = name ? schemaType(name) : inlineType(schema);
  return schema.readOnly ? { ...type, readOnly: true } : type;
}

export function schemaType(name: string): Type {
  const found = named.get(name) ?? makeType(name, spec.schemas[name] as Schema);
  named.set(name, found);
  return found;
}

function makeType(name: string, schema: Schema): Type {
  if (name === "protobufAny") return plain("any");
  if (schema.enum) return plain("enum", { values: [...schema.enum, ...(newerValues[name]?.split(" ") ?? [])] });
  const type = message(schema, newerFields[name]);
  for (const field of durations[name] ?? []) type.fields[field] = plain("duration");
  return type;
}

function message({ properties = {}, required = [] }: Schema, newer: Record<string, Schema> = {}): Type {
  const fields = Object.entries({ ...properties, ...newer }).map(([field, one]) => [field, typeOf(one)]);
  return plain("message", { fields: Object.fromEntries(fields), required });
}

function inlineType(schema: Schema): Type {
  const { type, format, properties, additionalProperties, items } = schema;
  if (schema.enum) return plain("enum", { values: schema.enum });
  if (type === "array") return plain("list", { of: typeOf(items as Schema) });
  if (properties) return message(schema);
  if (additionalProperties) return plain("map", { of: typeOf(additionalProperties) });
  if (type === "object") return plain("struct");
  if (type === "boolean") return plain("bool");
  if (type === "integer") return plain(format === "int32" ? "int32" : "number");
  if (type === "number") return plain(format === "float" ? "float" : "double");
  return plain(format === "int64" ? "int64" : format === "date-time" ? "timestamp" : "string");
}

function operation([route, given]: [string, SpecOperation]): Operation {
  const [method = "", template = ""] = route.split(" ");
  const query = given.parameters
    .filter((one) => one.in === "query")
    .map(({ name, required, schema }) => ({ name, required, type: typeOf(schema) }));
  if (method === "PATCH") query.push({ name: "updateMask", required: false, type: plain("string") });
  if (given.operationId === "Gateway_CreateDeployment")
    query.push({ name: "acceptShapelessRisk", required: false, type: plain("bool") });
  const body = given.requestBody?.["application/json"];
  return {
    id: given.operationId,
    method,
    path: template,
    query,
    ...(body ? { body: bodyType(given.operationId, body) } : {}),
    multipart: given.requestBody?.["multipart/form-data"] !== undefined,
    response: typeOf(given.response["application/json"] as Schema),
  };
}

/** The file writes out the bodies of PATCH without the name, and without what is newer. */
function bodyType(id: string, body: Schema): Type {
  const resource = /^Gateway_Update(\w+)$/.exec(id)?.[1];
  if (!resource || body.$ref) return typeOf(body);
  // A deployment is changed without its baseModel, which the file requires: official clients do so.
  const required = resource === "Deployment" ? [] : (body.required ?? []);
  return message({ ...body, required }, { name: output(text), ...newerFields[`gateway${resource}`] });
}

export const specified: Operation[] = Object.entries(spec.operations).map(operation);
export const operations: Operation[] = [...specified, ...Object.entries(newerOperations).map(operation)];
export const operationNamed = (id: string): Operation =>
  operations.find((one) => one.id === `Gateway_${id}` || one.id === id) as Operation;

export const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
