import type { Command } from "commander";
import { answering } from "./run";

const EXAMPLES = `
Examples:
  pulumi-fireworks doctor              what stands in the way here, and what to do about it
  pulumi-fireworks doctor -s prod      with the configuration of a stack
  pulumi-fireworks doctor --json       for a pipeline: exit code 3 if a check fails

It reads only, answers within about ten seconds, and never shows the key.`;

export const doctor = (program: Command) =>
  program
    .command("doctor")
    .summary("key, account, role, quotas, versions, clock and network, each with the remedy")
    .description(
      "Looks at all that `pulumi up` needs: Node, the engine, the backend, the project and its packages, the network, the gateway, the key, the account, the role and the quotas.",
    )
    .addHelpText("after", EXAMPLES)
    .action(answering(async (options) => (await import("./doctor/run.js")).doctor(options)));
