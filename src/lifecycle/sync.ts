import { besides, lingers, merged, same } from "./compare";
import { behaviour, type Json } from "./kind";
import { own } from "./own";
import { bodyKeys, extraBody, snakeCase } from "./request";
import type { Run } from "./run";

export interface Patch {
  /** The API's names of the fields to write. */
  fields: string[];
  body: Json;
}

const isMutable = (run: Run, key: string) => {
  const schema = run.kind.fields.shape[key];
  if (!schema) return false;
  const { immutable, inputOnly, createOnly } = behaviour(schema);
  return !immutable && !createOnly && (!inputOnly || changed(run, key));
};

/** Whether a failed update may or may not have written it: state cannot say what the gateway holds. */
const isDoubtful = (run: Run, key: string) => ((run.olds?.doubtful ?? []) as string[]).includes(key);

/** What the API never returns can only be compared with what state held. */
const changed = (run: Run, key: string) =>
  isDoubtful(run, key) || JSON.stringify(run.inputs[key]) !== JSON.stringify(run.olds?.[key]);

/** What to write so that the object is what the program says; undefined where it is already. */
export function patchFor(run: Run, object: Json): Patch | undefined {
  const { inputs, kind } = run;
  const fields: string[] = [];
  const body: Json = {};
  for (const key of bodyKeys(kind).filter((name) => isMutable(run, name))) {
    const schema = kind.fields.shape[key];
    const olds = run.olds?.[key];
    const wanted = inputs[key] !== undefined && (inputOnly(run, key) || !same(schema, inputs[key], object[key]));
    const unseen = inputOnly(run, key) && inputs[key] === undefined;
    if (!wanted && !unseen && !lingers(olds, inputs[key], object[key])) continue;
    const [value] =
      inputs[key] === undefined ? besides(schema, olds, object[key]) : [merged(schema, inputs[key], olds, object[key])];
    if (value !== undefined) body[key] = value;
    fields.push(key);
  }
  for (const [key, value] of Object.entries(extraBody(inputs))) {
    // What the gateway does not return can only be compared with what was sent.
    const there = Object.hasOwn(object, key) ? object[key] : own(extraBody(run.olds ?? {}), key);
    if (same(undefined, value, there) && (Object.hasOwn(object, key) || !isDoubtful(run, key))) continue;
    Object.defineProperty(body, key, { value, enumerable: true, configurable: true, writable: true });
    fields.push(key);
  }
  const had = extraBody(run.olds ?? {});
  fields.push(...Object.keys(had).filter((key) => !Object.hasOwn(extraBody(inputs), key) && !fields.includes(key)));
  return fields.length === 0 ? undefined : { fields, body };
}

const inputOnly = (run: Run, key: string) => behaviour(run.kind.fields.shape[key]).inputOnly === true;

/**
 * Sends the patch with an explicit mask. The fields that the schema requires go along in the body but not in the mask:
 * whether the gateway insists on them is not documented.
 */
export async function sendPatch(run: Run, object: Json, patch: Patch): Promise<Json> {
  const { kind, inputs } = run;
  run.doubtful = patch.fields;
  const required = (kind.patchRequires ?? []).map((key) => [key, inputs[key] ?? object[key]]);
  return run.client.request("PATCH", `v1/${run.name}`, {
    query: { updateMask: patch.fields.map(snakeCase).join(), ...kind.updateQuery?.(inputs) },
    body: { ...Object.fromEntries(required), ...patch.body },
    signal: run.signal,
  });
}

/** The fields that the gateway accepted and did not apply. */
export function ignored(run: Run, patch: Patch, object: Json): string[] {
  return patch.fields.filter((key) => {
    const schema = Object.hasOwn(run.kind.fields.shape, key) ? run.kind.fields.shape[key] : undefined;
    const [sent, there] = [own(patch.body, key), own(object, key)];
    if (sent === undefined || (schema && inputOnly(run, key))) return false;
    // What this package does not know may never be returned.
    if (!schema && there === undefined) return false;
    return !same(schema, sent, there);
  });
}
