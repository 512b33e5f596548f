import type { Report } from "./run.mts";

export interface Line {
  id: string;
  behaviour: string;
}

export interface Verdict {
  line: string;
  verdict: "confirmed" | "differs" | "not tried";
  /** What differed, or why it was not tried. */
  because: string[];
}

/** What became of each line of the fidelity list. */
export function verdicts(lines: readonly Line[], { results }: Report): Verdict[] {
  return lines.map(({ id }) => {
    const mine = results.filter(({ scenario }) => scenario.lines.includes(id));
    const findings = mine.flatMap((result) => result.findings).filter(({ line }) => line === id);
    const different = findings.filter(({ same }) => !same);
    if (different.length > 0) {
      const because = different.map(
        ({ what, seen, expected }) => `${what}: ${shown(seen)} instead of ${shown(expected)}`,
      );
      return { line: id, verdict: "differs", because };
    }
    if (findings.length > 0) return { line: id, verdict: "confirmed", because: [] };
    const because = mine.map(
      ({ scenario, left, error }) => `${scenario.name}: ${left ?? error ?? "did not get to it"}`,
    );
    return { line: id, verdict: "not tried", because: because.length > 0 ? because : ["no scenario is about it"] };
  });
}

const shown = (value: unknown): string => JSON.stringify(value) ?? "nothing";

/** The readings that were seen, as settings of the emulator. */
export const readings = ({ results }: Report): Record<string, unknown> =>
  Object.assign({}, ...results.map((result) => result.readings));

export function text(lines: readonly Line[], report: Report): string {
  const all = verdicts(lines, report);
  const part = (verdict: Verdict["verdict"]) => all.filter((one) => one.verdict === verdict);
  const behaviour = new Map(lines.map(({ id, behaviour }) => [id, behaviour]));
  const listed = (ones: Verdict[]) =>
    ones.map(({ line, because }) => [`  ${line}: ${behaviour.get(line)}`, ...because.map((one) => `    ${one}`)]);
  const errors = report.results
    .filter(({ error }) => error)
    .map(({ scenario, error }) => `  ${scenario.name}: ${error}`);
  return [
    `confirmed (${part("confirmed").length}): ${part("confirmed")
      .map(({ line }) => line)
      .join(", ")}`,
    `\ndiffers (${part("differs").length})`,
    ...listed(part("differs")).flat(),
    `\nnot tried (${part("not tried").length})`,
    ...part("not tried").map(({ line, because }) => `  ${line}: ${because.join("; ")}`),
    ...(errors.length > 0 ? ["\nbroken off", ...errors] : []),
    `\nSettings with which the emulator answers in the same way:\n${JSON.stringify(readings(report))}`,
    ...(report.remaining.length > 0 ? ["\nCould not be removed; remove it by hand:", ...report.remaining] : []),
  ].join("\n");
}
