import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** What a function says of an argument that it cannot take. */
export class Refused extends Error {
  /** @param about a value, for a message that holds no secret */
  constructor(
    message: string,
    readonly about?: string,
  ) {
    super(message);
  }
}

export interface StackFunction {
  /** For editors and the reference page. */
  doc: string;
  /** The value of the call; `secret`, `unsecret` and those that ask of a resource are treated where values are made. */
  call?: (argument: unknown) => unknown;
}

const shown = (value: unknown): string => {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "a map" : `a ${typeof value}`;
};

function text(value: unknown, what = "the argument"): string {
  if (typeof value === "string") return value;
  throw new Refused(`${what} must be text, not ${shown(value)}`);
}

function list(value: unknown, what = "the argument"): unknown[] {
  if (Array.isArray(value)) return value;
  throw new Refused(`${what} must be a list, not ${shown(value)}`);
}

function pair(value: unknown, form: string): [unknown, unknown] {
  if (Array.isArray(value) && value.length === 2) return value as [unknown, unknown];
  throw new Refused(`takes a list of two, ${form}`);
}

/** Relative to the folder that the program runs in, as every path in the data. */
function contents(path: unknown): Buffer {
  const name = text(path, "the path");
  try {
    return readFileSync(name);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Refused(`cannot read the file (${code}), whose path is relative to the project's folder`, name);
  }
}

function decoded(value: unknown): string {
  const given = text(value);
  const bytes = Buffer.from(given, "base64");
  const stripped = (base64: string) => base64.replace(/=+$/, "");
  if (stripped(bytes.toString("base64")) !== stripped(given)) throw new Refused("the argument is not base64");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Refused("the argument does not decode to UTF-8 text");
  }
}

function joined(value: unknown): string {
  const [between, items] = pair(value, "[separator, list]");
  const texts = list(items, "the second of the two").map((item) => text(item, "each item"));
  return texts.join(text(between, "the separator"));
}

function selected(value: unknown): unknown {
  const [index, items] = pair(value, "[index, list]");
  const all = list(items, "the second of the two");
  if (typeof index !== "number" || !Number.isInteger(index) || index < 0)
    throw new Refused("the index must be a whole number, 0 for the first");
  if (index >= all.length) throw new Refused(`there is no item ${index}: the list has ${all.length}`);
  return all[index];
}

function single(value: unknown): unknown {
  const all = list(value);
  if (all.length > 1) throw new Refused(`the list must have one item or none, not ${all.length}`);
  return all[0] ?? null;
}

function length(value: unknown): number {
  if (typeof value === "string") return [...new Intl.Segmenter().segment(value)].length;
  if (typeof value === "object" && value !== null) return Object.keys(value).length;
  throw new Refused(`the argument must be a list, a map or text, not ${shown(value)}`);
}

function rows(value: unknown): { rows: unknown[] } {
  const lines = text(value).split("\n");
  const parsed = lines.flatMap((line, index) => {
    if (line.trim() === "") return [];
    try {
      return [JSON.parse(line) as unknown];
    } catch {
      throw new Refused(`line ${index + 1} is not JSON: a dataset has one JSON object in each line`);
    }
  });
  return { rows: parsed };
}

/** Pulumi YAML's functions, as far as a value of ours can come of them. */
export const functions = {
  secret: { doc: "Makes the value secret: encrypted in state and never printed." },
  unsecret: { doc: "Takes the secrecy from a value." },
  readFile: { doc: "The text of a file.", call: (path) => contents(path).toString("utf8") },
  filebase64: { doc: "A file's bytes in base64.", call: (path) => contents(path).toString("base64") },
  filebase64sha256: {
    doc: "The SHA-256 of a file in base64.",
    call: (path) => createHash("sha256").update(contents(path)).digest("base64"),
  },
  fileAsset: { doc: "A file as the `source` of a Dataset: `{file: …}`.", call: (path) => ({ file: text(path) }) },
  fileArchive: {
    doc: "A folder as the `source` of a Model: `{directory: …}`.",
    call: (path) => ({ directory: text(path) }),
  },
  stringAsset: { doc: "Lines of JSON as the `source` of a Dataset: `{rows: …}`.", call: rows },
  toJSON: { doc: "The value as JSON text.", call: (value) => JSON.stringify(value ?? null) },
  toBase64: { doc: "Text in base64.", call: (value) => Buffer.from(text(value)).toString("base64") },
  fromBase64: { doc: "The text that base64 holds.", call: decoded },
  sha1: {
    doc: "The SHA-1 of a text, in hexadecimal.",
    call: (value) => createHash("sha1").update(text(value)).digest("hex"),
  },
  join: { doc: "`[separator, list]` as one text.", call: joined },
  split: {
    doc: "`[separator, text]` as a list.",
    call: (value) => {
      const [between, whole] = pair(value, "[separator, text]");
      return text(whole, "the second of the two").split(text(between, "the separator"));
    },
  },
  select: { doc: "`[index, list]`: the item at an index, 0 for the first.", call: selected },
  length: { doc: "How many items, members or characters.", call: length },
  singleOrNone: { doc: "The only item of a list, or nothing.", call: single },
  pulumiResourceName: { doc: "The logical name of a resource." },
  pulumiResourceType: { doc: "The type of a resource, as in its URN." },
} as const satisfies Record<string, StackFunction>;

export type FunctionName = keyof typeof functions;

export const implementation = (name: FunctionName): StackFunction => functions[name];

const BUCKET = "is not taken by any kind: what lies elsewhere is an awsS3Source, an azureBlobSource or an externalUrl";

/** Pulumi YAML has them. */
export const NOT_OFFERED: Record<string, string> = {
  remoteAsset: BUCKET,
  remoteArchive: BUCKET,
  assetArchive: "is not taken by any kind: put the files into one folder, and use fn::fileArchive",
  stackReference:
    "is deprecated in Pulumi YAML: declare a resource of type pulumi:pulumi:StackReference, and refer to its outputs",
};
