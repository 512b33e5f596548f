import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { WrongUse } from "../answer";
import type { Common } from "../options";
import { PulumiFailed, pulumi } from "../pulumi";
import type { StateResource } from "../stack";

/** What `pulumi preview --json` would do to one resource. */
export interface Step {
  /** `create`, `update`, `replace`, `delete`, `same`, …: Pulumi's own words. */
  op: string;
  urn: string;
  oldState?: StateResource;
  newState?: StateResource;
}

interface Preview {
  steps?: Step[];
  diagnostics?: { message?: string; severity?: string }[];
}

/** @throws what the preview complains of */
export async function preview(common: Common): Promise<Step[]> {
  const printed = await pulumi(common, ["preview", "--json"], { patience: 0, mayFail: true });
  return steps(printed, "pulumi preview --json");
}

/** The output of a preview that ran elsewhere. */
export async function previewIn(file: string): Promise<Step[]> {
  try {
    return steps(file === "-" ? await text(process.stdin) : readFileSync(file, "utf8"), file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "EISDIR") throw new WrongUse(`There is no file ${file}: check --preview-file.`);
    throw error;
  }
}

/** @throws for a plan of something else: its deployments would be counted as new ones of this stack */
export function mustBeOf(
  { project, stack }: { project: string; stack: string },
  steps: readonly Step[],
  source = "the preview",
): void {
  const foreign = steps.find(({ urn }) => !urn.startsWith(`urn:pulumi:${stack}::${project}::`))?.urn;
  if (foreign === undefined) return;
  const [theirs, other] = foreign.replace(/^urn:pulumi:/, "").split("::");
  throw new WrongUse(
    `${source} is of stack ${theirs} of project ${other}, not of stack ${stack} of project ${project}: check --preview-file, --stack and --cwd.`,
  );
}

function steps(printed: string, source: string): Step[] {
  let preview: Preview;
  try {
    preview = JSON.parse(printed) as Preview;
  } catch {
    throw new Error(`${source} is not what \`pulumi preview --json\` prints: it is not one JSON document.`);
  }
  const errors = (preview.diagnostics ?? []).filter((one) => one.severity === "error");
  if (errors.length > 0)
    throw new PulumiFailed(
      "preview",
      errors.map(({ message = "" }) => message.replace(/^error: /, "").trim()).join("\n"),
    );
  if (!Array.isArray(preview.steps))
    throw new Error(`${source} is not what \`pulumi preview --json\` prints: it has no steps.`);
  return preview.steps;
}
