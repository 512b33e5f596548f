import { Secret } from "../../../src/resources/secret";
import type { Sample } from "./sample";

export const sample: Sample = {
  kind: Secret,
  args: (index) => ({ keyName: `KEY_${index}`, value: `planted-${index}` }),
  values: { keyName: ["FIRST_KEY", "SECOND_KEY"] },
};
