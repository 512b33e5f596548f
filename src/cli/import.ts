import type { Command } from "commander";
import type { ImportOptions } from "./import/run";
import { answering } from "./run";

const EXAMPLES = `
Examples:
  pulumi-fireworks import deployments/chat                   one object, by the end of its name or by the whole
  pulumi-fireworks import 'deployments/prod-*' routers/main  several, * for any part of an id
  pulumi-fireworks import --kind Model --kind Dataset        all of some kinds
  pulumi-fireworks import --kind Deployment --filter 'state="READY"'
  pulumi-fireworks import --all -s prod --dry-run            what the whole account would become; nothing is written
  pulumi-fireworks import --all --out fireworks.yaml         as a declarative stack

The objects themselves are only read. What is in the stack's state already stays as it is. Afterwards the program has to
declare what was imported: put  import "./fireworks.imported";  into it, and \`pulumi preview\` shows no changes.
The values of secrets and keys cannot be read: docs/import.md says how to go on with them.`;

const collect = (value: string, before: string[] = []) => [...before, value];

export const importCommand = (program: Command) =>
  program
    .command("import")
    .summary("take what exists into the stack, with the program that declares it")
    .description(
      "Takes live objects into the stack's state, with their ids pinned and complete inputs and outputs, and writes the TypeScript or YAML that declares them.",
    )
    .argument("[names...]", "objects: accounts/…/deployments/chat, deployments/chat, 'deployments/prod-*'")
    .option("--all", "everything in the account")
    .option("-k, --kind <kind>", "every object of a kind, such as Deployment; may be repeated", collect)
    .option("--filter <expression>", "only those that the API's own filter lets through; with one --kind")
    .option("--language <language>", "typescript or yaml (default: by --out, else typescript)")
    .option(
      "-o, --out <file>",
      "where the program goes (default: fireworks.imported.ts or .yaml; - is standard output)",
    )
    .option("--no-protect", "do not protect the resources from deletion (Pulumi's option `protect`)")
    .option("--again", "declare also what the stack's state has already, which stays there as it is")
    .option("--dry-run", "print the program, and change neither state nor files")
    .addHelpText("after", EXAMPLES)
    .action(answering<ImportOptions>(async (options, names) => (await import("./import/run.js")).run(options, names)));
