import { nameOf } from "../../engine/deployment.mts";
import type { RunResult } from "../../engine/stack.mts";
import { wrongWithError } from "../faults/judge.mts";
import { inState } from "./judge.mts";
import { after, before, type Resource } from "./line-up.mts";
import { type Diagnostics, repeated, strayed } from "./printed.mts";
import type { Trial } from "./trial.mts";

/** What is wrong with what a person saw of a command that met faults. */
export function wrongWithPrinted(trial: Trial, { code, output }: RunResult, said: readonly Diagnostics[]): string[] {
  const names = new Set(trial.resources.map(({ name }) => name));
  const failed = said.filter(({ name, errors }) => names.has(name) && errors.length > 0);
  return [
    ...(code !== 0 && failed.length === 0 ? [`it failed, and no resource says why: ${output}`] : []),
    ...(code === 0 && failed.length > 0 ? [`it succeeded in spite of ${failed.map(({ name }) => name).join()}`] : []),
    ...trial.resources.flatMap((resource) => wrongWithDiagnostics(trial, resource, said)),
    ...strayed(said, names).map((text) => `on nobody's account: ${text}`),
    ...repeated(said).map((text) => `more than once: ${text}`),
    ...(traces(output) ? ["there is a stack trace"] : []),
  ];
}

function wrongWithDiagnostics(trial: Trial, resource: Resource, said: readonly Diagnostics[]): string[] {
  const errors = said.filter(({ name }) => name === resource.name).flatMap((one) => one.errors);
  const words = wordsFor(trial, resource);
  return errors.flatMap((text) => wrongWithError(resource, text, words));
}

/** Ids that the resource's objects have, or are to get. */
function wordsFor({ site, flow, imports }: Trial, resource: Resource): string[] {
  const { kind, name } = resource;
  const known = inState(site).flatMap((one) => (nameOf(one) === name && one.id ? [one.id] : []));
  const taken = imports.get(name);
  const programs = [before(flow, resource), after(flow, resource)].filter((program) => program !== undefined);
  const given = programs.map((program) => kind.deriveId?.(program, name) ?? name);
  return [
    ...[...known, ...(taken ? [taken] : [])].map((id) => id.slice(id.lastIndexOf("/") + 1)),
    ...(kind.idField === undefined ? [] : [...given, "pinned"]),
  ];
}

/** The SDK's own, for resources that `--continue-on-error` goes on behind. */
const SDKS_OWN = /@pulumi\/|node:internal/;

const traces = (output: string): boolean =>
  output.split("\n").some((line) => /^\s+at \S/.test(line) && !SDKS_OWN.test(line));
