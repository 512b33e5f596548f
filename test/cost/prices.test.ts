import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PUBLIC, pricesIn } from "../../src/cost/prices";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pulumi-fireworks-prices-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: unknown): string {
  const path = join(folder, "prices.json");
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

test("a file's prices stand in the place of the public ones, the others stay", () => {
  const path = file({ perHour: { NVIDIA_H100_80GB: 6.5, NVIDIA_RTX_PRO_6000_96GB: 3 }, asOf: "2026-10-01" });
  expect(pricesIn(path)).toEqual({
    asOf: "2026-10-01",
    source: path,
    currency: "USD",
    perHour: { ...PUBLIC.perHour, NVIDIA_H100_80GB: 6.5, NVIDIA_RTX_PRO_6000_96GB: 3 },
  });
});

test("prices in another currency are not mixed with the public ones", () => {
  const prices = pricesIn(file({ currency: "EUR", source: "contract 7", perHour: { NVIDIA_H100_80GB: 6 } }));
  expect(prices).toMatchObject({ currency: "EUR", source: "contract 7", perHour: { NVIDIA_H100_80GB: 6 } });
  expect(Object.keys(prices.perHour)).toHaveLength(1);
});

test.each<[unknown, string]>([
  ["{", "is no JSON"],
  [[], "expected object"],
  [{}, "perHour: must be an object of prices by acceleratorType"],
  [{ perHour: { NVIDIA_H100_80GB: "6" } }, "perHour.NVIDIA_H100_80GB: must be a number"],
  [{ perHour: { NVIDIA_H100_80GB: -1 } }, "perHour.NVIDIA_H100_80GB: must not be below 0"],
  [{ perHour: { NVIDIA_H100: 6 } }, "perHour.NVIDIA_H100 is no acceleratorType: did you mean NVIDIA_H100_80GB?"],
  [{ perHour: { h100: 6 } }, "perHour.h100 is no acceleratorType"],
  [{ perHour: {}, currency: "$" }, 'currency: must be a currency such as "USD"'],
  [{ perHour: {}, asOf: "last week" }, 'asOf: must be a day such as "2026-09-01"'],
  [{ perHour: {}, price: {} }, 'Unrecognized key: "price"'],
])("%j is refused with what is wrong and an example", (content, words) => {
  const told = () => pricesIn(file(content));
  expect(told).toThrow(words);
  expect(told).toThrow('It holds, for example, {"currency": "USD"');
});

test("a file that is not there", () => {
  expect(() => pricesIn(join(folder, "none.json"))).toThrow("does not exist");
  expect(() => pricesIn(folder)).toThrow("cannot be read (EISDIR)");
});
