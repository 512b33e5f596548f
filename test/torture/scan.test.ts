import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { tellings, told, toldIn } from "./scan.mts";

const SECRET = 'Zq7-kW"3x\\P<9v%Tn&2m ÜbR8yL4cJ6';
const planted = { "Secret.value": SECRET };
const inTheMiddle = (text: string) => `first\nlevel=9 ${text} done\nlast`;
const formOf = (text: string) => tellings(planted, { log: inTheMiddle(text) }).map(({ form }) => form)[0];

test.each([
  ["plain", SECRET],
  ["plain", SECRET.slice(0, 12)],
  ["plain", SECRET.slice(SECRET.length / 2)],
  ["plain", SECRET.slice(-12)],
  ["JSON-escaped", JSON.stringify(SECRET).slice(0, 18)],
  ["JSON-escaped", JSON.stringify(JSON.stringify({ value: SECRET.slice(0, 14) }))],
  ["JSON-escaped", JSON.stringify(SECRET.slice(0, 14)).replace("<", "\\u003c")],
  ["URL-encoded", encodeURIComponent(SECRET).slice(0, 30)],
  ["URL-encoded", new URLSearchParams({ value: SECRET }).toString().slice(6, 40)],
  ["base64", Buffer.from(SECRET).toString("base64")],
  ["base64", Buffer.from(`{"value":"${SECRET}"}`).toString("base64")],
  ["base64", Buffer.from(`{"values":"${SECRET}"}`).toString("base64url")],
  ["base64", Buffer.from(`{"a":"${SECRET}"}`).toString("base64")],
  ["hex", Buffer.from(SECRET).toString("hex")],
  ["hex", Buffer.from(SECRET).toString("hex").toUpperCase()],
])("%s: %s is found", (form, text) => {
  expect(formOf(text)).toBe(form);
});

test("what is no good part of a secret is not found, and a short one only as a whole", () => {
  expect(formOf(SECRET.slice(0, 11))).toBeUndefined();
  expect(told({ "the API key": "fw_emulator_key" }, { log: "prefix fw_emulator_kkkk" })).toEqual([]);
  expect(told({ "the API key": "fw_emulator_key" }, { log: "key fw_emulator_key" })).toHaveLength(1);
  expect(() => told({ "Secret.value": "short" }, {})).toThrow("Secret.value is too short");
});

test("a telling says what, in which form, where, and in which line", () => {
  expect(told(planted, { stderr: inTheMiddle(SECRET) })).toEqual([
    `a secret was told: Secret.value, plain, in stderr: level=9 ${SECRET} done`,
  ]);
});

test("every line that tells is one", () => {
  expect(tellings(planted, { log: `a ${SECRET}\nb ${SECRET}\nc` })).toHaveLength(2);
});

test("files are read whatever they are, and links are not followed", () => {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-fireworks-scan-"));
  try {
    mkdirSync(join(folder, "below"));
    writeFileSync(join(folder, "below", "state.json.gz"), gzipSync(SECRET));
    writeFileSync(join(folder, "log"), Buffer.concat([Buffer.from([0xff, 0x00]), Buffer.from(SECRET)]));
    writeFileSync(join(folder, "index.js"), SECRET);
    symlinkSync(join(folder, "log"), join(folder, "link"));
    const files = toldIn(planted, folder, /^index\.js$/).map((line) => / in (\S+):/.exec(line)?.[1]);
    expect(new Set(files)).toEqual(new Set([join("below", "state.json.gz"), "log"]));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
