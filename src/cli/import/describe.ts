import type { Client } from "../../client/client";
import { handlerText } from "../../engine/handler-text";
import { secretsOf } from "../../engine/secrets";
import { typeToken } from "../../engine/type-token";
import { PROVIDER_KEY } from "../../engine/wire";
import { check, OWN_KEYS } from "../../lifecycle/check";
import { canonical } from "../../lifecycle/identity";
import { behaviour, type Failure, type Json, type Kind } from "../../lifecycle/kind";
import { makerOf } from "../../lifecycle/mark";
import { read } from "../../lifecycle/read";
import type { Run } from "../../lifecycle/run";
import { runOf } from "../lifecycle";

/** A live object as a resource: what a program says of it, and what state holds. */
export interface Described {
  kind: Kind;
  /** Full name, which is its id. */
  name: string;
  /** The logical name. */
  logical: string;
  args: Json;
  inputs: Json;
  outputs: Json;
  /** What a reader of the program should know. */
  remarks: string[];
  /** What whoever runs the import should know. */
  warnings: string[];
}

/** Where the resource will be. */
export interface Home {
  client: Client;
  account: string;
  project: string;
  stack: string;
}

/** Looks, and never writes. */
export const looking = (client: Client, kind: Kind, name: string): Run =>
  runOf(kind, client, name, "update", { recorded: async () => "unknown", warn: () => {} });

export const urnOf = ({ project, stack }: Home, kind: Kind, logical: string) =>
  `urn:pulumi:${stack}::${project}::${typeToken(kind.type)}::${logical}`;

/**
 * The object by the same code as a refresh, and its inputs as the check of the next preview will return them, so that
 * this preview finds nothing to change.
 * @throws why the object cannot be declared
 */
export async function describe(home: Home, kind: Kind, name: string, logical: string): Promise<Described> {
  const found = await read(looking(home.client, kind, name), {});
  if (!found) throw new Error("is on its way out");
  const refusal = kind.refuse?.(found.object);
  if (refusal) throw new Error(refusal);
  const told = { urn: urnOf(home, kind, logical) };
  const ask = (news: Json, olds: Json | undefined) =>
    check(kind, { olds, news, told, account: async () => home.account, claims: new Map() });
  const { args, inputs, left } = await accepted(found.inputs, ask);
  const anew = await ask(args, undefined);
  const dropped = Object.keys(found.inputs).filter((key) => !(key in inputs));
  const outputs = Object.fromEntries(Object.entries(found.outputs).filter(([key]) => !dropped.includes(key)));
  return {
    kind,
    name,
    logical,
    args,
    inputs: stored(kind, inputs),
    outputs: stored(kind, { ...outputs, ...inputs }),
    remarks: [...left.map(unaccepted), ...anew.failures.map(needed), ...untold(kind, outputs)],
    warnings: [
      ...left.map((failure) => `${name}: ${unaccepted(failure)}`),
      ...elsewhere(home, name, found.object),
      ...unready(kind, name, found.object),
    ],
  };
}

type Ask = (news: Json, olds: Json) => Promise<{ inputs: Json; failures: Failure[] }>;

/** What check accepts of the inputs; what it does not, and can do without, is left out and so is not managed. */
async function accepted(inputs: Json, ask: Ask): Promise<{ args: Json; inputs: Json; left: Failure[] }> {
  let args = Object.fromEntries(Object.entries(inputs).filter(([key]) => !OWN_KEYS.some((own) => own === key)));
  let known = inputs;
  const left: Failure[] = [];
  for (;;) {
    const checked = await ask(args, known);
    if (checked.failures.length === 0) {
      const again = await ask(args, checked.inputs);
      if (canonical(again.inputs) !== canonical(checked.inputs))
        throw new Error("is not the same when it is checked twice");
      return { args, inputs: checked.inputs, left };
    }
    const bad = checked.failures.filter(({ property }) => topOf(property) in args);
    if (bad.length === 0) throw new Error(checked.failures.map(inWords).join("; "));
    left.push(...bad);
    const without = (all: Json) =>
      Object.fromEntries(Object.entries(all).filter(([key]) => !bad.some(({ property }) => topOf(property) === key)));
    [args, known] = [without(args), without(known)];
  }
}

const topOf = (property: string) => property.split(/[.[]/)[0] as string;
const inWords = ({ property, reason }: Failure) => [property, reason].filter((word) => word !== "").join(" ");
const unaccepted = (failure: Failure) => `Left out, since ${inWords(failure)}.`;
const needed = (failure: Failure) => `To make it anew: ${inWords(failure)}.`;

/** What the API told once, to whoever made the object. */
const untold = (kind: Kind, outputs: Json): string[] =>
  Object.entries(kind.outputs.shape).flatMap(([key, schema]) =>
    behaviour(schema).inputOnly && outputs[key] === undefined ? [`Its ${key} is not known: the API told it once.`] : [],
  );

/** Two stacks that hold one object undo each other's changes. */
function elsewhere({ project, stack }: Home, name: string, object: Json): string[] {
  const maker = makerOf(object);
  if (!maker || (maker.project === project && maker.stack === stack)) return [];
  return [
    `${name} was made by ${maker.resource} of the stack ${maker.project}/${maker.stack}: take it out there with \`pulumi state delete\`, or both stacks will manage it.`,
  ];
}

/** It can be held as it is, but is not what a program would have made. */
function unready({ states }: Kind, name: string, { state }: Json): string[] {
  const word = String(state);
  if (states.failed?.includes(word)) return [`${name} is ${word}: it is imported all the same, and serves nobody.`];
  if (!states.unfinished.includes(word)) return [];
  return [`${name} is ${word}, not finished yet: \`pulumi refresh\` takes up what becomes of it.`];
}

/** As state has it; no secret is ever read, and none gets into a file. */
function stored(kind: Kind, props: Json): Json {
  const plain = structuredClone(props);
  for (const path of secretsOf(kind)) {
    const keys = path.split(".");
    const holder = keys.slice(0, -1).reduce<unknown>((here, key) => (here as Json | undefined)?.[key], plain);
    if (typeof holder === "object" && holder !== null) delete (holder as Json)[keys.at(-1) as string];
  }
  return { ...plain, [PROVIDER_KEY]: handlerText(kind.type) };
}
