import * as pulumi from "@pulumi/pulumi";
import { type Removed, removalKey } from "./merge";
import type { Mapping } from "./node";
import { ordered } from "./order";
import { type Problem, type Report, refusal } from "./problem";
import { read, type Sources } from "./read";
import { register } from "./register";
import type { Scope } from "./scope";
import { templateOf } from "./template";
import { validate } from "./validated";
import { inputOf, type Made } from "./values";

export { escapeText } from "./reference";

export interface DeclareOptions extends Sources {
  /** What the program has, by the names under which the data refers to it: resources, outputs, values. */
  given?: Readonly<Record<string, unknown>>;
}

export interface DeclaredStack {
  /** By the names that the data gives them. */
  resources: Record<string, pulumi.Resource>;
  /** By name: what a program exports. */
  outputs: Record<string, pulumi.Output<unknown> | unknown>;
}

/**
 * Registers the resources that the stack's data declares: `fireworks.yaml`, or the file of `fireworks:file`, with its
 * overlays, and what stands in the stack's configuration.
 *
 * @throws pulumi.RunError with all that is wrong with the data, each with its place, before anything is registered
 * @example
 * const { resources, outputs } = declare({ given: { weights } });
 */
export function declare(options: DeclareOptions = {}): DeclaredStack {
  const problems: Problem[] = [];
  const report: Report = (place, path, reason) => void problems.push({ place, path, reason });
  const { data, removed } = read(options, report);
  if (data === undefined) throw refusal(problems);
  const scope: Scope = {
    template: templateOf(data, report),
    given: options.given ?? {},
    removed,
    report,
    found: new Map(),
    warnings: [],
  };
  validate(scope);
  const order = ordered(scope);
  if (problems.length === 0) checkEmpty(data, removed, report);
  if (problems.length > 0) throw refusal(problems);
  for (const warning of new Set(scope.warnings)) void pulumi.log.warn(warning);
  const fallback = order.find(({ defaultProvider }) => defaultProvider);
  const made: Made = { scope, fallback, resources: new Map(), values: new Map() };
  register(order, made);
  const outputs = [...scope.template.outputs].map(([name, { value }]) => [name, inputOf(value, made)]);
  return { resources: Object.fromEntries(made.resources), outputs: Object.fromEntries(outputs) };
}

/** A file that was cut off reads like one that takes everything away. */
function checkEmpty({ members, place }: Mapping, removed: Removed, report: Report): void {
  if (members.has("resources") || members.has("outputs") || removed.has(removalKey(["resources"]))) return;
  report(
    place,
    [],
    "declares nothing, so that all the stack has would be deleted: if it shall be, write `resources: {}`",
  );
}

/**
 * A whole program: `module.exports = require("pulumi-fireworks/stack").program();`
 *
 * @returns the outputs, for Pulumi to export
 */
export function program(options: DeclareOptions = {}): DeclaredStack["outputs"] {
  return declare(options).outputs;
}
