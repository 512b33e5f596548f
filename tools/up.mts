import { pulumi } from "./local/pulumi.mts";
import { locally } from "./local/session.mts";
import { PROJECT } from "./local/stack.mts";

const extra = process.argv.slice(2);

await locally((stack) => pulumi(["up", "--yes", ...stack.options, ...extra], PROJECT, stack.env));
