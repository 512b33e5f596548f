import { wrongWithError } from "../faults/judge.mts";
import { handlerText } from "../provider.mts";
import type { Subject } from "./subjects.mts";

/** What a command said of each resource among its diagnostics: errors, by logical name. */
export function errorsIn(output: string): Map<string, string> {
  const errors = new Map<string, string>();
  let name = "";
  let failing = false;
  for (const line of output.slice(output.indexOf("\nDiagnostics:") + 1).split("\n")) {
    const [, resource] = /^ {2}\S+ \((.+)\):/.exec(line) ?? [];
    const [, severity] = /^ {4}(error|warning|info|debug): /.exec(line) ?? [];
    if (resource !== undefined) [name, failing] = [resource, false];
    else if (/^\S/.test(line)) failing = false;
    if (severity !== undefined) failing = severity === "error";
    if (failing && name !== "") errors.set(name, `${errors.get(name) ?? ""}${line.trim()}\n`);
  }
  return errors;
}

/** Whatever a person must not have to read, or may not. */
export function wrongWithOutput(output: string): string[] {
  const wrong: string[] = [];
  // Pulumi itself says in the stack's own row, and with one, that a resource failed.
  const own = [...errorsIn(output)].filter(([name]) => !name.startsWith("test-"));
  for (const [name, error] of own) if (/^at /m.test(error)) wrong.push(`a stack trace of ${name}: ${error}`);
  if (/planted-[a-z]+|fw_[A-Za-z0-9]{6,}/.test(output)) wrong.push(`a secret is told: ${output}`);
  if (output.includes(handlerText("").slice(0, 30))) wrong.push(`the handler's text is shown: ${output}`);
  return wrong;
}

export const wrongWith = ({ kind, name }: Subject, known: readonly string[], message: string): string[] =>
  wrongWithError({ kind }, message, [name, ...known]);
