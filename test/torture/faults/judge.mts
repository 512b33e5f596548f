import type { Life } from "../life.mts";
import { behaviour, bodyKeys, type Json, same } from "../provider.mts";
import type { Sample } from "../samples.mts";
import { objects } from "../world.mts";

/** What of a life, on the handlers or in a real stack, is looked at. */
export type Judged = Pick<Life, "kind" | "gateway"> & { held: { current?: { id: string } } };

/** Whatever a person must never see. */
const PLANTED = /planted-[a-z]+|fw_[A-Za-z0-9]+/;

const REMEDY =
  /\b(run|check|set|use|choose|wait|lower|delete|take|mend|allow|adapt|add|see|ask|give|cut|repeat|unset|declare)\b/i;

/** What is wrong with an error, as a person reads it; any of the names will do. */
export function wrongWithError({ kind }: Pick<Life, "kind">, message: string, names: readonly string[]): string[] {
  const wrong: string[] = [];
  const words = kind.idField === undefined ? [...names, kind.collection] : names;
  if (!words.some((word) => message.includes(word))) wrong.push(`the error does not name ${words.join(" or ")}`);
  if (!REMEDY.test(message.replace(/^\S+ \S+:/, ""))) wrong.push("the error does not say what to do");
  if (/\n\s+at /.test(message)) wrong.push("the error has a stack trace");
  if (PLANTED.test(message)) wrong.push("the error tells a secret");
  return wrong.map((what) => `${what}: ${message}`);
}

export const secretsIn = (texts: readonly string[]): string[] =>
  texts.filter((text) => PLANTED.test(text)).map((text) => `a secret was told: ${text}`);

/** How the gateway differs from the program: `undefined` is a program without the resource. */
export function differences(
  life: Judged,
  sample: Sample,
  program: Json | undefined,
  others: readonly Json[],
): string[] {
  const all = objects(life.gateway, life.kind).filter(({ name }) => !others.some((other) => other.name === name));
  const wrong = others.flatMap((other) => (untouched(life, other) ? [] : [`${String(other.name)} was touched`]));
  const names = all.map(({ name }) => String(name)).join(", ");
  if (program === undefined) {
    const most = sample.survives ? 1 : 0;
    return all.length > most ? [...wrong, `left over: ${names}`] : wrong;
  }
  const id = life.held.current?.id;
  const own = all.filter(
    (object) =>
      object.name === id ||
      !isTwin(
        object,
        all.find(({ name }) => name === id),
      ),
  );
  if (own.length !== 1) return [...wrong, `${own.length} objects instead of one: ${names}`];
  const [object] = own as [Json];
  if (object.name !== id) return [...wrong, `state has ${id}, the gateway ${names}`];
  return [...wrong, ...unlike(life, program, object), ...unfinished(life, object)];
}

/** What came of one creation too late for anybody to see goes with what it is a twin of. */
function isTwin(object: Json, current: Json | undefined): boolean {
  const attempt = (one: Json | undefined) => (one?.annotations as Json | undefined)?.["pulumi-fireworks-attempt"];
  return current !== undefined && attempt(current) !== undefined && attempt(object) === attempt(current);
}

function untouched({ gateway }: Judged, other: Json): boolean {
  const now = gateway.get(String(other.name));
  return JSON.stringify(now) === JSON.stringify(other);
}

function unlike(life: Judged, program: Json, object: Json): string[] {
  return bodyKeys(life.kind).flatMap((key) => {
    const schema = life.kind.fields.shape[key];
    if (program[key] === undefined || behaviour(schema).createOnly) return [];
    const there = object[key];
    return same(schema, program[key], there)
      ? []
      : [`${key} is ${JSON.stringify(there)} instead of ${JSON.stringify(program[key])}`];
  });
}

/** Ready, and with the content that was to be uploaded. */
function unfinished({ kind, gateway }: Judged, object: Json): string[] {
  const state = String(object.state ?? "STATE_UNSPECIFIED");
  const wrong = kind.states.ready.includes(state) ? [] : [`it is ${state}`];
  const files = gateway.content(String(object.name));
  const empty = Object.entries(files).filter(([, bytes]) => bytes.length === 0);
  return [...wrong, ...empty.map(([name]) => `${name} is empty`)];
}
