import { type Command, Option } from "commander";
import type { CostOptions } from "./cost/run";
import { answering } from "./run";

const EXAMPLES = `
Examples:
  pulumi-fireworks cost                              of the selected stack as it is
  pulumi-fireworks cost -s prod --preview            before and after what \`pulumi up\` would do
  pulumi preview --json > plan.json; pulumi-fireworks cost --preview-file plan.json
  pulumi-fireworks cost --json --prices prices.json  by a price table of your own

The table that comes with the package is the service's public one, without discounts and reservations. A file of yours
takes the place of single prices: {"currency": "USD", "perHour": {"NVIDIA_H100_80GB": 6.5}}.`;

export const cost = (program: Command) =>
  program
    .command("cost")
    .summary("what the stack's deployments cost, before and after a preview")
    .description(
      "What the stack's deployments cost an hour and a month, with the least and with the most replicas. What is not known is said, and not counted as nothing.",
    )
    .option("--prices <file>", "price table (default: fireworks:prices, then FIREWORKS_PRICES, then the public one)")
    .addOption(new Option("--preview", "run `pulumi preview` and show what changes").conflicts("previewFile"))
    .option("--preview-file <file>", "show what changes by the output of `pulumi preview --json`; - is standard input")
    .addHelpText("after", EXAMPLES)
    .action(answering<CostOptions>(async (options) => (await import("./cost/run.js")).cost(options)));
