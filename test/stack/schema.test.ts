import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type * as z from "zod";
import { core } from "../../src/lifecycle/compare";
import { behaviour, type Json, type Kind } from "../../src/lifecycle/kind";
import { validate } from "../../src/lifecycle/validate";
import { kinds } from "../../src/resources";
import { readDocument } from "../../src/stack/document";
import { merge } from "../../src/stack/merge";
import type { Report } from "../../src/stack/problem";
import { templateOf } from "../../src/stack/template";
import { validate as validateStack } from "../../src/stack/validated";
import { variants } from "../engine/kinds/sample";
import { samples } from "../engine/kinds/samples";
import { BAD, BAD_OVERLAYS, BELOW, GOOD, GOOD_OVERLAYS } from "./files";
import { bySchema, OVERLAY_SCHEMA, overlayBySchema, SCHEMA, SCHEMAS, textBySchema } from "./schema.mts";

const declared = (kind: Kind, properties: Json) => ({ resources: { one: { type: kind.type, properties } } });

const least = (kind: Kind): Json => {
  const sample = samples.find((one) => one.kind === kind);
  if (!sample) throw new Error(`${kind.type} has no sample`);
  return sample.args(0);
};

test.each(samples.map((sample) => [sample.kind.type, sample] as const))(
  "%s: what the tests on the engine declare is right, each with every field",
  (_type, sample) => {
    for (const { first, changed, cleared } of variants(sample))
      for (const properties of [first, changed, ...(cleared ? [cleared] : [])])
        expect({ properties, wrong: bySchema(declared(sample.kind, properties)) }).toEqual({ properties, wrong: [] });
  },
);

/** One of each type and of each limit; none is, or holds, a reference. */
const VALUES: readonly unknown[] = [
  "",
  "text",
  "x".repeat(64),
  "x".repeat(2000),
  "7",
  "30s",
  "UPPER_CASE",
  "ready",
  "hard",
  "default",
  "accounts/a/models/m",
  "accounts/a/deployments/d/",
  "accounts/a/deploymentShapes/s/versions/v",
  "s3://bucket/path",
  "someone@example.com",
  "2031-01-01T00:00:00Z",
  "2031-02-30T00:00:00Z",
  -1,
  0,
  1,
  5,
  0.5,
  2_147_483_648,
  true,
  [],
  ["text"],
  [7],
  [{ a: 1 }],
  {},
  { a: "b" },
  { a: 1 },
  { strange: [] },
];

/** What the members of an object need, of the values above. */
function required(shape: Record<string, z.core.$ZodType>): Json {
  const needed = Object.entries(shape).filter(([, schema]) => !(schema as z.ZodType).isOptional());
  return Object.fromEntries(
    needed.map(([key, schema]) => [key, VALUES.find((value) => (schema as z.ZodType).safeParse(value).success)]),
  );
}

/** Every place where a declaration has a field, with what must stand around it. */
function* places(schema: z.core.$ZodType, around: (value: unknown) => unknown): Generator<(value: unknown) => unknown> {
  yield around;
  const def = core(schema)._zod.def as {
    shape?: Record<string, z.core.$ZodType>;
    element?: z.core.$ZodType;
    valueType?: z.core.$ZodType;
  };
  const { shape = {} } = def;
  for (const [key, inner] of Object.entries(shape))
    yield* places(inner, (value) => around({ ...required(shape), [key]: value }));
  if (def.element) yield* places(def.element, (value) => around([value]));
  if (def.valueType) yield* places(def.valueType, (value) => around({ some: value }));
}

test.each(kinds.map((kind) => [kind.type, kind] as const))(
  "%s: of any value for any field an editor says what the provider says",
  (_type, kind) => {
    const base = least(kind);
    const count = { right: 0, wrong: 0 };
    for (const [field, schema] of Object.entries(kind.fields.shape))
      for (const place of places(schema, (value) => value))
        for (const value of VALUES) {
          const properties = { ...base, [field]: place(value) };
          const provider = validate(kind, properties).length === 0;
          const editor = bySchema(declared(kind, properties)).length === 0;
          expect({ [field]: properties[field], right: editor }).toEqual({
            [field]: properties[field],
            right: provider,
          });
          count[editor ? "right" : "wrong"] += 1;
        }
    expect(count.right).toBeGreaterThan(Object.keys(kind.fields.shape).length);
    expect(count.wrong).toBeGreaterThan(count.right);
  },
);

