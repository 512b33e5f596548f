import { createRequire } from "node:module";
import type * as zod from "zod";
import "../../load.mts";

const require = createRequire(import.meta.url);
const { demand } = require("../../../src/lifecycle/validate.ts") as typeof import("../../../src/lifecycle/validate.ts");

/** Each is wrong for most fields: too long for any text, empty, and of no type at all. */
const WRONG = ["\u0000".repeat(2000), "", Symbol("of no type")];

/** What the provider says of a wrong value, for the editor to say the same beforehand. */
export function messageOf(schema: zod.core.$ZodType): string | undefined {
  for (const wrong of WRONG) {
    const [issue] = (schema as zod.ZodType).safeParse(wrong).error?.issues ?? [];
    if (issue) return demand(issue);
  }
  return undefined;
}
