import { concealed } from "../../src/client/concealed";

const SECRET = 'Zq7-kW"3x\\P<9v%Tn&2m ÜbR8yL4cJ6';

test.each([
  ["as it is", `invalid value ${SECRET}, sorry`, "invalid value [secret], sorry"],
  ["in JSON", JSON.stringify({ value: SECRET }), '{"value":"[secret]"}'],
  [
    "in JSON of Go",
    JSON.stringify({ value: SECRET }).replace("<", "\\u003c").replace("&", "\\u0026"),
    '{"value":"[secret]"}',
  ],
  ["in JSON in JSON", JSON.stringify(JSON.stringify([SECRET])), '"[\\"[secret]\\"]"'],
  ["in an address", `?value=${encodeURIComponent(SECRET)}&a=b`, "?value=[secret]&a=b"],
  ["in a form", new URLSearchParams({ value: SECRET }).toString().replaceAll("%3C", "%3C"), "value=[secret]"],
  ["in base64", Buffer.from(SECRET).toString("base64"), "[secret]"],
  ["twice", `${SECRET} and ${SECRET}`, "[secret] and [secret]"],
  ["cut off", `the value ${SECRET.slice(0, 20)}`, "the value [secret]"],
  ["its end", `…${SECRET.slice(-15)}: no`, "…[secret]: no"],
  ["its middle", `a ${SECRET.slice(5, 25)} b`, "a [secret] b"],
])("%s", (_how, text, expected) => {
  expect(concealed(text, [SECRET])).toBe(expected);
});

test("lines of a secret that came in one line", () => {
  expect(concealed("not a key: one two", ["one\ntwo"])).toBe("not a key: [secret]");
});

test("a few letters in common are none of it", () => {
  expect(concealed(`prefix ${SECRET.slice(0, 11)} of it`, [SECRET])).toBe(`prefix ${SECRET.slice(0, 11)} of it`);
});

test("words too short to be secrets, and names of stored secrets, stay", () => {
  const text = "accounts/a/secrets/aws is not in use";
  expect(concealed(text, ["in", "accounts/a/secrets/aws"])).toBe(text);
});

test("a part of a short secret is an ordinary word", () => {
  expect(concealed("production-cluster", ["production-key"])).toBe("production-cluster");
});

test("several secrets, one a part of the other", () => {
  expect(concealed("first-and-second, first", ["first", "first-and-second"])).toBe("[secret], [secret]");
});

test("what is left of a secret in one line is not looked for when it is a word or nothing", () => {
  expect(concealed("a text", ["    ", "\n\na\n\n"])).toBe("a text");
});

test("half a character is none that a URL has", () => {
  expect(concealed("not \ufffdplanted", ["\ud800planted"])).toBe("not [secret]");
});

test("a secret of megabytes", () => {
  const secret = Array.from({ length: 300_000 }, (_, index) => `${index}"`).join("");
  expect(concealed(`no: ${secret.slice(5000, 5100)}!`, [secret])).toBe("no: [secret]!");
});
