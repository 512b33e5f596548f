import fc from "fast-check";
import type { Json } from "../provider.mts";

/** Pulumi's marker of a value that is not known yet (sdk/nodejs/runtime/rpc.ts, `unknownValue`). */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Pulumi's wrapper of a secret. */
export const secret = (value: unknown): Json => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

/** Whatever holds it must not be told. */
export const PLANTED = "planted-and-not-to-be-told";

const LONG = 100_000;
const many = (text: string) => text.repeat(Math.ceil(LONG / text.length));

/** Beginnings that go on and on, and end otherwise than a pattern wants: what makes a careless one slow. */
const slow = [
  many("a"),
  many(" "),
  many("-"),
  many("a-"),
  `${many("1")}x`,
  `1.${many("1")}x`,
  `a@${many("a.")}`,
  `${many("a@")}!`,
  `accounts/${many("a")}/models/`,
  many("accounts/a/models/"),
  many("0 "),
  `${many("0,")} * * * *`,
  `2027-01-01T00:00:00.${many("0")}`,
  `s3://${many("/")}`,
  many("_UNSPECIFIED"),
  many("A_"),
];

/** Names that lead elsewhere as soon as somebody makes a URL of them. */
export const elsewhere = [
  "../../users/x",
  "..",
  ".",
  "accounts/a/models/..",
  "accounts/../users/x",
  "accounts/a/users/..",
  "accounts/a/users/.%2e",
  "accounts/a/users/%2e%2e",
  "accounts/a/users/x%2Fapi",
  "accounts/a/models/x?updateMask=role",
  "accounts/a/models/x#y",
  "accounts/a/models/x\\..\\y",
  "accounts/a/models/x:undelete",
  "accounts/a/deployments/x\n",
  "accounts/a/deployments/x\r\nauthorization: y",
  "//elsewhere.example/x",
  "https://elsewhere.example/x",
  "accounts//models/x",
  "accounts/a/models/",
  "accounts/a/models/x/versions/..",
  "/",
  "",
];

const odd = [
  "\0",
  "a\0b",
  "\u001b[31mred\u001b[0m",
  "\u009b31m",
  "\u202eevil",
  "\ud800",
  "a\udfff",
  "\ufeff",
  "\u2028",
  "e\u0301",
  "\u{1f4a5}",
  "null",
  "__proto__",
  "constructor",
];

const numbers = [
  -0,
  -1,
  0.1,
  1e21,
  2 ** 31,
  2 ** 53 + 2,
  Number.MAX_VALUE,
  Number.MIN_VALUE,
  Number.NaN,
  Number.POSITIVE_INFINITY,
];

export const keys = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "valueOf",
  "hasOwnProperty",
  "toJSON",
  "then",
  "length",
  "__provider",
  "__pulumi",
  "name",
  "mark",
  "contentDigest",
  "unfinished",
  "deleteTimeout",
  "",
  "a.b",
  'a["b"]',
  "\0",
  "\u001b[2J",
  "\ud800",
  "k".repeat(10_000),
];

function nested(levels: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = "x";
  for (let level = 0; level < levels; level++) value = wrap(value);
  return value;
}

/** An own member, where an assignment would set the prototype. */
export function holding(key: string, value: unknown): Json {
  return Object.fromEntries([[key, value]]);
}

/** As large as they can get, and none of them like another kind of large. */
export const huge: readonly unknown[] = [
  Array.from({ length: LONG }, (_, index) => index),
  Array.from({ length: LONG }, (_, index) => `accounts/a/deployments/d${index}`),
  Array.from({ length: LONG }, () => ({})),
  Object.fromEntries(Array.from({ length: LONG / 10 }, (_, index) => [`maxReplicaCuont${index}`, index])),
  nested(100, (inner) => [inner]),
  nested(5_000, (inner) => [inner]),
  nested(5_000, (inner) => ({ a: inner })),
  nested(70, (inner) => ({ a: secret(inner) })),
];

const leaf = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...odd, ...elsewhere) },
  { weight: 3, arbitrary: fc.constantFrom(...numbers) },
  { weight: 3, arbitrary: fc.constantFrom(true, false, null, undefined, UNKNOWN) },
  { weight: 2, arbitrary: fc.string({ unit: "binary" }) },
  { weight: 1, arbitrary: fc.constantFrom(...slow) },
);

export const key = fc.oneof(fc.constantFrom(...keys), fc.string());

/** Any JSON as it may come over the wire, and what Pulumi puts into it. */
export const value: fc.Arbitrary<unknown> = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 6, arbitrary: leaf },
    { weight: 2, arbitrary: fc.array(tie("any"), { maxLength: 4 }) },
    { weight: 2, arbitrary: fc.array(fc.tuple(key, tie("any")), { maxLength: 4 }).map(Object.fromEntries) },
    { weight: 1, arbitrary: tie("any").map(secret) },
  ),
})).any;
