import { readFileSync } from "node:fs";
import { join } from "node:path";
import type * as z from "zod";
import { core } from "../../src/lifecycle/compare";
import type { Kind } from "../../src/lifecycle/kind";
import { kinds } from "../../src/resources";

interface Property {
  readOnly?: boolean;
  $ref?: string;
  items?: Property;
  additionalProperties?: Property;
  allOf?: Property[];
}

interface Schema {
  properties?: Record<string, Property>;
}

interface Operation {
  parameters?: { name: string; in: string }[];
  requestBody?: { "application/json"?: { $ref?: string } };
}

interface Spec {
  schemas: Record<string, Schema>;
  operations: Record<string, Operation>;
}

const FILE = join(__dirname, "..", "..", "emulator", "spec", "gateway-4.259.0.json");
const spec = JSON.parse(readFileSync(FILE, "utf8")) as Spec;

/** The specification's name of what a kind manages. */
const schemaName = (kind: Kind) => `gateway${kind.type}`;

const ID: Record<string, string> = { apiKeys: "/users/{user_id}/apiKeys" };
const creation = (kind: Kind) => `POST /v1/accounts/{account_id}${ID[kind.collection] ?? `/${kind.collection}`}`;

/** Parameters of the create requests that nobody is offered, each with the reason. */
const NOT_OFFERED: Record<string, string> = {
  "Deployment.validateOnly": "makes nothing: previews ask with it",
};

/** Arguments of which this version of the specification says nothing: all of them say so. */
const isNewer = (kind: Kind, key: string) =>
  /Newer than the specification file/.test(String(kind.fields.shape[key]?.meta?.()?.description));

/** Options of a create request that the documentation has and the specification has not. */
const DOCUMENTED = new Set(["Deployment.acceptShapelessRisk"]);

function propertiesOf(name: string): Record<string, Property> {
  const found = spec.schemas[name]?.properties;
  if (!found) throw new Error(`the specification has no schema ${name}`);
  return found;
}

/** What the create request takes besides the object: query parameters, and members around the object in the body. */
function requestKeys(kind: Kind): string[] {
  const operation = spec.operations[creation(kind)];
  if (!operation) throw new Error(`the specification has no ${creation(kind)}`);
  const query = (operation.parameters ?? []).filter((one) => one.in === "query").map((one) => one.name);
  const body = operation.requestBody?.["application/json"]?.$ref?.split("/").at(-1) ?? "";
  const object = kind.type[0]?.toLowerCase() + kind.type.slice(1);
  const around = body === schemaName(kind) ? [] : Object.keys(propertiesOf(body)).filter((key) => key !== object);
  return [...query, ...around];
}

/** Paths that one of specification and declaration has and the other has not, below arguments that are objects. */
function differing(property: Property, schema: z.core.$ZodType, path: string): string[] {
  const def = core(schema)._zod.def as {
    shape?: Record<string, z.core.$ZodType>;
    element?: z.core.$ZodType;
    valueType?: z.core.$ZodType;
  };
  const reference = property.$ref ?? property.allOf?.[0]?.$ref;
  const members = reference ? spec.schemas[reference.split("/").at(-1) as string]?.properties : undefined;
  if (members && def.shape) {
    const shape = def.shape;
    const writable = Object.keys(members).filter((key) => !members[key]?.readOnly);
    return [...new Set([...writable, ...Object.keys(shape)])].flatMap((key) => {
      const [theirs, ours] = [members[key], shape[key]];
      return theirs && ours ? differing(theirs, ours, `${path}.${key}`) : [`${path}.${key}`];
    });
  }
  if (property.items && def.element) return differing(property.items, def.element, `${path}[]`);
  if (property.additionalProperties && def.valueType)
    return differing(property.additionalProperties, def.valueType, `${path}{}`);
  return [];
}

const behaviour = (kind: Kind, key: string) => (kind.fields.shape[key]?.meta?.() ?? {}) as Record<string, unknown>;

describe.each(kinds.map((kind) => [kind.type, kind] as const))("%s", (_type, kind) => {
  const properties = propertiesOf(schemaName(kind));
  const parameters = requestKeys(kind);
  const args = Object.keys(kind.fields.shape);
  const outputs = Object.keys(kind.outputs.shape);

  test("every property of the schema is an argument, an output, or left out with a reason", () => {
    const missing = Object.keys(properties).filter(
      (key) => !args.includes(key) && !outputs.includes(key) && !kind.leftOut[key],
    );
    expect(missing).toEqual([]);
  });

  test("what is left out exists, and is not there all the same", () => {
    const wrong = Object.keys(kind.leftOut).filter(
      (key) => !(key in properties) || args.includes(key) || outputs.includes(key),
    );
    expect(wrong).toEqual([]);
    for (const reason of Object.values(kind.leftOut)) expect(reason.length).toBeGreaterThan(10);
  });

  test("what only the service writes is no argument, what one writes is one", () => {
    const readOnly = Object.keys(properties).filter((key) => properties[key]?.readOnly && !parameters.includes(key));
    expect(args.filter((key) => readOnly.includes(key))).toEqual([]);
    const writable = Object.keys(properties).filter((key) => !properties[key]?.readOnly && !kind.leftOut[key]);
    // A secret's and a key's name is given by its id.
    expect(writable.filter((key) => !args.includes(key) && key !== "name")).toEqual([]);
  });

  test("every parameter of the create request is an argument", () => {
    const missing = parameters.filter(
      (key) => !args.includes(key) && key !== kind.idField && !NOT_OFFERED[`${kind.type}.${key}`],
    );
    expect(missing).toEqual([]);
  });

  test("the members of arguments are the specification's", () => {
    const wrong = args.flatMap((key) => {
      const [property, schema] = [properties[key], kind.fields.shape[key]];
      return property && schema ? differing(property, schema, `${kind.type}.${key}`) : [];
    });
    expect(wrong).toEqual([]);
  });

  test("every argument that is sent is one of the specification's, or newer and says so", () => {
    const unheardOf = args.filter((key) => {
      const { local, deleteOnly, query } = behaviour(kind, key);
      if (local || deleteOnly || key === "extra" || key === kind.idField || isNewer(kind, key)) return false;
      if (query) return !parameters.includes(key) && !DOCUMENTED.has(`${kind.type}.${key}`);
      return !(key in properties) && !parameters.includes(key);
    });
    expect(unheardOf).toEqual([]);
  });
});

test("the reasons are about parameters that exist", () => {
  for (const key of Object.keys(NOT_OFFERED)) {
    const [type, parameter] = key.split(".");
    expect(requestKeys(kinds.find((kind) => kind.type === type) as Kind)).toContain(parameter);
  }
});
