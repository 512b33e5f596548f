import type { ChildProcess } from "node:child_process";

/** SIGHUP: the terminal was closed. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * While the child runs the first signal is only told, and the next ones are handed on: half a write of state is worse
 * than some seconds of patience.
 *
 * @returns what ends this, and says whether a signal was handed on
 */
export function holdSignals(child: ChildProcess): () => boolean {
  let heard = 0;
  const hear = (signal: NodeJS.Signals) => {
    heard += 1;
    const words =
      heard === 1
        ? "the stack's state is being written, which is finished first. A second signal ends it."
        : "handed on to pulumi.";
    process.stderr.write(`\n${signal}: ${words}\n`);
    if (heard > 1) child.kill("SIGINT");
  };
  for (const signal of SIGNALS) process.on(signal, hear);
  return () => {
    for (const signal of SIGNALS) process.off(signal, hear);
    return heard > 1;
  };
}
