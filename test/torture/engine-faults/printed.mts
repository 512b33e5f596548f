import type { RunResult } from "../../engine/stack.mts";

/** What `pulumi` printed about one resource beneath "Diagnostics:". */
export interface Diagnostics {
  /** The logical name; of the stack itself, `project-stack`. */
  name: string;
  errors: string[];
  warnings: string[];
  /** Lines without a severity. */
  others: string[];
}

const HEAD = /^ {2}\S+ \((.+)\):$/;
const END = /^\S/;
const SEVERITY = /^ {4}(error|warning): /;

export function diagnosed({ output }: Pick<RunResult, "output">): Diagnostics[] {
  const lines = output.split("\n");
  const from = lines.indexOf("Diagnostics:");
  if (from < 0) return [];
  const rest = lines.slice(from + 1);
  const until = rest.findIndex((line) => END.test(line));
  return blocks(until < 0 ? rest : rest.slice(0, until));
}

function blocks(lines: readonly string[]): Diagnostics[] {
  const all: Diagnostics[] = [];
  let into: string[] = [];
  for (const line of lines) {
    const [, name] = HEAD.exec(line) ?? [];
    if (name !== undefined) {
      all.push({ name, errors: [], warnings: [], others: [] });
      into = [];
      continue;
    }
    const here = all.at(-1);
    if (line.trim() === "") into = [];
    const [prefix, severity] = SEVERITY.exec(line) ?? [];
    if (!here) continue;
    if (severity !== undefined) {
      into = severity === "error" ? here.errors : here.warnings;
      into.push(line.slice(prefix?.length));
    } else if (into.length > 0) into.push(`${into.pop()}\n${line.trimEnd()}`);
    else if (line.trim() !== "") here.others.push(line.trim());
  }
  return all.map(({ name, errors, warnings, others }) => ({
    name,
    errors: errors.map((text) => text.trim()),
    warnings: warnings.map((text) => text.trim()),
    others,
  }));
}

/** What the SDK says of resources that failed, with a stack of its own, and what leads to their diagnostics. */
const STACKS_OWN = [
  /^Error: resource \S+ \[\S+\] failed to register(\n\s+at .*)*$/,
  /^update failed$/,
  /^resource \S+ failed$/,
  /: failed, see its own diagnostic$/,
];

/** What is told nowhere but in the stack's own row leads nowhere. */
export const strayed = (all: readonly Diagnostics[], names: ReadonlySet<string>): string[] =>
  all
    .filter(({ name }) => !names.has(name))
    .flatMap(({ errors, others }) => [...errors, ...others])
    .filter((text) => !STACKS_OWN.some((pattern) => pattern.test(text)));

/** Long texts that stand there more than once. */
export function repeated(all: readonly Diagnostics[]): string[] {
  const texts = all.flatMap(({ errors, warnings }) => [...errors, ...warnings]).filter((text) => text.length > 80);
  return [...new Set(texts.filter((text, index) => texts.indexOf(text) < index))];
}
