import { readDocument } from "../../stack/document";
import type { Problem } from "../../stack/problem";
import { templateOf } from "../../stack/template";
import { validate } from "../../stack/validated";

/** What the reader of declarative stacks would say of the text as a stack's only file. */
export function problemsIn(text: string): Problem[] {
  const problems: Problem[] = [];
  const report = (place: Problem["place"], path: Problem["path"], reason: string) =>
    void problems.push({ place, path, reason });
  const data = readDocument("fireworks.yaml", text, report);
  if (data) {
    const rest = { given: {}, removed: new Map(), found: new Map(), warnings: [] };
    validate({ template: templateOf(data, report), report, ...rest });
  }
  return problems;
}
