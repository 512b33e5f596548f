import { type Json, keysWith } from "./kind";
import { inputsOf, outputsOf } from "./present";
import type { Run } from "./run";

export interface Made {
  id: string;
  outputs: Json;
}

/** The object exists, but what followed failed: state must keep it, with the reason. */
export class Unfinished extends Error {
  constructor(
    readonly made: Made,
    readonly why: Error,
  ) {
    super(why.message);
  }
}

export const named = (run: Run, object: Json): Json => ({ ...object, name: run.name });

/** What state may say of an object that is not finished: not that values were written which were not. */
export function partOf(run: Run, object: Json): Json {
  const outputs: Json = { ...outputsOf(run.kind, run.inputs, named(run, object), run.olds), unfinished: true };
  for (const key of [...keysWith(run.kind, "inputOnly"), "extra"]) {
    delete outputs[key];
    if (run.olds?.[key] !== undefined) outputs[key] = run.olds[key];
  }
  return outputs;
}

/** What state may say of an object that a failed update may have changed: all that it can have, and what is uncertain. */
export function inDoubt(run: Run, object: Json): Json {
  const olds = run.olds ?? {};
  const had = inputsOf(run.kind, olds);
  const doubtful = [...new Set([...((olds.doubtful ?? []) as string[]), ...(run.doubtful ?? [])])];
  const outputs = outputsOf(run.kind, either(had, run.inputs) as Json, named(run, object), olds);
  for (const key of keysWith(run.kind, "inputOnly")) if (olds[key] !== undefined) outputs[key] = olds[key];
  return { ...outputs, doubtful };
}

/** With the members of both. */
function either(olds: unknown, news: unknown): unknown {
  const objects = [olds, news].every((one) => typeof one === "object" && one !== null && !Array.isArray(one));
  if (!objects) return news ?? olds;
  const [had, has] = [olds as Json, news as Json];
  const keys = [...new Set([...Object.keys(had), ...Object.keys(has)])];
  return Object.fromEntries(keys.map((key) => [key, either(had[key], has[key])]));
}
