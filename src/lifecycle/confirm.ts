import { isFormed } from "./answer";
import { isDefault } from "./compare";
import { canonical } from "./identity";
import { behaviour, type Json } from "./kind";
import { lacks } from "./lacks";
import { isLeaving } from "./list";
import { type Pages, shelfOf } from "./pages";
import { inputsOf } from "./present";
import type { Found } from "./read";
import { bodyKeys, extraBody } from "./request";
import type { Run } from "./run";
import { listed, tellsAll } from "./shared";

/** What the program manages and a GET would tell. */
function managed({ kind }: Run, inputs: Json): Json {
  const keys = bodyKeys(kind).filter((key) => {
    const { inputOnly, createOnly } = behaviour(kind.fields.shape[key]);
    return inputs[key] !== undefined && !inputOnly && !createOnly;
  });
  return { ...Object.fromEntries(keys.map((key) => [key, inputs[key]])), ...extraBody(inputs) };
}

/** A list may tell less than a GET. What no entry has may be kept back; what others have is zero where it is missing. */
const keepsBack = (wanted: Json, entry: Json, { told }: Pages) =>
  Object.entries(wanted).some(([key, mine]) =>
    Object.hasOwn(entry, key) ? lacks(mine, entry[key]) : !(isDefault(mine) && told.has(key)),
  );

/**
 * What state holds, if a list that other reads of this operation share says the same. Undefined is no answer: anything
 * else that the list may say, or leave out, is asked for by a GET.
 */
export async function confirmed(run: Run, props: Json, found: (object: Json) => Found): Promise<Found | undefined> {
  const { kind } = run;
  const name = run.name as string;
  const inputs = inputsOf(kind, props);
  if (Object.keys(inputs).length === 0) return undefined;
  const pages = await listed(shelfOf(run), name, run.signal);
  const entry = pages?.entries.get(name);
  if (
    !pages ||
    !entry ||
    isLeaving(kind, entry) ||
    !isFormed(run, entry) ||
    keepsBack(managed(run, inputs), entry, pages)
  )
    return undefined;
  try {
    const object = kind.complete ? await kind.completeFromList?.(run, entry) : entry;
    if (!object) return undefined;
    const seen = found(kind.nameOf ? { ...object, name } : object);
    const isSame = canonical([seen.inputs, seen.outputs]) === canonical([inputs, props]);
    return isSame && (await tellsAll(run, entry)) ? seen : undefined;
  } catch {
    return undefined;
  }
}
