import { join } from "node:path";
import type { Environment } from "../../engine/environment.mts";

/** A way in which somebody looks over the provider's shoulder. */
export interface Listening {
  title: string;
  /** For every command. `logs` is a folder of its own. */
  args?: (logs: string) => string[];
  env?: (logs: string) => Environment;
  /** Between creation and change: what else a person runs. */
  besides?: (logs: string) => string[][];
  /** How much Pulumi itself says: some of that is not ours to hide. */
  verbosity?: number;
}

const QUIET = ["--non-interactive", "--color", "never"];

const verbose = (level: number): Listening => ({
  title: `-v=${level} --logtostderr --logflow`,
  args: () => [`-v=${level}`, "--logtostderr", "--logflow"],
  verbosity: level,
});

/** Whatever one can ask of a stack without changing it. */
const questions = (logs: string): string[][] => [
  ["stack"],
  ["stack", "--show-urns"],
  ["stack", "export"],
  ["stack", "graph", join(logs, "graph.dot")],
  ["stack", "history", "--json"],
  ["stack", "output"],
  ["stack", "output", "--json"],
  ["config"],
  ["config", "--json"],
  ["about"],
  ["about", "--json"],
  ["preview", "--refresh", "--show-reads", "--show-sames", "--show-replacement-steps", "--show-full-output", ...QUIET],
  ["preview", "--show-config", ...QUIET],
  ["preview", "--save-plan", join(logs, "plan.json"), ...QUIET],
  ["preview", "--import-file", join(logs, "import.json"), ...QUIET],
  ["refresh", "--preview-only", "--diff", ...QUIET],
  ["refresh", "--yes", "--run-program", ...QUIET],
  ["destroy", "--preview-only", "--diff", ...QUIET],
];

/** What tells the most, in one life: this is what CI runs. */
export const closest: Listening = {
  title: "-v=9 --logtostderr --logflow --debug --diff, FIREWORKS_DEBUG",
  args: () => ["-v=9", "--logtostderr", "--logflow", "--debug", "--diff"],
  env: () => ({ FIREWORKS_DEBUG: "true" }),
  verbosity: 9,
};

export const listenings: readonly Listening[] = [
  { title: "--diff, FIREWORKS_DEBUG", args: () => ["--diff"], env: () => ({ FIREWORKS_DEBUG: "true" }) },
  { title: "--json", args: () => ["--json"] },
  { title: "--debug", args: () => ["--debug"], env: () => ({ FIREWORKS_DEBUG: "true" }) },
  { title: "questions", besides: questions },
  ...Array.from({ length: 11 }, (_, index) => verbose(index + 1)),
  { title: "-v=11 --logflow", args: () => ["-v=11", "--logflow"], verbosity: 11 },
  { title: "PULUMI_DEBUG_GRPC", env: (logs) => ({ PULUMI_DEBUG_GRPC: join(logs, "grpc.json") }) },
  { title: "PULUMI_DEBUG_PROMISE_LEAKS", env: () => ({ PULUMI_DEBUG_PROMISE_LEAKS: "true" }) },
  { title: "--tracing", args: (logs) => ["--tracing", `file:${join(logs, "trace")}`] },
  { title: "--otel-traces", args: (logs) => ["--otel-traces", `file://${join(logs, "otel.json")}`] },
  { title: "--profiling", args: (logs) => ["--profiling", join(logs, "profile")] },
  { title: "NODE_DEBUG", env: () => ({ NODE_DEBUG: "http,https,net,tls,fetch,undici,child_process,timer" }) },
];
