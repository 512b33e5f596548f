import type { GatewayFacts } from "../client/errors";
import { behaviour, type Failure, type Json, type Kind } from "./kind";

const TOKEN = /[A-Za-z]\w*(?:\[[^\]\s]{1,80}\])?(?:\.[A-Za-z]\w*(?:\[[^\]\s]{1,80}\])?)*/g;

const camelCase = (word: string) => word.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** `deployment.autoscaling_policy.load_targets["x"]` in the program's words; undefined if no argument is called so. */
function pathIn(kind: Kind, token: string): string[] | undefined {
  const segments = token.split(".");
  const words = segments.map((segment) => camelCase(segment.replace(/\[.*$/, "")));
  const start = words
    .slice(0, 2)
    .findIndex((word) => Object.hasOwn(kind.fields.shape, word) && !behaviour(kind.fields.shape[word]).local);
  if (start < 0) return undefined;
  return segments.slice(start).map((segment, at) => words[start + at] + segment.replace(/^[^[]*/, ""));
}

/** `precision` may be a word of the sentence; `max_replica_count` is a name. */
const isName = (token: string) => /[_.A-Z]/.test(token.slice(1));

/** The argument whose value the words repeat; of several the longest value. */
function quoted(inputs: Json, words: string): string | undefined {
  const values = Object.entries(inputs).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string" && entry[1].includes("/"),
  );
  const found = values.filter(([key, value]) => key !== "name" && words.includes(value));
  return found.sort(([, a], [, b]) => b.length - a.length)[0]?.[0];
}

/** The argument that a refusal is about, as a property path; empty where nobody can tell. */
export function argumentIn(kind: Kind, inputs: Json, words: string): string {
  const named = (words.match(TOKEN) ?? []).flatMap((token) => {
    const path = pathIn(kind, token);
    return path ? [{ token, path }] : [];
  });
  const given = named.find(({ path }) => inputs[String(path[0]).replace(/\[.*$/, "")] !== undefined);
  if (given) return given.path.join(".");
  return quoted(inputs, words) ?? named.find(({ token }) => isName(token))?.path.join(".") ?? "";
}

/** Each argument that the gateway refuses, with its words on it. */
export function refusals(kind: Kind, inputs: Json, { words, violations }: GatewayFacts): Failure[] {
  if (!violations) return [{ property: argumentIn(kind, inputs, words), reason: words }];
  return violations.map((one) => ({
    property: pathIn(kind, one.field)?.join(".") ?? argumentIn(kind, inputs, `${one.field} ${one.words}`),
    reason: one.words || words,
  }));
}

/** An object of any account but the service's, whose own are always there. */
const OWN = /^accounts\/(?!fireworks\/)[^/]+\/\w+\//;

/** Whether a refusal is about an object of an account of one's own that the inputs name. */
export function refersToOwn(inputs: Json, property: string, words: string): boolean {
  const isOwn = (value: unknown): value is string => typeof value === "string" && OWN.test(value);
  const others = Object.entries(inputs).filter(([key]) => key !== "name");
  return isOwn(inputs[property]) || others.some(([, value]) => isOwn(value) && words.includes(value));
}
