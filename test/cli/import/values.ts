import type * as z from "zod";
import { core, member } from "../../../src/lifecycle/compare";
import type { Kind } from "../../../src/lifecycle/kind";
import { bodyKeys } from "../../../src/lifecycle/request";
import { LLAMA } from "../../engine/gateway";
import { how } from "../../engine/kinds/sample";

type Json = Record<string, unknown>;
type Schema = z.core.$ZodType;

/** Text that YAML, TypeScript or a reader of either might take for something else. */
const TEXTS = [
  "plain words",
  "",
  "true",
  "No",
  "null",
  "~",
  "0123",
  "1e3",
  "0x1f",
  "12:30",
  "60s",
  "2027-01-31",
  "- item",
  "key: value # no comment",
  "# no comment",
  "<<",
  "=",
  "*alias",
  "&anchor",
  "!tag",
  "%directive",
  "@at",
  "`backtick`",
  " leading and trailing ",
  'says "hi"',
  "it's",
  `both "double" and 'single'`,
  "back\\slash \\n",
  `\${chat.name} and $\${escaped} $ \${`,
  "two\nlines",
  `lines\n  indented\n\n\nand \`ticks\` with $\{this}\n`,
  "\n begins with a break",
  "ends with spaces  \nin a line\n",
  "windows\r\nlines",
  "tab\there",
  "nul \u0000 bell \u0007 escape \u001b[31m",
  "\u202eturned\u202c \u200b \ufeff \u2028 \u2029",
  "日本語のテキスト 한국어",
  "emoji 👩‍💻 🚀 é",
  "accounts/somebody/models/else",
  "{{ jinja }} {% for m in messages %}",
  "x".repeat(63),
];

const ANYTHING: readonly unknown[] = [
  ...TEXTS,
  0.25,
  -7,
  true,
  [1, 2, 3],
  [
    [1, 2],
    ["a", "b"],
  ],
  { nested: { deep: TEXTS[30] } },
];

const KEYS = [
  "team",
  "office hours",
  "42",
  "a-b",
  "a.b/c",
  "true",
  "null",
  "ünï",
  "constructor",
  "__proto__",
  'q"k',
  "$ref",
];

export class Dice {
  constructor(private seed: number) {}
  next(): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let t = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  below = (most: number) => Math.floor(this.next() * most);
  of = <T>(all: readonly T[]): T => all[this.below(all.length)] as T;
  chance = (share: number) => this.next() < share;
}

const accepts = (schema: z.core.$ZodType, value: unknown) => (schema as z.ZodType).safeParse(value).success;

function words(dice: Dice, schema: z.core.$ZodType): string | undefined {
  const { suggestions, format } = how(schema);
  if (suggestions) return dice.of(suggestions);
  if (format === "timestamp") return `20${31 + dice.below(60)}-0${1 + dice.below(9)}-01T00:00:00Z`;
  if (format === "duration") return `${400 + dice.below(3000)}s`;
  if (format === "int64") return String(1 + dice.below(1_000_000));
  for (let tries = 0; tries < 8; tries++) {
    const text = dice.of(TEXTS);
    if (text !== "" && accepts(schema, text)) return text;
  }
  return ["https://example.com/a", LLAMA].find((text) => accepts(schema, text));
}

/** A value that the declaration accepts; undefined where the dice find none. */
function anyValue(dice: Dice, schema: Schema): unknown {
  const def = core(schema)._zod.def as { type: string; entries?: Record<string, string> };
  const inner = () => anyValue(dice, member(schema, "0") as Schema);
  const some = <T>(most: number, one: () => T) => Array.from({ length: 1 + dice.below(most) }, one);
  switch (def.type) {
    case "boolean":
      return true;
    case "number":
      return [3, 8, 64].map((base) => base + dice.below(9)).find((one) => accepts(schema, one)) ?? 4;
    case "enum":
      return dice.of(Object.values(def.entries ?? {}));
    case "any":
      return dice.of(ANYTHING);
    case "array":
      return [...new Set(some(14, inner))].filter((one) => one !== undefined);
    case "record":
      return present(some(4, () => [dice.of(KEYS), inner()] as const));
    case "object":
      return message(dice, schema);
    default:
      return words(dice, schema);
  }
}

const present = (entries: readonly (readonly [string, unknown])[]) =>
  Object.fromEntries(entries.filter(([, value]) => value !== undefined));

function message(dice: Dice, schema: Schema): Json {
  const { shape = {} } = core(schema)._zod.def as { shape?: Record<string, Schema> };
  const chosen = Object.entries(shape).filter(([, one]) => one._zod.optin !== "optional" || dice.chance(0.5));
  return present(chosen.map(([key, one]) => [key, anyValue(dice, one)] as const));
}

/** Some of the optional fields that the gateway holds, with any values that they accept. */
export function randomFields(dice: Dice, kind: Kind, share: number): Json {
  const keys = bodyKeys(kind).filter((key) => {
    const { inputOnly, createOnly } = how(kind.fields.shape[key] as z.core.$ZodType);
    return !inputOnly && !createOnly && dice.chance(share);
  });
  const entries = keys.map((key) => [key, anyValue(dice, kind.fields.shape[key] as z.core.$ZodType)] as const);
  return Object.fromEntries(
    entries.filter(([key, value]) => value !== undefined && accepts(kind.fields.shape[key] as z.core.$ZodType, value)),
  );
}
