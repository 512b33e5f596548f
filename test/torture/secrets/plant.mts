import { createHash } from "node:crypto";
import { type Json, type Kind, kinds, secretPaths } from "../provider.mts";
import { type Sample, samples } from "../samples.mts";
import type { Planted } from "../scan.mts";

/** A reference to a stored secret tells nothing. */
const isReference = (text: string) => /^accounts\/[^/]+\/secrets\/[^/]+$/.test(text);

const digest = (text: string) =>
  createHash("sha256")
    .update(text)
    .digest("base64")
    .replaceAll(/[^A-Za-z0-9]/g, "");

/** Letters at both ends, so that each half is found however it is escaped; in between whatever escapes change. */
const planted = (what: string) => `${digest(what).slice(0, 14)}"\\<%&+ ü/${digest(what).slice(14, 32)}`;

/** What no header can take stays out of it. */
export const plantedKey = (what: string) => `fw_${digest(what).slice(0, 32)}`;

const kindNamed = (type: string) => kinds.find((kind) => kind.type === type) as Kind;

/** The program's arguments with a secret of its own wherever the kind declares one; the same text is the same secret. */
export function sown(sample: Sample, args: Json, into: Planted): Json {
  return secretPaths(kindNamed(sample.type).fields).reduce(
    (props, path) => within(props, path.split("."), `${sample.type}.${path}`, into),
    args,
  );
}

function within(props: Json, [head = "", ...rest]: string[], what: string, into: Planted): Json {
  const value = props[head];
  if (value === undefined) return props;
  if (rest.length > 0) return { ...props, [head]: within(value as Json, rest, what, into) };
  return { ...props, [head]: replaced(value, what, into) };
}

function replaced(value: unknown, what: string, into: Planted): unknown {
  if (Array.isArray(value)) return value.map((one) => replaced(one, what, into));
  if (typeof value !== "string" || isReference(value)) return value;
  const name = `${what} (${value})`;
  into[name] = planted(name);
  return into[name];
}

/** Samples whose kind has something to hide, in its arguments or its outputs, and those that are uploaded to signed addresses. */
export function secretive(): Sample[] {
  const hides = ({ type }: Kind) => samples.filter((sample) => sample.type === type);
  const chosen = kinds
    .filter((kind) => secretPaths(kind.fields).length + secretPaths(kind.outputs).length > 0)
    .flatMap(hides);
  return [...chosen, ...samples.filter(({ env }) => env?.FIREWORKS_DIRECT_UPLOAD_LIMIT === "0")];
}

/** Of each kind the sample with the most secrets. */
export function oneOfEach(all: readonly Sample[]): Sample[] {
  const amount = (sample: Sample) => {
    const found: Planted = {};
    sown(sample, sample.changed, found);
    return Object.keys(found).length;
  };
  const best = new Map<string, Sample>();
  for (const sample of all) {
    const known = best.get(sample.type);
    if (!known || amount(sample) > amount(known)) best.set(sample.type, sample);
  }
  return [...best.values()];
}

/** @throws when a kind declares a secret argument that no sample has */
export function allSown(): void {
  const names = new Set(
    samples.flatMap((sample) => {
      const found: Planted = {};
      for (const args of [sample.args, sample.changed]) sown(sample, args, found);
      return Object.keys(found).map((name) => name.replace(/ \(.*$/, ""));
    }),
  );
  const missing = kinds.flatMap((kind) =>
    secretPaths(kind.fields)
      .map((path) => `${kind.type}.${path}`)
      .filter((name) => !names.has(name)),
  );
  if (missing.length > 0) throw new Error(`test/torture/samples.mts has no sample with ${missing.join(", ")}`);
}
