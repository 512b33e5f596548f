import { access } from "./access.mts";
import { contents } from "./contents.mts";
import { deployments } from "./deployments.mts";
import { questions } from "./questions.mts";
import type { Scenario } from "./scenario.mts";

/** Those that cost nothing come first. */
export const scenarios: readonly Scenario[] = [...access, ...contents, ...questions, ...deployments].sort(
  (one, other) => Number(Boolean(one.rents)) - Number(Boolean(other.rents)),
);
