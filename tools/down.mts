import { leftovers, reset } from "./local/leftovers.mts";
import { pulumi } from "./local/pulumi.mts";
import { locally } from "./local/session.mts";
import { PROJECT, removeStack } from "./local/stack.mts";

const extra = process.argv.slice(2);

await locally(async (stack, gateway) => {
  const code = await pulumi(["destroy", "--yes", ...stack.options, ...extra], PROJECT, stack.env);
  if (code !== 0) return code;
  const left = await leftovers(gateway);
  if (left.length > 0) {
    console.error(`The gateway still holds ${left.join(", ")}.`);
    return 1;
  }
  await reset(gateway);
  console.log("The gateway is empty. (Users, which the API deletes nowhere, went with a reset of the emulator.)");
  return removeStack(stack);
});
