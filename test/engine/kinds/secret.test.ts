import { Secret } from "../../../src/resources/secret";
import { covers } from "./covers";

covers({
  kind: Secret,
  args: (index) => ({ keyName: `KEY_${index}`, value: `planted-${index}` }),
  values: { keyName: ["FIRST_KEY", "SECOND_KEY"] },
});
