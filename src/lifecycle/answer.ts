import type * as z from "zod";
import { GatewayError, readable } from "../client/errors";
import { core } from "./compare";
import { isNameOf, lastSegment } from "./identity";
import type { Json, Kind } from "./kind";
import type { Run } from "./run";

/** What the gateway says of an object, and on being asked what. */
interface Answer {
  method: string;
  path: string;
  object: Json;
}

type Form = "a list" | "an object" | "a value";

function wanted(schema: z.core.$ZodType): Form | undefined {
  const { type } = core(schema)._zod.def;
  if (type === "array") return "a list";
  if (type === "object" || type === "record") return "an object";
  return type === "any" || type === "union" ? undefined : "a value";
}

function formOf(value: unknown): Form {
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : "a value";
}

/**
 * A member that is of another form than it can be: a list, an object, or a single value. Numbers stand for text and the
 * other way round, as in the API's own JSON.
 */
function misshapen({ fields, outputs }: Kind, object: Json): string | undefined {
  return Object.entries({ ...fields.shape, ...outputs.shape }).flatMap(([key, schema]) => {
    const value = Object.hasOwn(object, key) ? object[key] : undefined;
    const form = wanted(schema as z.core.$ZodType);
    if (value === undefined || value === null || form === undefined || formOf(value) === form) return [];
    return [`\`${key}\` is ${formOf(value)} instead of ${form}`];
  })[0];
}

const malformed = ({ method, path }: Answer, words: string) =>
  new GatewayError({ method, path, reason: "MALFORMED", words, ambiguous: true });

/**
 * The object, if it can be what was asked about: of another's name nothing is believed.
 * @throws GatewayError
 */
export function objectIn(kind: Kind, name: string, answer: Answer): Json {
  const { object } = answer;
  const told = object.name ?? "";
  // Of keys the service tells no full name; of secrets it may tell the id alone.
  if (kind.nameOf === undefined && told !== "" && told !== name && told !== lastSegment(name))
    throw malformed(answer, `the answer is about ${readable(told, 200)} and not about ${name}`);
  const wrong = misshapen(kind, object);
  if (wrong) throw malformed(answer, `the answer is not a ${kind.type}: ${wrong}`);
  return object;
}

/** Whether an entry of a list can be an object of the kind. */
export const isFormed = ({ kind }: Run, entry: Json): boolean => misshapen(kind, entry) === undefined;

/**
 * The name that the service made.
 * @throws GatewayError
 */
export function nameMade(kind: Kind, name: unknown, answer: Answer): string {
  if (typeof name === "string" && isNameOf(kind, name) && name.startsWith(`${answer.path}/`)) return name;
  throw malformed(answer, `the answer has no name of a ${kind.type} in ${answer.path}`);
}
