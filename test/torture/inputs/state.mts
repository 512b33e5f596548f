import fc from "fast-check";
import type { Outcome } from "../part.mts";
import type { Json, Kind } from "../provider.mts";
import { polluted, strange, wrongWithText } from "./judge.mts";
import { valid } from "./programs.mts";
import { BATCH, type Bench, hidden, started } from "./run.mts";
import { elsewhere, value } from "./values.mts";

/** Each try is some requests: a case has fewer of them. */
const TRIES = BATCH / 4;

const properId = ({ collection, parent }: Kind) => `accounts/a/${parent ? "users/x/" : ""}${collection}/made`;

const isProper = (kind: Kind, id: string) =>
  new RegExp(`^accounts/\\w[\\w.-]*/${kind.parent ? "users/\\w[\\w.-]*/" : ""}${kind.collection}/\\w[\\w.-]*$`).test(
    id,
  );

/** Ids that nobody was given, and some that somebody else was. */
function ids(kind: Kind): fc.Arbitrary<string> {
  const proper = properId(kind);
  const others = [proper.replace("accounts/a", "accounts/other"), `${proper}/..`, `${proper}%2F..`, `${proper}?x=1`];
  return fc.oneof(
    fc.constantFrom(...elsewhere, ...others, proper),
    fc.string({ unit: "binary" }),
    fc.constantFrom(...elsewhere).map((end) => `${proper.slice(0, proper.lastIndexOf("/"))}/${end}`),
  );
}

type Call = "read" | "update" | "delete";
const calls: readonly Call[] = ["read", "update", "delete"];

async function call(bench: Bench, what: Call, id: string, props: Json, news: Json): Promise<string[]> {
  const own = started(bench);
  bench.recorder.asked.length = 0;
  try {
    const answer = await (what === "update" ? own.update(id, props, news) : own[what](id, props));
    const found = answer === undefined ? undefined : strange(answer);
    return found ? [`${what} answers what the engine cannot take: ${found}`] : [];
  } catch (error) {
    const { message, reasons = [] } = error as Error & { reasons?: string[] };
    return [message, ...reasons].flatMap(wrongWithText);
  }
}

/** Nothing outside the object's own account is asked for, and nothing at all on behalf of what is no name. */
function astray({ kind, recorder }: Bench, id: string): string[] {
  const own = `/v1/${id.split("/").slice(0, 2).join("/")}`;
  const fine = (url: string) => isProper(kind, id) && `${url}/`.startsWith(`${own}/`);
  return recorder.asked.flatMap((line) => (fine(line.split(/[ ?]/)[1] ?? "") ? [] : [`it asked ${line}`]));
}

async function newsOf(bench: Bench): Promise<Json> {
  const { inputs } = await started(bench).check({}, { ...valid(bench.kind)[0], __pulumi: hidden(bench.kind) });
  return inputs;
}

/** Ids of state, or of whoever calls `.get()`, that lead elsewhere. */
async function strangeIds(bench: Bench, seed: number): Promise<Outcome> {
  const news = await newsOf(bench);
  const tried = fc.sample(fc.tuple(ids(bench.kind), fc.constantFrom(...calls), fc.boolean()), { numRuns: TRIES, seed });
  const wrong: string[] = [];
  for (const [id, what, known] of tried) {
    bench.recorder.object = undefined;
    const named = bench.kind.idField === undefined ? { ...news } : { ...news, name: id };
    const found = [...(await call(bench, what, id, known ? news : {}, named)), ...astray(bench, id)];
    wrong.push(...found.map((one) => `${what} of ${JSON.stringify(id)}: ${one}`));
  }
  return { struck: true, count: tried.length, wrong: [...wrong, ...polluted()].slice(0, 5) };
}

/** The object is there; what state says of it is nonsense at one place, or altogether. */
async function strangeState(bench: Bench, seed: number): Promise<Outcome> {
  const { kind, recorder } = bench;
  const news = await newsOf(bench);
  const name = properId(kind);
  const object = { ...valid(kind)[0], name, state: kind.states.ready[0], keyId: "made" };
  const outputs: Json = { ...news, name, state: kind.states.ready[0] };
  const keys = [
    ...Object.keys(kind.fields.shape),
    ...Object.keys(kind.outputs.shape),
    "deleteTimeout",
    "contentDigest",
    "mark",
  ];
  const nonsense = fc.tuple(fc.constantFrom(...keys), value, fc.constantFrom(...calls));
  const tried = fc.sample(nonsense, { numRuns: TRIES, seed });
  const wrong: string[] = [];
  for (const [key, given, what] of tried) {
    // State is JSON.
    const other = given === undefined ? null : JSON.parse(JSON.stringify(given));
    recorder.object = object;
    const own = kind.idField === undefined ? news : { ...news, name };
    const found = [...(await call(bench, what, name, { ...outputs, [key]: other }, own)), ...astray(bench, name)];
    wrong.push(...found.map((one) => `${what} with ${key} ${String(JSON.stringify(other)).slice(0, 200)}: ${one}`));
  }
  return { struck: true, count: tried.length, wrong: [...wrong, ...polluted()].slice(0, 5) };
}

export const actions: Record<string, (bench: Bench, seed: number) => Promise<Outcome>> = {
  "strange ids": strangeIds,
  "strange state": strangeState,
};
