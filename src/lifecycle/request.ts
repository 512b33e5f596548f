import { lastSegment } from "./identity";
import { behaviour, type Json, type Kind } from "./kind";
import { MARK } from "./mark";
import type { Run } from "./run";

export const snakeCase = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The escape hatch: fields and query parameters that this package does not know yet. */
export const extraBody = (inputs: Json): Json => ((inputs.extra as Json | undefined)?.body as Json | undefined) ?? {};
export const extraQuery = (inputs: Json): Json => ((inputs.extra as Json | undefined)?.query as Json | undefined) ?? {};

/** The fields that are members of the API's object. */
export function bodyKeys(kind: Kind): string[] {
  return Object.entries(kind.fields.shape).flatMap(([key, schema]) => {
    const { local, query, deleteOnly } = behaviour(schema);
    return local || query || deleteOnly || key === kind.idField || key === "extra" ? [] : [key];
  });
}

function pick(inputs: Json, keys: readonly string[]): Json {
  return Object.fromEntries(keys.filter((key) => inputs[key] !== undefined).map((key) => [key, inputs[key]]));
}

/** The object as the create request describes it, with the mark of who made it. */
export async function createBody(run: Run): Promise<Json> {
  const body = { ...pick(run.inputs, bodyKeys(run.kind)), ...extraBody(run.inputs) };
  if (run.kind.mark === "annotations" && run.mark !== undefined)
    body.annotations = { ...(body.annotations as Json | undefined), [MARK]: run.mark };
  return run.kind.createBody ? run.kind.createBody(run, body) : body;
}

function createQuery(run: Run): Json {
  const keys = Object.entries(run.kind.fields.shape).flatMap(([key, schema]) => (behaviour(schema).query ? [key] : []));
  return { ...pick(run.inputs, keys), ...extraQuery(run.inputs) };
}

/** The request that makes the object, whole: what is sent to make it, and to ask whether it could be made. */
export async function creation(run: Run): Promise<{ path: string; query: Json; body: Json }> {
  const { kind, name, parent } = run;
  const id = kind.idField && name && kind.createBody === undefined ? { [kind.idField]: lastSegment(name) } : {};
  return {
    path: `v1/${parent}/${kind.collection}`,
    query: { ...id, ...createQuery(run) },
    body: await createBody(run),
  };
}
