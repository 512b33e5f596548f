import type { Command } from "commander";
import type { OrphansOptions } from "./orphans/run";
import { answering } from "./run";

const EXAMPLES = `
Examples:
  pulumi-fireworks orphans                        of the selected stack
  pulumi-fireworks orphans --all-stacks           of the project: of stacks that were removed, too
  pulumi-fireworks orphans --delete               lists, asks, then deletes
  pulumi-fireworks orphans --delete chat-1a2b3c4d --yes   what is named alone, without asking

An orphan bears the mark of a stack (annotation pulumi-fireworks: project/stack/resource), is in the state of no stack
of the project, was made during one of the stack's updates, and is older than fireworks:takeoverWindow: a younger one may
be under way, or is taken up by the next \`pulumi up\`. Only deployments and keys bear marks. What was moved to another
project or backend, or kept on purpose (deletionPolicy "retain"), looks the same: read the list before you delete.`;

export const orphans = (program: Command) =>
  program
    .command("orphans")
    .summary("what carries a stack's mark but is in no state, with its hourly cost")
    .description(
      "What carries the stack's mark but is in no state, so that nobody remembers it and everybody pays for it.",
    )
    .argument("[names...]", "with --delete: these alone, also those that are not sure")
    .option("--all-stacks", "marks of every stack of the project, also of those that are gone")
    .option("--delete", "delete the orphans, after asking")
    .option("-y, --yes", "do not ask (with --delete and names)")
    .option(
      "--ignore-checks",
      "delete even what had requests within the last hour, which the service refuses otherwise",
    )
    .option("--prices <file>", "price table, as of `cost`")
    .addHelpText("after", EXAMPLES)
    .action(
      answering<OrphansOptions>(async (options, names) => (await import("./orphans/run.js")).orphans(options, names)),
    );
