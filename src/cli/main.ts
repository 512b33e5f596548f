import { Command, CommanderError } from "commander";
import { EXIT, WrongUse } from "./answer";
import { cost } from "./cost";
import { doctor } from "./doctor";
import { importCommand } from "./import";
import { withCommon } from "./options";
import { orphans } from "./orphans";
import { fail } from "./run";

const { version } = require("../../package.json") as { version: string };

const MORE = `
Who is asked, and where: the stack's configuration (fireworks:apiKey, fireworks:accountId, fireworks:baseUrl),
then FIREWORKS_API_KEY, FIREWORKS_ACCOUNT_ID and FIREWORKS_BASE_URL. The stack is found as by pulumi, with its
PULUMI_STACK, PULUMI_BACKEND_URL and PULUMI_CONFIG_PASSPHRASE. NO_COLOR turns colours off.

Exit codes:
  ${EXIT.fine}  done, and nothing to act on
  ${EXIT.failed}  it could not be done: the message says why
  ${EXIT.wrongUse}  wrong use: nothing was done
  ${EXIT.findings}  done, and there is something to act on: orphans, a check that failed, an object that could not be imported`;

function program(): Command {
  const root = withCommon(new Command("pulumi-fireworks"))
    .description(
      "For stacks of pulumi-fireworks: brings in what exists, says what runs and costs, what was lost, and what stands in the way.",
    )
    .version(version, "-V, --version")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: () => {} })
    .addHelpText("after", MORE)
    .exitOverride();
  for (const add of [cost, doctor, importCommand, orphans]) add(root);
  return root;
}

/** Help and the version are what was asked for; all else that ends the parsing is wrong use. */
async function ended(error: CommanderError, json: boolean): Promise<number> {
  if (error.exitCode === 0) return EXIT.fine;
  if (error.code === "commander.help") return EXIT.wrongUse;
  const message = error.message.replace(/^error: /, "");
  return fail(new WrongUse(`${message}\n\`pulumi-fireworks --help\` shows what there is.`), json);
}

async function main(argv: readonly string[]): Promise<void> {
  // Whoever reads may have had enough: `| head`.
  process.stdout.on("error", () => process.exit());
  // The terminal may be gone before the work is done.
  process.stderr.on("error", () => {});
  try {
    await program().parseAsync(argv);
  } catch (error) {
    const json = argv.includes("--json");
    process.exitCode = await (error instanceof CommanderError ? ended(error, json) : fail(error, json));
  }
}

void main(process.argv);
