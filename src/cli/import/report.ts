import type { Answer } from "../answer";
import { bold, caution, dim } from "../style";
import type { Target } from "./target";

/** What became of every object that was meant. */
export interface Report {
  stack: string;
  account: string;
  dryRun: boolean;
  /** Where the program is; absent where there is none, or it is printed. */
  target: Target;
  protect: boolean;
  program: string;
  /** How many were not in state before. */
  fresh: number;
  imported: { type: string; name: string; urn: string; id: string }[];
  skipped: { id: string; reason: string }[];
  failed: { id: string; reason: string }[];
  warnings: string[];
}

export function answerOf(report: Report): Answer {
  const { stack, account, dryRun, target, program, imported, skipped, failed, warnings } = report;
  const printed = target.file === undefined;
  const file = imported.length > 0 && !printed ? { file: target.shown } : {};
  const json = { stack, account, dryRun, language: target.language, ...file, imported, skipped, failed, warnings };
  return {
    json: printed && imported.length > 0 ? { ...json, program } : json,
    // Without a dry run it was printed before state was written.
    text: !printed ? textOf(report) : dryRun && imported.length > 0 ? program.trimEnd() : "",
    findings: failed.length > 0,
  };
}

/** What people read, on standard error where the program has standard output. */
export function textOf(report: Report): string {
  const { stack, dryRun, target, protect, fresh, imported, skipped, failed, warnings } = report;
  const verb = dryRun ? "Would import" : "Imported";
  const before = imported.length - fresh;
  const again = before === 0 ? "" : ` (and ${dryRun ? "would declare" : "declared"} ${before} of its state again)`;
  const count = `${fresh === 0 ? "Nothing new" : `${verb} ${plural(fresh)}`}${again}`;
  const counts = countsBy(imported.map(({ type }) => type));
  const lines = [
    `${bold(`${count} into ${stack}`)}${counts === "" ? "" : `: ${counts}`}`,
    ...listed("Left as they are", skipped, dim),
    ...listed("Not imported", failed, caution),
    ...warnings.map((warning) => caution(`Warning: ${warning}`)),
  ];
  if (imported.length > 0 && !dryRun) lines.push("", ...nextSteps(target, protect));
  return lines.join("\n");
}

function nextSteps({ language, file, shown, module }: Target, protect: boolean): string[] {
  const where = file === undefined ? "The program above" : shown;
  const how =
    language === "yaml"
      ? `${where} declares them: name it in the stack's configuration (fireworks:file, or fireworks:overlays).`
      : `${where} declares them: make it part of the program, with ${bold(`import "${module ?? "./…"}";`)}`;
  const until = protect
    ? "Until the program declares them `pulumi up` refuses to go on, since they are protected."
    : "Until the program declares them `pulumi up` would DELETE them: they are in state, not protected, and not in the program.";
  return [how, "Then `pulumi preview` shows no changes, and `pulumi up` writes down what depends on what.", until];
}

const plural = (count: number) => `${count} ${count === 1 ? "object" : "objects"}`;

/** More than that are a matter for --json. */
const MOST = 12;

function listed(
  title: string,
  all: readonly { id: string; reason: string }[],
  style: (text: string) => string,
): string[] {
  if (all.length === 0) return [];
  const rows = all.slice(0, MOST).map(({ id, reason }) => style(`  ${id}: ${reason}`));
  const more = all.length > MOST ? [style(`  and ${all.length - MOST} more: --json lists them all`)] : [];
  return [`${title}: ${all.length}`, ...rows, ...more];
}

function countsBy(types: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts]
    .sort()
    .map(([type, count]) => `${type} ${count}`)
    .join(", ");
}