interface Node {
  description?: string;
  markdownDescription?: string;
  else?: Node;
  properties?: Record<string, Node>;
  items?: Node;
  additionalProperties?: Node;
}

/** Fields, however deep, whose documentation an editor does not have as it is declared. */
function undocumented(schema: z.core.$ZodType, node: Node | undefined, path: string): string[] {
  const def = core(schema)._zod.def as {
    shape?: Record<string, z.core.$ZodType>;
    element?: z.core.$ZodType;
    valueType?: z.core.$ZodType;
  };
  const inner = node?.else ?? node;
  const members = Object.entries(def.shape ?? {}).flatMap(([key, field]) => {
    const found = inner?.properties?.[key];
    const declaredText = String(behaviour(field).description);
    const told = [found?.description, found?.markdownDescription].every((text) => text?.startsWith(declaredText));
    return [...(told ? [] : [`${path}.${key}`]), ...undocumented(field, found, `${path}.${key}`)];
  });
  const deeper = def.element ?? def.valueType;
  const below = def.element ? inner?.items : inner?.additionalProperties;
  return deeper ? [...members, ...undocumented(deeper, below, `${path}[]`)] : members;
}

test("every field of every kind, however deep, has the documentation of its declaration", () => {
  const { definitions } = JSON.parse(readFileSync(SCHEMA, "utf8")) as { definitions: Record<string, Node> };
  expect(kinds.flatMap((kind) => undocumented(kind.fields, definitions[kind.type], kind.type))).toEqual([]);
});

/** What the reader finds wrong with a file and those over it, before anything is registered. */
function byReader(...texts: string[]): string[] {
  const found: string[] = [];
  const report: Report = (_place, path, reason) => void found.push(`${path.join(".")} ${reason}`);
  const layers = texts.flatMap((text) => readDocument("fireworks.yaml", text, report) ?? []);
  if (layers.length < texts.length) return found;
  const removed = new Map();
  const data = layers.reduce((below, above) => merge(below, above, { removed, report }));
  const scope = { template: templateOf(data, report), given: {}, removed, report, found: new Map(), warnings: [] };
  validateStack(scope);
  return found;
}

beforeAll(() => pulumi.runtime.setAllConfig({ "project:openaiKey": "planted", "project:key": "planted" }));

test.each(Object.entries(GOOD))("right for reader and editor: %s", (_what, text) => {
  expect(byReader(text)).toEqual([]);
  expect(textBySchema(text)).toEqual([]);
});

test.each(Object.entries(BAD))("wrong for reader and editor: %s", (_what, [text, at]) => {
  const told = { reader: byReader(text).join("\n"), editor: textBySchema(text).join("\n").replaceAll("/", ".") };
  expect(told).toEqual({ reader: expect.stringMatching(at), editor: expect.stringMatching(at) });
});

test.each(Object.entries(GOOD_OVERLAYS))("right for reader and editor over another file: %s", (_what, text) => {
  expect(byReader(BELOW, text)).toEqual([]);
  expect(overlayBySchema(text)).toEqual([]);
});

test.each(Object.entries(BAD_OVERLAYS))("wrong for reader and editor over another file: %s", (_what, [text, at]) => {
  const told = { reader: byReader(BELOW, text).join("\n"), editor: overlayBySchema(text).join("\n") };
  const both = { ...told, editor: told.editor.replaceAll("/", ".") };
  expect(both).toEqual({ reader: expect.stringMatching(at), editor: expect.stringMatching(at) });
});

test.each([basename(SCHEMA), basename(OVERLAY_SCHEMA)])(
  "the schema asks the network for nothing, and is small enough to be read at every key: %s",
  (file) => {
    const text = readFileSync(join(SCHEMAS, file), "utf8");
    const elsewhere = [...text.matchAll(/"\$(?:ref|id)": "([^"]*)"/g)].filter(
      ([, target]) => !target?.startsWith("#/"),
    );
    expect(elsewhere).toEqual([]);
    expect(text.length).toBeLessThan(300_000);
  },
);
