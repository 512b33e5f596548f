import type { Json } from "../provider.mts";
import { declare, type Place, type Scene } from "./scene.mts";
import type { Declaration, Subject } from "./subjects.mts";

/**
 * How a command ends for one resource: the same object stays, one that was not there before takes its place, or state has
 * none (with "forgotten" the object stays); or the command refuses, says why, and changes nothing.
 */
export type End = "kept" | "anew" | "none" | "forgotten" | "any" | { refused: RegExp };

/** Something that is done by hand, or a command of a stack. */
export interface Step {
  does: string;
  by?: Place;
  /** Arguments of `pulumi`; of those that need names of state, what makes them. */
  args?: readonly string[] | ((scene: Scene) => string[]);
  env?: Json;
  act?: (scene: Scene) => void | Promise<void>;
  /** Without it every resource is as it was. */
  ends?: (subject: Subject, age: Age) => End;
  /** Pulumi ends a program with the first resource that fails its check: which one that is, nobody can say. */
  fails?: RegExp;
  /** The logical name that `ends` is of, where it is another. */
  named?: (subject: Subject) => string;
}

/** Whether what there is was made just now, so that it might be what an interrupted run left. */
export type Age = "young" | "old";

export interface Situation {
  title: string;
  /** How long after everything was made; both by default. */
  ages?: readonly Age[];
  /** So dangerous that a short run has it, too. */
  always?: Age;
  steps: readonly Step[];
}

export const dev: Place = { backend: "here", stack: "dev" };
export const staging: Place = { backend: "here", stack: "staging" };
export const elsewhere: Place = { backend: "elsewhere", stack: "dev" };

const QUIET = ["--non-interactive", "--color", "never"];
export const upUntilFailure = ["up", "--yes", "--skip-preview", ...QUIET];
const UPDATE = ["--yes", "--skip-preview", "--continue-on-error", ...QUIET];

type More = Omit<Step, "does" | "by" | "args">;

export const declares = (...declarations: Declaration[]): Step => ({
  does: "the program is changed",
  act: (scene) => declare(scene, ...declarations),
});

export const up = (by: Place, more: More = {}, args: string[] = []): Step => ({
  does: ["up", ...args].join(" "),
  by,
  args: ["up", ...UPDATE, ...args],
  ...more,
});

export const refresh = (by: Place, more: More = {}): Step => ({
  does: "refresh",
  by,
  args: ["refresh", "--yes", "--skip-preview", ...QUIET],
  ...more,
});

export const destroy = (by: Place, more: More = {}): Step => ({
  does: "destroy",
  by,
  args: ["destroy", ...UPDATE],
  ends: () => "none",
  ...more,
});
